import Foundation
import Hone
import HoneCore
import Testing

/// Trials that wait, and go on from their checkpoints.
@Suite struct PausedTrialsTests {
    let bench: StudyBench

    init() throws { bench = try StudyBench() }

    /// Nine steps from the checkpoint on; each trained step leaves a line.
    private static let script = """
        cd "$HONE_TRIAL_DIR"
        step=$(cat checkpoint 2>/dev/null || echo 0)
        while [ "$step" -lt 9 ]; do
          step=$((step + 1))
          echo "$step" >>trained
          echo "$step" >checkpoint
          echo "{\\"loss\\": $1, \\"step\\": $step}" >>"$HONE_RESULTS"
          wait=0
          while [ "$wait" -lt 30 ]; do
            [ -e "$HONE_STOP" ] && exit 0
            sleep 0.01
            wait=$((wait + 1))
          done
        done
        echo "{\\"loss\\": $1}" >>"$HONE_RESULTS"
        """

    private func study(_ store: TrialStore, trials: Int) async throws -> StoredStudy {
        try await bench.study(store, script: Self.script) {
            $0.running.trials = trials
            $0.running.parallel = 2
            $0.pruner = try? PrunerChoice(
                .asha, settings: ["min": .int(1), "max": .int(9), PrunerChoice.pauseKey: .bool(true)])
        }
    }

    @Test("what was paused goes on at its step, counts once, and keeps the steps of all its starts")
    func promotion() async throws {
        let store = try bench.store()
        let study = try await study(store, trials: 9)
        let (events, summary) = try await bench.run(store, study)
        let trials = Array(summary.history.trials)
        #expect(trials.count == 9 && trials.allSatisfy { $0.state == .complete || $0.state == .paused })
        #expect(summary.counts[.paused] ?? 0 > 0 && summary.counts[.complete] ?? 0 > 0)
        let resumed = trials.filter { $0.attempts.count > 1 }
        #expect(!resumed.isEmpty, "a trial that was paused has gone on")
        for trial in trials {
            let trained = bench.read("hone-trials/s/\(trial.number)/trained").split(separator: "\n").compactMap {
                Int($0)
            }
            #expect(trained == Array(1..<1 + trained.count), "no step is trained twice")
            #expect(trial.reports.map(\.step) == trained)
            #expect(trial.state != .complete || trained.count == 9)
            #expect(trial.state != .paused || trial.valueSource?.hasPrefix("waits: ") == true)
        }
        let paused = events.count { if case .paused = $0 { true } else { false } }
        #expect(paused >= resumed.count)
        // The store says the same as the run.
        #expect(try await store.history(of: study).trials.map(\.state) == trials.map(\.state))
        #expect(try await store.history(of: study).trials.map(\.reports) == trials.map(\.reports))
    }

    @Test("a study that is taken up again goes on with what was paused")
    func laterRun() async throws {
        let store = try bench.store()
        let study = try await study(store, trials: 6)
        let (_, first) = try await bench.run(store, study)
        #expect(first.counts[.paused] ?? 0 > 0)
        var longer = study.description
        longer.running.trials = 14
        let later = try await store.updateDescription(longer, of: study)
        let (_, second) = try await bench.run(store, later)
        #expect(second.history.trials.count == 14)
        #expect(second.history.trials.contains { $0.attempts.count > 1 })
    }

    @Test("trials that are asked for are paused and asked for again, with their steps")
    func asked() async throws {
        let store = try bench.store()
        let study = try await study(store, trials: 100)
        let desk = AskTell(store: store, study: study)
        // Trial 0 has x = 0, the best of all; 1, 2, 3, ... are worse and wait.
        var numbers: [Int] = []
        for _ in 0..<30 {
            let trial = try #require(try await desk.ask(using: GoldenSteps()))
            numbers.append(trial.number)
            let x = try trial.configuration.double("x")
            var step = trial.reports.last?.step ?? 0
            #expect(trial.attempts.count == 1 || step > 0)
            var isStopped = false
            while step < 9, !isStopped {
                step += 1
                isStopped = try await desk.report(trial: trial.number, step: step, values: ["loss": x]) != nil
            }
            if isStopped {
                #expect(try await desk.tellPruned(trial: trial.number).state == .paused)
                await #expect(throws: StoreError.self) { try await desk.tell(trial: trial.number, values: ["loss": x]) }
            } else {
                _ = try await desk.tell(trial: trial.number, values: ["loss": x])
            }
        }
        #expect(Set(numbers).count < numbers.count, "some went on")
        let trials = try await store.history(of: study).trials
        #expect(trials.allSatisfy { $0.reports.map(\.step) == Array(1..<1 + $0.reports.count) })
    }
}
