import Foundation
import Hone
import Testing

/// A run of a study without processes, store or clock: what the state says is done at once, and what happens is told it by
/// hand.
struct StudyScript {
    var state: StudyState
    /// What the state said is to be done, in short words, since the last look.
    private(set) var log: [String] = []
    private(set) var time = 1000.0

    init(
        trials: [Trial] = [], found: [Int: FoundAttempt] = [:], defaults: Bool = false,
        _ change: (inout RunSettings) -> Void = { _ in }
    ) throws {
        let x = try Parameter("x", .float(low: 0, high: 1, scale: .linear, step: nil), default: defaults ? 0.75 : nil)
        let description = StudyDescription(
            name: "s", objectives: [Objective(.minimize, "loss")], space: try SearchSpace([x]))
        var settings = RunSettings(trials: 3, parallel: 2)
        change(&settings)
        let ledger = TrialLedger(
            description, version: 1, versions: [1: description], history: TrialHistory(trials: trials))
        state = StudyState(ledger, study: "s", settings: settings, maxAttempts: 2)
        let study = StoredStudy(
            id: 1, identifier: "i", description: description, version: 1, createdAt: 0, directory: "/nowhere",
            workingDirectory: nil, revision: 0)
        note(state.begin(found, opening: StudyOpening(study: study), at: time))
    }

    mutating func happens(_ event: StudyInput) {
        time += 1
        note(state.apply(event, at: time))
    }

    /// What was done since the last call.
    mutating func done() -> [String] {
        defer { log = [] }
        return log
    }

    mutating func suggest(_ x: Double) {
        happens(.suggestion(.success([Suggestion(["x": .float(x)], SuggestionRecord(origin: "test"))]), seconds: 0))
    }

    mutating func end(_ number: Int, _ cause: AttemptEnd.Cause = .exited(code: 0), loss: Double? = 0.5) {
        let outcome =
            loss.map { TrialOutcome(state: .complete, values: [$0]) } ?? TrialOutcome.failed(.exit, "exit 1")
        happens(.ended(trial: number, AttemptEnd(cause, at: time), outcome))
    }

    private mutating func note(_ actions: [StudyAction]) { log += actions.compactMap(Self.words) }

    static func words(_ action: StudyAction) -> String? {
        switch action {
        case .store(let changes):
            "store " + changes.map { "\($0.after.number) \($0.after.state.rawValue)" }.joined(separator: ", ")
        case .suggest(let history) where history.trials.count > 20: "suggest given \(history.trials.count)"
        case .suggest(let history):
            "suggest given "
                + history.trials.map { "\($0.number)\($0.state.isFinished ? "+" : "-")" }
                .joined(separator: " ")
        case .cancelSuggestion: "cancel suggestion"
        case .launch(let trial): "launch \(trial.number)"
        case .follow(let trial): "follow \(trial.number)"
        case .stop(let trial, _): "stop \(trial)"
        case .arm(let trial, let deadline, _): "arm \(trial) at \(Int(deadline))"
        case .end(let error): error.map { "end with \($0)" } ?? "end"
        case .announce(.improved(let trial, _)): "best \(trial.number)"
        case .announce(.requeued(let trial, _)): "requeued \(trial.number)"
        case .announce(.stopping(let reason, let running)): "stopping \(reason) with \(running)"
        case .announce(.opened(let opening)):
            "opened: \(opening.finished) finished, \(opening.attached) attached, \(opening.collected) collected, \(opening.requeued) requeued"
        case .announce: nil
        }
    }
}

