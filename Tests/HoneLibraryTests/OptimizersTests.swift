import Foundation
import GRDB
import Hone
import Testing

/// Optimisers by value, ours and a stranger's; and Hone beside other libraries.
@Suite struct OptimizersTests {
    /// Halves the way to the best value so far: an optimiser that somebody else wrote.
    struct Halving: Optimizer {
        func suggest(_ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64) async throws
            -> [Suggestion]
        {
            let best = history.best(for: study.objective)
            let x = try best?.configuration.double("x") ?? 1
            return [Suggestion(["x": .float(x / 2)], SuggestionRecord(origin: "halving"))]
        }
    }

    @Test("an optimiser of one's own runs a study")
    func custom() async throws {
        let study = try Study("s", minimize: "loss", parameters: [.float("x", 0...1)], optimizer: Halving())
        let result = try await study.optimize(trials: 5) { try $0.double("x") }
        #expect(result.best?.value == pow(0.5, 5))
        #expect(result.history.trials.allSatisfy { $0.suggestion?.origin == "halving" })
        #expect(try await study.stored.description.optimizer.name == "Halving")
    }

    @Test("each optimiser is a value and can be asked directly")
    func direct() async throws {
        let description = StudyDescription(
            name: "s", objectives: [Objective(.minimize, "loss")], space: try SearchSpace([.float("x", 0...1)]))
        let optimizers: [any Optimizer] = [.random, .gp, RandomOptimizer(), GaussianProcessOptimizer()]
        for optimizer in optimizers {
            let suggestions = try await optimizer.suggest(2, for: description, given: TrialHistory(), seed: 1)
            #expect(suggestions.count == 2)
        }
    }

    @Test("an adapter that is not there is an error before the first trial, with the remedy")
    func missingAdapter() async throws {
        let study = try Study(
            "s", minimize: "loss", parameters: [.float("x", 0...1)], optimizer: .lm(adapter: "no-such-adapter"))
        await #expect {
            try await study.optimize(trials: 1) { _ in 1.0 }
        } throws: { error in
            guard case .noSuchAdapter("no-such-adapter", _)? = error as? OptimizerSetupError else { return false }
            return (error as? any HoneError)?.remedy != nil
        }
    }

    @Test("auto is decided once and stored with its reason")
    func automatic() async throws {
        let study = try Study("s", minimize: "loss", parameters: [.float("x", 0...1)])
        let choice = try await study.stored.description.optimizer
        #expect(choice.name == "auto")
        #expect(try ["lm", "transfer", "gp"].contains(#require(choice.resolved).name))
        #expect(try !#require(choice.resolved).reason.isEmpty)
    }

    @Test("Hone's names do not stand in the way of Foundation's and GRDB's")
    func besideOthers() throws {
        let queue = try DatabaseQueue()
        try queue.write { db in
            try db.create(table: "results") { table in
                table.column("name", .text)
                table.column("value", .double)
            }
            let configuration: Hone.Configuration = ["x": 0.5]
            try db.execute(
                sql: "INSERT INTO results VALUES (?, ?)", arguments: ["x", try configuration.double("x")])
        }
        let row = try queue.read { db in try Row.fetchOne(db, sql: "SELECT * FROM results") }
        #expect(row?["value"] == 0.5)
        let snapshot: DatabaseSnapshot.Type = GRDB.DatabaseSnapshot.self
        _ = snapshot
        let bad = EncodingError.invalidValue(1, .init(codingPath: [], debugDescription: ""))
        #expect(bad as any Error is Swift.EncodingError)
        let executor: (any Executor)? = nil
        #expect(executor == nil)
        let task = Task<Int, Never> { 1 }
        #expect(!task.isCancelled)
    }
}
