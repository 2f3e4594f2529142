import Foundation
import Hone
import HoneCore
import HoneSearch
import Testing

@Suite("A user's own past trials serve the next study at once")
struct OwnPastTests {
    private func home() throws -> URL {
        let home = FileManager.default.temporaryDirectory.appendingPathComponent("hone-past-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        return home
    }

    private func space(_ high: Double = 1) throws -> SearchSpace {
        try SearchSpace([
            Parameter("rate", .float(low: 1e-4, high: high, scale: .log, step: nil), default: 0.5),
            Parameter("rounds", .int(low: 1, high: 50, scale: .linear, step: nil), default: 10),
            Parameter("kind", .categorical(["a", "b"]), default: "a"),
        ])
    }

    private func study(_ name: String, space: SearchSpace? = nil, optimizer: String = "transfer") throws
        -> StudyDescription
    {
        StudyDescription(
            name: name, objectives: [Objective(.minimize, "loss")], task: TaskDescription(model: "boost"),
            space: try space ?? self.space(), optimizer: OptimizerChoice(name: optimizer))
    }

    private func loss(_ configuration: Configuration) -> Double {
        let rate = Foundation.log10(configuration["rate"]?.number ?? 1) + 2
        return 1 + rate * rate + (configuration["kind"] == "b" ? 0.5 : 0)
    }

    /// Files a study of 30 random trials in the home's database.
    private func file(
        _ name: String, in home: URL, space: SearchSpace? = nil, database fileName: String = "trials.db"
    ) async throws {
        let past = try study(name, space: space, optimizer: "random")
        let drawn = try await RandomOptimizer().suggest(30, for: past, given: TrialHistory(), seed: 7)
        let trials = drawn.enumerated().map {
            Trial(number: $0, state: .complete, configuration: $1.configuration, values: [loss($1.configuration)])
        }
        let database = try TrialDatabase(path: home.appendingPathComponent(fileName).path)
        try database.importStudy(past, trials: trials, source: name)
    }

    @Test("The next study of the program begins where the last ones were good, and is named transfer's")
    func next() async throws {
        let home = try home()
        defer { try? FileManager.default.removeItem(at: home) }
        try await file("one", in: home, space: try space(10))
        try await file("two", in: home)
        var next = try study("three")
        let optimizers = StudyOptimizers(home: home)
        try optimizers.resolve(&next)
        #expect(next.optimizer.effectiveName == "transfer")
        #expect(next.optimizer.pastHash != nil && next.optimizer.databaseHash != nil)
        let first = try #require(
            try await optimizers.optimizer(for: next).suggest(1, for: next, given: TrialHistory(), seed: 0).first)
        #expect(loss(first.configuration) < 1.3)
        var automatic = try study("four", optimizer: "auto")
        try optimizers.resolve(&automatic)
        #expect(automatic.optimizer.effectiveName == "transfer")
        #expect(automatic.optimizer.resolved?.reason.contains("boost") == true)
    }

    @Test("Trials of programs that ship with Hone serve as the user's own do, with these or without")
    func programs() async throws {
        let home = try home()
        defer { try? FileManager.default.removeItem(at: home) }
        try await file("shipped", in: home, database: "programs.db")
        var alone = try study("one")
        try StudyOptimizers(home: home).resolve(&alone)
        #expect(alone.optimizer.effectiveName == "transfer")
        try await file("own", in: home, space: try space(10))
        var both = try study("two")
        try StudyOptimizers(home: home).resolve(&both)
        #expect(both.optimizer.effectiveName == "transfer")
        #expect(both.optimizer.databaseHash != alone.optimizer.databaseHash)
        var again = try study("two")
        try StudyOptimizers(home: home).resolve(&again)
        #expect(again.optimizer == both.optimizer)
    }

    @Test("A resumed study suggests the same though the database has grown, and says what is missing if it cannot")
    func resumed() async throws {
        let home = try home()
        defer { try? FileManager.default.removeItem(at: home) }
        try await file("one", in: home)
        var next = try study("two")
        let optimizers = StudyOptimizers(home: home)
        try optimizers.resolve(&next)
        let before = try await optimizers.optimizer(for: next).suggest(3, for: next, given: TrialHistory(), seed: 0)
        try await file("later", in: home)
        let again = StudyOptimizers(home: home)
        let after = try await again.optimizer(for: next).suggest(3, for: next, given: TrialHistory(), seed: 0)
        #expect(before.map(\.configuration) == after.map(\.configuration))
        try FileManager.default.removeItem(at: home.appendingPathComponent("past"))
        #expect(throws: OptimizerSetupError.self) { try StudyOptimizers(home: home).optimizer(for: next) }
    }

    @Test("Without a past task of the program transfer is gp, and the study says so")
    func without() async throws {
        let home = try home()
        defer { try? FileManager.default.removeItem(at: home) }
        var alone = try study("alone")
        try StudyOptimizers(home: home).resolve(&alone)
        #expect(alone.optimizer.effectiveName == "gp")
        #expect(alone.optimizer.resolved?.reason.contains("no past task") == true)
        try await file("one", in: home)
        alone.task.model = "compiler"
        alone.space = try SearchSpace([Parameter("level", .int(low: 0, high: 3, scale: .linear, step: nil))])
        alone.optimizer = OptimizerChoice(name: "transfer")
        try StudyOptimizers(home: home).resolve(&alone)
        #expect(alone.optimizer.effectiveName == "gp")
    }

    @Test("A file of past tasks that was changed is not believed")
    func damaged() async throws {
        let home = try home()
        defer { try? FileManager.default.removeItem(at: home) }
        try await file("one", in: home)
        var next = try study("two")
        let optimizers = StudyOptimizers(home: home)
        try optimizers.resolve(&next)
        _ = try optimizers.optimizer(for: next)
        let hash = try #require(next.optimizer.pastHash)
        let kept = home.appendingPathComponent("past/\(hash).json")
        try Data("{}".utf8).write(to: kept)
        try await file("later", in: home)
        #expect(throws: OptimizerSetupError.self) { try StudyOptimizers(home: home).optimizer(for: next) }
    }
}
