import Foundation
import Hone
import HoneCore
import Synchronization
import Testing

@Suite struct StudyRunnerTests {
    let bench: StudyBench

    init() throws { bench = try StudyBench() }

    @Test func aStudyRunsToItsNumberOfTrialsAndKnowsTheBest() async throws {
        let store = try bench.store()
        let study = try await bench.study(store, script: "echo loss: $1") {
            $0.running.trials = 6
            $0.running.parallel = 3
        }
        let (events, summary) = try await bench.run(store, study)
        #expect(summary.counts == [.complete: 6])
        #expect(summary.history.trials.map(\.number) == Array(0..<6))
        #expect(summary.history.trials.allSatisfy { $0.value == GoldenSteps.x($0.number) })
        #expect(summary.best?.number == 0)
        #expect(try await store.history(of: study).trials == summary.history.trials)
        guard case .opened = events.first, case .ended = events.last else {
            Issue.record("the events do not begin with the opening and end with the end")
            return
        }
        #expect(try await store.owner(of: study) == nil)
    }

    @Test func atMostSoManyTrialsRunAtATime() async throws {
        let store = try bench.store()
        let study = try await bench.study(store, script: "") {
            $0.running.trials = 12
            $0.running.parallel = 3
        }
        let load = Mutex((now: 0, most: 0))
        let executor = FunctionExecutor { _ in
            load.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            // Until there are three, and then long enough for a fourth one to show up beside them.
            _ = await eventually(within: 30) { load.withLock { $0.most } >= 3 }
            try await Task.sleep(for: .milliseconds(30))
            load.withLock { $0.now -= 1 }
            return ["loss": 1]
        }
        _ = try await bench.run(store, study, executor: executor)
        #expect(load.withLock { $0.most } == 3)
    }

    @Test func theDefaultConfigurationComesFirst() async throws {
        let store = try bench.store()
        let study = try await bench.study(store, script: "") {
            $0.space =
                (try? SearchSpace([Parameter("x", .float(low: 0, high: 1, scale: .linear, step: nil), default: 0.75)]))
                ?? $0.space
            $0.running.trials = 2
        }
        let (_, summary) = try await bench.run(store, study, executor: FunctionExecutor { _ in ["loss": 1] })
        #expect(summary.history.trials[0].configuration == ["x": 0.75])
        #expect(summary.history.trials[0].suggestion?.origin == "default")
        #expect(summary.history.trials[1].suggestion?.origin == "golden")
    }

    @Test func theSameOrderOfCompletionGivesTheSameHistoriesHoweverLongSuggestionsTake() async throws {
        // Trials end in an order of their own making; the optimiser notes what it was shown.
        func shown(delay: Duration) async throws -> [String] {
            let bench = try StudyBench()
            let store = try bench.store()
            let study = try await bench.study(store, script: "") {
                $0.running.trials = 9
                $0.running.parallel = 3
            }
            let notes = Mutex<[String]>([])
            let order = [2, 0, 1, 4, 3, 6, 5, 8, 7]
            let ended = Mutex<[Int]>([])
            let executor = FunctionExecutor { trial in
                let turn = order.firstIndex(of: trial.trial) ?? 0
                while ended.withLock({ $0.count }) < turn { try await Task.sleep(for: .milliseconds(1)) }
                return ["loss": Double(trial.trial)]
            }
            let optimizer = NotingOptimizer(delay: delay) { history in
                let text = history.trials.map { "\($0.number)\($0.state.isFinished ? "+" : "-")" }.joined(
                    separator: " ")
                notes.withLock { $0.append(text) }
            }
            _ = try await bench.run(store, study, optimizer: optimizer, executor: executor) { event, _ in
                if case .finished(let trial) = event { ended.withLock { $0.append(trial.number) } }
            }
            #expect(ended.withLock { $0 } == order)
            return notes.withLock { $0 }
        }
        let quick = try await shown(delay: .zero)
        let slow = try await shown(delay: .milliseconds(30))
        #expect(quick == slow)
        #expect(quick[3] == "0- 1- 2+")
        #expect(quick[4] == "0+ 1- 2+ 3-")
    }

    @Test func askedOnceItLetsItsTrialsEnd() async throws {
        let (events, summary) = try await interrupted(times: 1)
        #expect(summary.history.trials.map(\.state) == [.complete, .complete])
        #expect(summary.stopped == .requested)
        #expect(events.contains { if case .stopping(.requested, running: 2) = $0 { true } else { false } })
    }

    @Test func askedTwiceItStopsItsTrials() async throws {
        let (events, summary) = try await interrupted(times: 2)
        #expect(summary.history.trials.map(\.state) == [.cancelled, .cancelled])
        #expect(summary.stopped == .requestedNow)
        #expect(events.contains { if case .stopping(.requestedNow, running: 2) = $0 { true } else { false } })
    }

    /// A study of two trials at a time that is asked to stop while both run; asked once, they may end.
    private func interrupted(times: Int) async throws -> (events: [StudyEvent], summary: StudySummary) {
        let store = try bench.store()
        let study = try await bench.study(store, script: "while [ ! -e go ]; do sleep 0.02; done; echo loss: 1") {
            $0.running.trials = 10
            $0.running.parallel = 2
        }
        let started = Mutex(0)
        let bench = bench
        return try await bench.run(store, study) { event, runner in
            switch event {
            case .started:
                let count = started.withLock {
                    $0 += 1
                    return $0
                }
                if count == 2 { for _ in 0..<times { runner.requestStop() } }
            case .stopping where times == 1: try? bench.write("go", "")
            default: break
            }
        }
    }