@Suite("A study's state") struct StudyStateTests {
    @Test("goes through its trials, two at a time, and ends when their number is reached")
    func wholeStudy() throws {
        var script = try StudyScript()
        #expect(
            script.done() == [
                "opened: 0 finished, [] attached, [] collected, [] requeued", "suggest given ",
            ])
        script.suggest(0.1)
        #expect(script.done() == ["store 0 running", "launch 0", "suggest given 0-"])
        script.suggest(0.2)
        #expect(script.done() == ["store 1 running", "launch 1"])
        script.end(1, loss: 0.3)
        #expect(script.done() == ["store 1 complete", "best 1", "suggest given 0- 1+"])
        script.suggest(0.3)
        script.end(0, loss: 0.2)
        #expect(script.done() == ["store 2 running", "launch 2", "store 0 complete", "best 0"])
        script.end(2, loss: 0.4)
        #expect(script.done() == ["store 2 complete", "end"])
        #expect(script.state.finishedNow == 3)
    }

    @Test("begins with the parameters' defaults, without asking the optimiser")
    func defaultFirst() throws {
        var script = try StudyScript(defaults: true)
        #expect(
            script.done() == [
                "store 0 running", "opened: 0 finished, [] attached, [] collected, [] requeued", "launch 0",
                "suggest given 0-",
            ])
    }

    @Test("shows completions in their order, one a suggestion, however they come in while the optimiser computes")
    func completionsInOrder() throws {
        var script = try StudyScript {
            $0.trials = 10
            $0.parallel = 3
        }
        for x in [0.1, 0.2, 0.3] { script.suggest(x) }
        _ = script.done()
        script.end(2)
        #expect(script.done().last == "suggest given 0- 1- 2+")
        script.end(0)
        script.end(1)
        // Both wait for their turn until the suggestion in hand is there.
        script.suggest(0.4)
        #expect(script.done().filter { $0.hasPrefix("suggest") } == ["suggest given 0+ 1- 2+ 3-"])
        script.suggest(0.5)
        #expect(script.done().filter { $0.hasPrefix("suggest") } == ["suggest given 0+ 1+ 2+ 3- 4-"])
    }

    @Test("runs a lost trial again, before new ones, and gives it up at the limit")
    func losses() throws {
        var script = try StudyScript {
            $0.parallel = 1
            $0.trials = 2
        }
        script.suggest(0.1)
        _ = script.done()
        script.end(0, .lost(message: "gone"))
        #expect(script.done() == ["store 0 running", "requeued 0", "launch 0"])
        #expect(script.state.ledger.trial(0)?.attempts.map(\.state) == [.lost, .launched])
        script.happens(.ended(trial: 0, AttemptEnd(.lost(message: "gone"), at: 5), .failed(.lost, "gone")))
        #expect(script.done().first == "store 0 failed")
        #expect(script.state.ledger.trial(0)?.failure?.reason == .lost)
    }

    @Test("finds what an earlier run left: running trials are followed, ended ones collected, others run again")
    func resume() throws {
        func trial(_ number: Int, _ state: TrialState, attempts: Int = 1) -> Trial {
            Trial(
                number: number, state: state, configuration: ["x": .float(Double(number) / 10)],
                values: state == .complete ? [1] : [],
                attempts: (0..<attempts).map { Attempt(id: "s/\(number)/\($0 + 1)", state: .running, startedAt: 1) })
        }
        var script = try StudyScript(
            trials: [
                trial(0, .complete), trial(1, .running), trial(2, .running), trial(3, .running),
                trial(4, .waiting, attempts: 0),
            ], found: [1: .running, 2: .ended]
        ) {
            $0.trials = 5
            $0.parallel = 4
        }
        #expect(
            script.done() == [
                "store 3 running, 4 running",
                "opened: 1 finished, [1] attached, [2] collected, [3, 4] requeued", "follow 1", "follow 2", "launch 3",
                "launch 4",
            ])
        #expect(script.state.ledger.trial(3)?.attempts.map(\.state) == [.lost, .launched])
        for number in 1...4 { script.end(number) }
        #expect(script.done().last == "end")
    }

    @Test("asked once it lets its trials end; asked twice it stops them; a third request changes nothing")
    func stopRequests() throws {
        var script = try StudyScript { $0.trials = 10 }
        script.suggest(0.1)
        _ = script.done()
        script.happens(.stopRequested)
        #expect(script.done() == ["cancel suggestion", "stopping requested with 1"])
        // Its answer comes too late.
        script.suggest(0.2)
        #expect(script.done() == [])
        script.happens(.stopRequested)
        #expect(script.done() == ["stopping requestedNow with 1", "stop 0"])
        script.happens(.stopRequested)
        #expect(script.done() == ["stopping requestedNow with 1"])
        script.happens(
            .ended(
                trial: 0, AttemptEnd(.stopped, at: 9),
                TrialOutcome(state: .cancelled, failure: TrialFailure(.cancelled, "stopped on request"))))
        #expect(script.done() == ["store 0 cancelled", "end"])
    }

    @Test("time limits: a trial's is armed at its start, the study's stops all")
    func timeLimits() throws {
        var script = try StudyScript { $0.trialTimeout = 30 }
        script.suggest(0.1)
        script.suggest(0.2)
        _ = script.done()
        script.happens(.started(trial: 0, at: 1001))
        #expect(script.done() == ["arm 0 at 1031"])
        script.happens(.trialTimeIsUp(0, seconds: 30))
        script.happens(.trialTimeIsUp(0, seconds: 30))
        #expect(script.done() == ["stop 0"])
        #expect(script.state.running[0]?.stopCause == .timeout(30))
        script.happens(.timeIsUp(seconds: 60))
        #expect(script.done() == ["stopping timeout(seconds: 60.0) with 2", "stop 1"])
    }

    @Test("ends after so many failures, and, with no limit at all, when nothing but failures comes")
    func failures() throws {
        var limited = try StudyScript {
            $0.maxFailures = 2
            $0.parallel = 1
            $0.trials = 9
        }
        for number in 0..<2 {
            limited.suggest(Double(number) / 10)
            limited.end(number, .exited(code: 1), loss: nil)
        }
        #expect(limited.done().last == "end")
        #expect(limited.state.stopReason == .failures(count: 2))

        var hopeless = try StudyScript {
            $0.trials = nil
            $0.parallel = 1
        }
        var number = 0
        while !hopeless.state.isOver, number < 50 {
            hopeless.suggest(Double(number) / 100)
            hopeless.end(number, .exited(code: 1), loss: nil)
            number += 1
        }
        #expect(hopeless.state.stopReason == .nothingButFailures(count: 10))
    }

    @Test(
        "an optimiser that fails ends the run when the running trials are over; one with nothing left exhausts the space"
    )
    func noSuggestion() throws {
        struct Broken: Error {}
        var broken = try StudyScript()
        broken.suggest(0.1)
        broken.happens(.suggestion(.failure(Broken()), seconds: 0))
        _ = broken.done()
        broken.end(0)
        #expect(broken.done().last == "end with Broken()")

        var empty = try StudyScript()
        empty.happens(.suggestion(.success([]), seconds: 0))
        #expect(empty.state.stopReason == .exhausted)
        #expect(empty.done().last == "end")
    }

    @Test("reports are stored as they come, up to a thousand, and never after the end")
    func reports() throws {
        var script = try StudyScript { $0.parallel = 1 }
        script.suggest(0.1)
        _ = script.done()
        for step in 0..<1001 { script.happens(.reported(trial: 0, StepReport(step: step, value: 1))) }
        #expect(script.done().count { $0.hasPrefix("store") } == 1000)
        #expect(script.state.ledger.trial(0)?.reports.count == 1001)
        script.end(0)
        _ = script.done()
        script.happens(.reported(trial: 0, StepReport(step: 9, value: 1)))
        script.happens(.started(trial: 0, at: 1))
        script.end(0)
        #expect(script.done() == [])
    }

    @Test("an event costs the same with a hundred thousand trials as with a hundred")
    func costsDoNotGrow() throws {
        func seconds(_ count: Int) throws -> Double {
            let past = (0..<count).map { number in
                Trial(number: number, state: .complete, configuration: ["x": .float(Double(number))], values: [1])
            }
            var script = try StudyScript(trials: past) {
                $0.trials = count + 3000
                $0.parallel = 1
            }
            let began = ContinuousClock.now
            for number in count..<count + 2000 {
                script.suggest(Double(number))
                script.end(number)
                _ = script.done()
            }
            return (ContinuousClock.now - began).inSeconds
        }
        _ = try seconds(100)
        let few = try (0..<3).map { _ in try seconds(100) }.min() ?? 0
        let many = try (0..<3).map { _ in try seconds(100_000) }.min() ?? 0
        #expect(many < 4 * few)
    }
}
