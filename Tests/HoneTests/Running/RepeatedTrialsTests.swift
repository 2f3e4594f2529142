import Foundation
import Hone
import HoneCore
import Testing

/// Studies whose promising configurations run several times.
@Suite struct RepeatedTrialsTests {
    let bench: StudyBench

    init() throws { bench = try StudyBench() }

    /// The loss is x, and 10 more in every second run, so that single runs say little.
    private static let script = "echo loss: $(awk \"BEGIN {print $1 + 10 * ($HONE_REPEAT % 2)}\")"

    @Test("the program is told its run, the leader's mean is the best, and optimisers see one trial a configuration")
    func wholeStudy() async throws {
        let store = try bench.store()
        let study = try await bench.study(store, script: Self.script) {
            $0.running.trials = 20
            $0.repeats = try? RepeatRule(max: 4)
        }
        let seen = SeenHistories()
        let (events, summary) = try await bench.run(store, study, optimizer: seen)
        let trials = Array(summary.history.trials)
        #expect(trials.count == 20 && trials.allSatisfy { $0.state == .complete })
        for trial in trials {
            let x = try trial.configuration.double("x")
            #expect(abs((trial.value ?? .nan) - x - 10 * Double(trial.repetition % 2)) < 1e-4)
        }
        let repeats = trials.filter { $0.suggestion?.origin == "repeat" }
        #expect(repeats.count >= 3 && repeats.allSatisfy { $0.repetition > 0 })
        let best = try #require(summary.best)
        let runs = trials.filter { $0.configuration == best.configuration }
        #expect(Set(runs.map(\.repetition)) == Set(0..<4))
        let mean = runs.compactMap(\.value).reduce(0, +) / Double(runs.count)
        #expect(abs((best.value ?? .nan) - mean) < 1e-9)
        #expect(summary.history.best(in: study.description) == best)
        // GoldenSteps go on from the highest number that they see, which is never a repeat's.
        let shown = await seen.histories
        #expect(shown.allSatisfy { Set($0.trials.map(\.configuration.key)).count == $0.trials.count })
        #expect(shown.allSatisfy { $0.trials.allSatisfy { $0.repetition == 0 } })
        let improved = events.compactMap { event in
            if case .improved(let trial, _) = event { trial.number } else { nil }
        }
        #expect(improved.last == best.number)
    }

    @Test("asked and told, in several processes' hands, the same runs are due")
    func asked() async throws {
        let store = try bench.store()
        let study = try await bench.study(store, script: "") { $0.repeats = try? RepeatRule(max: 3) }
        for _ in 0..<12 {
            // A desk that knows nothing reads all of it anew.
            let trial = try #require(try await AskTell(store: store, study: study).ask(using: GoldenSteps()))
            let x = try trial.configuration.double("x")
            _ = try await AskTell(store: store, study: study).tell(trial: trial.number, values: ["loss": x])
        }
        let trials = Array(try await store.history(of: study).trials)
        let best = trials.filter { $0.configuration == trials[0].configuration }
        #expect(best.count == 3, "x = 0 of the first trial is the lowest of all")
        #expect(Set(trials.map { "\($0.configuration.key) \($0.repetition)" }).count == 12)
    }
}

/// `GoldenSteps` that keeps what it was shown.
private actor SeenHistories: Optimizer {
    private(set) var histories: [TrialHistory] = []

    func suggest(_ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64) async throws
        -> [Suggestion]
    {
        histories.append(history)
        return try await GoldenSteps().suggest(count, for: study, given: history, seed: seed)
    }
}
