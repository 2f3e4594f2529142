import Foundation
import Hone
import HoneCore
import Testing

@Suite struct DescriptionVersionTests {
    let bench: StudyBench
    let store: TrialStore
    let study: StoredStudy

    init() async throws {
        bench = try StudyBench()
        store = try bench.store()
        study = try await bench.study(store, script: "echo loss: $1; echo error=0.5") { $0.running.trials = 4 }
    }

    @Test func trialsThatStillFitStayUsableAfterAnEdit() async throws {
        _ = try await bench.run(store, study)
        var edited = study.description
        edited.space = try SearchSpace([Parameter("x", .float(low: 0.2, high: 1, scale: .linear, step: nil))])
        edited.running.trials = 5
        let second = try await store.updateDescription(edited, of: study)
        #expect(second.version == 2)
        #expect(try await store.descriptions(of: second).map(\.version) == [1, 2])
        // x is 0, 0.618, 0.236, 0.854 in the first four trials.
        let shown = ShownNumbers()
        let (events, summary) = try await bench.run(store, second, optimizer: shown)
        guard case .opened(let opening) = events.first else {
            Issue.record("no opening")
            return
        }
        #expect(opening.unusable == [0])
        #expect(await shown.numbers == [1, 2, 3])
        #expect(summary.best?.number == 2)
        #expect(summary.history.trials.map(\.descriptionVersion) == [1, 1, 1, 1, 2])
    }

    @Test func aChangedObjectiveIsReadFromTheMetricsThatWereKept() async throws {
        let (_, summary) = try await bench.run(store, study)
        var edited = study.description
        edited.objectives = [Objective(.minimize, "error")]
        let versions = [1: study.description, 2: edited]
        let usable = summary.history.trials.compactMap { $0.adapted(to: edited, version: 2, versions: versions) }
        #expect(usable.count == 4)
        #expect(usable.allSatisfy { $0.value == 0.5 && $0.metrics["loss"] != nil })
        edited.objectives = [Objective(.minimize, "never reported")]
        #expect(
            summary.history.trials.allSatisfy {
                $0.adapted(to: edited, version: 2, versions: [1: study.description]) == nil
            })
    }
}

private actor ShownNumbers: Optimizer {
    var numbers: [Int] = []

    func suggest(_ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64) async throws
        -> [Suggestion]
    {
        numbers = history.trials.map(\.number)
        return [Suggestion(["x": 0.5], SuggestionRecord(origin: "test"))]
    }
}
