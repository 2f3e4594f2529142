import Foundation
import Hone
import HoneCore
import Testing

/// What belongs to a study stays with it: its folder, its settings, the meaning of its values.
@Suite struct StudyIdentityTests {
    let bench: StudyBench
    let store: TrialStore

    init() throws {
        bench = try StudyBench()
        store = try bench.store()
    }

    @Test func aFolderIsNeverUsedForAnotherStudy() async throws {
        let first = try await bench.study(store, script: "echo loss: 1")
        #expect(first.directory == bench.path("hone-trials/s"))
        try await store.delete(first)
        #expect(!FileManager.default.fileExists(atPath: first.directory))
        let second = try await bench.study(store, script: "echo loss: 2")
        #expect(second.directory == bench.path("hone-trials/s-2"))
        #expect(second.identifier != first.identifier)
        // What a late supervisor of the deleted study writes is no result of the new one.
        let old = first.directory + "/0/attempt-1"
        try FileManager.default.createDirectory(atPath: old, withIntermediateDirectories: true)
        try Data("loss: 1\n".utf8).write(to: URL(fileURLWithPath: first.directory + "/0/stdout"))
        try Data(#"{"record":"end"}"#.utf8).write(to: URL(fileURLWithPath: old + "/supervisor.json"))
        let (_, summary) = try await bench.run(store, second)
        #expect(summary.best?.value == 2)
    }

    @Test func aFolderThatLiesThereIsLeftAlone() async throws {
        try FileManager.default.createDirectory(
            atPath: bench.path("hone-trials/s"), withIntermediateDirectories: true)
        #expect(try await bench.study(store, script: "").directory == bench.path("hone-trials/s-2"))
    }

    @Test func theSettingsOfTheLastRunAreKept() async throws {
        var study = try await bench.study(store, script: "echo loss: 1")
        study.description.running.trials = 3
        _ = try await bench.run(store, study)
        let kept = try await store.study(named: "s")
        #expect(kept.description.running.trials == 3)
        #expect(kept.version == 1)
        // A new version of the description says it all anew.
        var edited = kept.description
        edited.running.trials = 7
        #expect(try await store.updateDescription(edited, of: kept).description.running.trials == 7)
    }

    @Test func valuesOfAnotherObjectiveAreNotTakenForThoseOfTheNewOne() async throws {
        let study = try await bench.study(store, script: "echo loss: 1; [ $1 = 0.0 ] || echo acc: 0.5") {
            $0.running.trials = 2
        }
        _ = try await bench.run(store, study)
        var edited = study.description
        edited.objectives = [Objective(.maximize, "acc")]
        let current = try await store.updateDescription(edited, of: study)
        let trials = try await store.currentHistory(of: current).trials
        #expect(trials.map(\.values) == [[], [0.5]])
        #expect(trials.map(\.metrics) == [["loss": 1], ["loss": 1]])
        #expect(try await store.overview(of: current).best?.number == 1)
        #expect(try await store.currentTrial(0, of: current).value == nil)
        // The store itself keeps what was reported.
        #expect(try await store.history(of: current).trials.map(\.values) == [[1], [1]])
        edited.objectives = [Objective(.maximize, "never reported")]
        let last = try await store.updateDescription(edited, of: current)
        #expect(try await store.overview(of: last).best == nil)
    }

    @Test func aPredictionThatIsNotFiniteIsNotStored() async throws {
        let study = try await bench.study(store, script: "echo loss: -1.7e308")
        let (_, summary) = try await bench.run(store, study, optimizer: Overflowing())
        let trial = try #require(summary.history.trials.first)
        #expect(trial.state == .complete)
        #expect(trial.suggestion?.origin == "test")
        #expect(trial.suggestion?.prediction == nil)
        #expect(trial.suggestion?.acquisition == nil)
    }

    @Test func aProgramThatOnlyFailsEndsARunWithoutLimits() async throws {
        let study = try await bench.study(store, script: "") { $0.running.trials = nil }
        let (_, summary) = try await bench.run(store, study, executor: FunctionExecutor { _ in throw Broken() })
        #expect(summary.stopped == .nothingButFailures(count: 10))
        #expect(summary.counts == [.failed: 10])
    }

    @Test func theFirstRequestLetsTrialsEndThoughTheStudyIsStoppingAlready() async throws {
        let study = try await bench.study(store, script: "") {
            $0.running.trials = 9
            $0.running.parallel = 2
            $0.running.maxFailures = 1
        }
        let executor = FunctionExecutor { trial in
            if trial.trial == 1 { throw Broken() }
            try await Task.sleep(for: .seconds(1))
            return ["loss": 1]
        }
        let (_, summary) = try await bench.run(store, study, executor: executor) { event, runner in
            if case .finished(let trial) = event, trial.state == .failed { runner.requestStop() }
        }
        #expect(summary.stopped == .failures(count: 1))
        #expect(summary.history.trials.map(\.state) == [.complete, .failed])
    }
}

private struct Broken: Error {}

private struct Overflowing: Optimizer {
    func suggest(_ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64) async throws
        -> [Suggestion]
    {
        let prediction = Prediction(mean: -.infinity, standardDeviation: 1, low: -.infinity, high: 0)
        return [Suggestion(["x": 0.5], SuggestionRecord(origin: "test", prediction: prediction, acquisition: .nan))]
    }
}