    @Test func aStudyWhoseTimeIsUpStopsItsTrials() async throws {
        let store = try bench.store()
        let study = try await bench.study(store, script: "sleep 30") {
            $0.running.trials = 3
            // Long enough for the trial to be started on a busy machine.
            $0.running.timeout = 4
        }
        let (_, summary) = try await bench.run(store, study)
        #expect(summary.stopped == .timeout(seconds: 4))
        #expect(summary.history.trials.map(\.state) == [.cancelled])
        #expect(summary.history.trials[0].failure?.message.contains("the study's time") == true)
    }

    @Test func tooManyFailuresEndTheStudy() async throws {
        let store = try bench.store()
        let study = try await bench.study(store, script: "exit 1") {
            $0.running.trials = 50
            $0.running.maxFailures = 3
        }
        let (_, summary) = try await bench.run(store, study)
        #expect(summary.stopped == .failures(count: 3))
        #expect(summary.counts == [.failed: 3])
    }

    @Test func aResumedStudyRunsOnlyWhatIsMissing() async throws {
        let store = try bench.store()
        let study = try await bench.study(store, script: "echo loss: $1; echo run >> log") { $0.running.trials = 3 }
        _ = try await bench.run(store, study)
        var more = study
        more.description.running.trials = 5
        let (events, summary) = try await bench.run(store, more)
        #expect(summary.finishedNow == 2)
        #expect(bench.read("log").split(separator: "\n").count == 5)
        guard case .opened(let opening) = events.first else {
            Issue.record("no opening")
            return
        }
        #expect(opening.finished == 3)
        #expect(opening.isResumed)
        let (_, again) = try await bench.run(store, more)
        #expect(again.finishedNow == 0)
    }

    @Test func anOptimizersErrorEndsTheRunAfterTheRunningTrials() async throws {
        struct Broken: Optimizer, Error {
            func suggest(_ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64)
                async throws -> [Suggestion]
            {
                if history.trials.isEmpty { return [Suggestion(["x": 0.5], SuggestionRecord(origin: "test"))] }
                throw self
            }
        }
        let store = try bench.store()
        let study = try await bench.study(store, script: "sleep 0.2; echo loss: 1") {
            $0.running.trials = 5
            $0.running.parallel = 2
        }
        await #expect(throws: Broken.self) { try await bench.run(store, study, optimizer: Broken()) }
        #expect(try await store.history(of: study).trials.map(\.state) == [.complete])
        #expect(try await store.owner(of: study) == nil)
    }

    @Test func anExhaustedSpaceEndsTheStudy() async throws {
        struct Exhausted: Optimizer {
            func suggest(_ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64)
                async throws -> [Suggestion]
            {
                history.trials.count < 2
                    ? try await GoldenSteps().suggest(1, for: study, given: history, seed: seed) : []
            }
        }
        let store = try bench.store()
        let study = try await bench.study(store, script: "") { $0.running.trials = 9 }
        let (_, summary) = try await bench.run(
            store, study, optimizer: Exhausted(), executor: FunctionExecutor { _ in ["loss": 1] })
        #expect(summary.stopped == .exhausted)
        #expect(summary.counts == [.complete: 2])
    }

    @Test func settingsThatMakeNoSenseAreNamed() async throws {
        let store = try bench.store()
        let study = try await bench.study(store, script: "")
        for (change, name) in [
            ({ (s: inout RunSettings) in s.trials = 0 }, "trials"), ({ $0.parallel = 0 }, "parallel"),
            ({ $0.trialTimeout = -1 }, "trialTimeout"), ({ $0.timeout = .nan }, "timeout"),
        ] as [((inout RunSettings) -> Void, String)] {
            var settings = study.description.running
            change(&settings)
            #expect {
                try StudyRunner(store: store, study: study, optimizer: GoldenSteps(), options: RunOptions(settings))
            } throws: { "\($0)".hasPrefix("\(name):") }
        }
        var asked = study
        asked.description.command = []
        #expect { try StudyRunner(store: store, study: asked, optimizer: GoldenSteps()) } throws: {
            "\($0)".contains("has no command to run")
        }
    }

    @Test func aSwiftFunctionIsTunedWithStepsAndErrors() async throws {
        struct Unlucky: Error, CustomStringConvertible { var description: String { "bad luck" } }
        let store = try bench.store()
        let study = try await bench.study(store, script: "") { $0.running.trials = 3 }
        let executor = FunctionExecutor { trial in
            if trial.trial == 1 { throw Unlucky() }
            trial.report(["loss": 5], step: 1)
            return ["loss": trial.trial == 2 ? .nan : 4, "time": 2]
        }
        let (_, summary) = try await bench.run(store, study, executor: executor)
        let trials = summary.history.trials
        #expect(trials[0].value == 4)
        #expect(trials[0].reports == [StepReport(step: 1, value: 5)])
        #expect(trials[0].metrics == ["time": 2])
        #expect(trials[1].failure == TrialFailure(.exit, "bad luck"))
        #expect(trials[2].failure?.reason == .nonFinite)
    }
}

/// Suggests the golden steps after noting what it was shown.
private struct NotingOptimizer: Optimizer {
    let delay: Duration
    let note: @Sendable (TrialHistory) -> Void

    func suggest(_ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64) async throws
        -> [Suggestion]
    {
        note(history)
        try await Task.sleep(for: delay)
        return try await GoldenSteps().suggest(count, for: study, given: history, seed: seed)
    }
}
