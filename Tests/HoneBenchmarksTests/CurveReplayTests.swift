import Foundation
import HoneBenchmarks
import HoneCore
import HoneSearch
import Testing

@Suite struct CurveReplayTests {
    /// Three configurations: `x` 2 is the best in the end, 0 the best at first.
    private func task() throws -> LearningCurves.Task {
        LearningCurves.Task(
            TaskIdentity(name: "made/curves", family: "made", dataset: "curves"),
            space: try SearchSpace([.int("x", 0...2)]), configurations: (0..<3).map { ["x": .int($0)] },
            curves: [[0.5, 0.5, 0.5], [0.9, 0.8, 0.7], [0.6, 0.3, 0.1]])
    }

    private func scripted(_ values: [Int]) -> Scripted { Scripted(configurations: values.map { ["x": .int($0)] }) }

    @Test func withoutAPrunerEveryTrialIsTrainedToItsEnd() async throws {
        let run = try await CurveReplay(task(), seed: 0).run(optimizer: scripted([1, 0, 2]))
        #expect(run.epochs == [3, 6, 9])
        #expect(zip(run.regrets, [1, 2 / 3.0, 0]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(run.prunedTrials == 0)
        #expect(run.regret(afterEpochs: 8) == run.regrets[1])
        #expect(run.epochs(toRegret: 0.5) == 9)
    }

    @Test func aPrunedTrialCostsItsEpochsAndIsNoResult() async throws {
        // The second one is above the limit in its first epoch.
        let run = try await CurveReplay(task(), seed: 0).run(
            optimizer: scripted([0, 1, 2]), pruner: ThresholdPruner(upper: 0.8))
        #expect(run.epochs == [3, 4, 7])
        #expect(run.prunedTrials == 1)
        #expect(run.regrets.last == 0)
    }

    @Test func whatAPrunerSavesIsSpentOnFurtherTrials() async throws {
        let curves = LearningCurves(tasks: [try task()])
        let pruners = [
            CurveBenchmark.NamedPruner("none") { _ in nil },
            CurveBenchmark.NamedPruner("limit") { _ in ThresholdPruner(upper: 0.8) },
        ]
        let report = try await CurveBenchmark(curves, trainings: 2, seeds: [0, 1, 2])
            .run(methods: ["random"], pruners: pruners)
        #expect(report.lines.map(\.pruner) == ["none", "limit"])
        #expect(report.lines[0].trials == 2)
        #expect(report.lines[1].trials >= report.lines[0].trials)
        #expect(report.lines[0].shareToUnpruned.map { $0 <= 1 } == true)
    }

    @Test func theShippedCurvesAreWholeAndGetBetter() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Data/curves")
        let curves = try LearningCurves(folder: folder)
        #expect(curves.tasks.count == 20)
        #expect(curves.tasks.reduce(0) { $0 + $1.curves.count } >= 500)
        for task in curves.tasks {
            #expect(task.epochs == 50)
            #expect(task.curves.allSatisfy { $0.count == 50 && $0.allSatisfy { (0...1).contains($0) } })
            #expect(task.candidates.distinctRows.count >= 25)
            let first = task.curves.compactMap(\.first).reduce(0, +)
            #expect(task.curves.compactMap(\.last).reduce(0, +) < first, "\(task.name)")
        }
    }
}
