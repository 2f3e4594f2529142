import Foundation
import Hone
import HoneBenchmarks
import HoneCore
import HoneSearch
import Testing

@Suite struct OpponentTests {
    private static let program = "bowl"

    private static func space() throws -> SearchSpace {
        try SearchSpace([
            Parameter("width", .float(low: 0, high: 1, scale: .linear, step: nil), default: 0.1),
            Parameter("depth", .float(low: 0, high: 1, scale: .linear, step: nil), default: 0.9),
        ])
    }

    /// A grid of candidates in a bowl around a best point.
    private static func rows(around best: (Double, Double)) -> [(Configuration, Double)] {
        (0..<121).map { index in
            let (x, y) = (Double(index % 11) / 10, Double(index / 11) / 10)
            let value = (x - best.0) * (x - best.0) + 0.5 * (y - best.1) * (y - best.1)
            return (["width": .float(x), "depth": .float(y)], value)
        }
    }

    private static func task(dataset: String = "mine", best: (Double, Double) = (0.7, 0.3)) throws -> BenchmarkTask {
        let rows = rows(around: best)
        let study = StudyDescription(
            name: program, objectives: [Objective(.minimize, "error")], task: TaskDescription(model: program),
            space: try space(), usesDefault: false)
        return BenchmarkTask(
            TaskIdentity(name: "table/\(dataset)/bowl", family: program, dataset: dataset), study: study,
            configurations: rows.map(\.0), values: rows.map(\.1))
    }

    private static func past(_ tasks: [(dataset: String, best: (Double, Double))]) throws -> BenchmarkPast {
        let database = try TrialDatabase.inMemory()
        try database.add(
            try tasks.map { known in
                PastTrialsSnapshot.Entry(
                    task: PastTask(
                        id: "test/bowl/\(known.dataset)", family: program,
                        task: TaskDescription(model: program, dataset: known.dataset), space: try space(),
                        objective: Objective(.minimize, "error"), source: "test"),
                    trials: rows(around: known.best).enumerated().filter { $0.offset % 3 == 0 }.map { index, row in
                        // In another unit and at another level: ranks are what tasks share.
                        PastTrial(id: String(index), configuration: row.0, value: 100 + 7 * row.1)
                    })
            })
        return BenchmarkPast([try database.snapshot()])
    }

    private static let honest: [(dataset: String, best: (Double, Double))] = [
        ("a", (0.7, 0.3)), ("b", (0.65, 0.35)), ("c", (0.75, 0.25)), ("d", (0.7, 0.25)),
    ]

    private func run(
        _ opponent: Opponent, past: BenchmarkPast, on task: BenchmarkTask, seed: Int = 0, budget: Int = 12
    ) async throws -> BenchmarkRun {
        let method = BenchmarkMethod.opponent(opponent, library: OpponentLibrary(past))
        return try await BenchmarkRunner(methods: [method], items: [.init(task)], seeds: [seed], budget: budget).run(
            method, on: task, seed: seed, artefacts: Artefacts(database: past.hash))
    }

    @Test(arguments: Opponent.allCases)
    func whereThePastKnowsTheBestThreeTrialsAreEnough(_ opponent: Opponent) async throws {
        let task = try Self.task()
        let run = try await run(opponent, past: try Self.past(Self.honest), on: task)
        let regrets = task.scale.regrets(run.values)
        #expect(regrets[2] < 0.03, "\(opponent): \(regrets)")
        #expect(run.note == nil && run.database != nil)
    }

    @Test(arguments: Opponent.allCases)
    func theSameSeedGivesTheSameRun(_ opponent: Opponent) async throws {
        let first = try await run(opponent, past: try Self.past(Self.honest), on: try Self.task(), seed: 3)
        let second = try await run(opponent, past: try Self.past(Self.honest), on: try Self.task(), seed: 3)
        #expect(first.order == second.order && first.order.count == 12)
        #expect(Set(first.order).count == 12)
    }

    @Test(arguments: Opponent.allCases)
    func withoutAPastItIsTheProcessAloneAndTheRunSaysSo(_ opponent: Opponent) async throws {
        let task = try Self.task(dataset: "a")
        // The only past task is on the task's own data.
        let past = try Self.past([("a", (0.7, 0.3))])
        let run = try await run(opponent, past: past, on: task)
        #expect(run.note?.contains("no past task") == true)
        let gp = try BenchmarkMethod.registered("gp")
        let alone = try await BenchmarkRunner(methods: [gp], items: [.init(task)], seeds: [0], budget: 12).run(
            gp, on: task, seed: 0, artefacts: Artefacts())
        #expect(run.order == alone.order)
    }

    @Test(arguments: [Opponent.rankingEnsemble, .transferProcess])
    func aPastThatLiesIsOutweighedByTheOwnTrials(_ opponent: Opponent) async throws {
        let task = try Self.task()
        let lies = (0..<6).map { (dataset: "lie\($0)", best: (0.0, 1.0)) }
        let regrets = task.scale.regrets(
            try await run(opponent, past: try Self.past(lies), on: task, budget: 20).values)
        #expect(regrets[2] > 0.1, "it believed the past at first")
        #expect(regrets[19] < 0.02, "\(opponent): \(regrets)")
    }

    @Test func parametersAreMatchedByNameInAnyOrder() async throws {
        let task = try Self.task()
        let turned = BenchmarkTask(
            task.identity,
            study: StudyDescription(
                name: Self.program, objectives: task.study.objectives, task: task.study.task,
                space: try SearchSpace(task.study.space.parameters.reversed()), usesDefault: false),
            configurations: task.candidates.candidates.map(\.configuration), values: task.values)
        let past = try Self.past(Self.honest)
        let run = try await run(.transferProcess, past: past, on: turned)
        #expect(task.scale.regrets(run.values)[2] < 0.03)
    }

    @Test func normalScoresAreThoseOfRanks() async throws {
        #expect(NormalScores.of([5, 1, 3]) == NormalScores.of([50, -1, 0]))
        #expect(NormalScores.of([5, 1, 3])[2] == 0, "the middle")
        #expect(abs(NormalScores.of([1, 2, 3, 4])[2] - 0.3186) < 0.0001, "the 5/8 quantile")
        let tied = NormalScores.of([2, 1, 2, 1])
        #expect(tied[0] == tied[2] && tied[1] == tied[3] && tied[1] < tied[0])
    }
}
