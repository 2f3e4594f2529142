import HoneCore
import HoneExecution

// A trial's way through a run.
extension StudyState {
    /// Step reports a trial that are stored while it runs; at its end they are read again as a whole.
    private static let liveReportLimit = 1000
    /// Failed trials after which a program that never completed one counts as broken.
    private static let hopelessFailures = 10

    mutating func noteStart(of number: Int, at start: Double) -> [StudyAction] {
        guard running[number] != nil, let change = ledger.apply(.start(at: start), to: number) else { return [] }
        running[number]?.startedAt = start
        // It reaches the store with the trial's next change: after a crash the executor tells it again.
        var actions: [StudyAction] = [.announce(.started(change.after))]
        if let limit = settings.trialTimeout {
            actions.append(.arm(trial: number, deadline: start + limit, limit: limit))
        }
        return actions
    }

    mutating func note(_ report: StepReport, of number: Int) -> [StudyAction] {
        guard var entry = running[number], let change = ledger.apply(.report(report), to: number) else { return [] }
        entry.storedReports += 1
        running[number] = entry
        if entry.storedReports <= Self.liveReportLimit { record(change) }
        return [.announce(.reported(trial: number, report))] + pruned(change.after)
    }

    /// Stops a running trial that the study's pruner gives up.
    private mutating func pruned(_ trial: Trial) -> [StudyAction] {
        guard let pruner, running[trial.number]?.stopCause == nil,
            case .stop(let reason) = pruner.decision(
                for: trial, among: ledger.trials, objectives: ledger.description.objectives)
        else { return [] }
        return stop(trial: trial.number, .pruned(reason))
    }

    /// The attempt is over: the trial is done, or, if the attempt was lost, runs again.
    mutating func conclude(_ number: Int, _ end: AttemptEnd, _ outcome: TrialOutcome, at time: Double)
        -> [StudyAction]
    {
        guard let entry = running[number], let trial = ledger.trial(number) else { return [] }
        var outcome = outcome
        var isLost = false
        if case .lost(let message) = end.cause {
            isLost = true
            if entry.stopCause != nil {
                // Also one that was to be given up: what it reported is gone with it.
                outcome = TrialOutcome(state: .cancelled, failure: TrialFailure(.cancelled, "stopped on request"))
            } else if losses[number, default: 0] + 1 < maxAttempts {
                losses[number, default: 0] += 1
                return requeue(number, message, at: end.at)
            }
        }
        if outcome.state == .pruned, ledger.description.pruner?.pauses == true,
            case .pruned(let reason)? = entry.stopCause
        {
            outcome.valueSource = "waits: \(reason)"
            return pause(number, outcome, at: end.at)
        }
        let version = ledger.version(ofResultOf: trial)
        guard
            let change = ledger.apply(.finish(outcome, at: end.at, version: version, isLost: isLost), to: number)
        else { return [] }
        record(change)
        running[number] = nil
        completions.append(number)
        finishedNow += 1
        return [.announce(.finished(change.after))] + announceIfBest(change.after) + noteFailure(change.after)
            + checkRules()
    }

    /// The trial waits until its pruner would let it go on; optimisers see it as one that was given up.
    private mutating func pause(_ number: Int, _ outcome: TrialOutcome, at time: Double) -> [StudyAction] {
        guard let change = ledger.apply(.pause(outcome, at: time), to: number) else { return [] }
        record(change)
        running[number] = nil
        completions.append(number)
        return [.announce(.paused(change.after))]
    }

    private mutating func requeue(_ number: Int, _ reason: String, at time: Double) -> [StudyAction] {
        guard let change = ledger.apply(.lose(at: time), to: number) else { return [] }
        record(change)
        running[number] = nil
        waiting.insert(number, at: waiting.firstIndex { $0 > number } ?? waiting.endIndex)
        return [.announce(.requeued(change.after, reason: reason))]
    }

    mutating func announceIfBest(_ trial: Trial) -> [StudyAction] {
        let (isBest, previous) = ledger.noteBest(trial)
        guard isBest, let best = ledger.front.trials.first(where: { $0.number == trial.number }) ?? ledger.best else {
            return []
        }
        return [.announce(.improved(best, previous: previous))]
    }

    private mutating func noteFailure(_ trial: Trial) -> [StudyAction] {
        guard trial.state == .failed else { return [] }
        failedNow += 1
        guard stopReason == nil else { return [] }
        if let limit = settings.maxFailures {
            return failedNow >= limit ? stop(.failures(count: failedNow)) : []
        }
        // Nobody said when to end, and it would go on for ever.
        let isHopeless =
            settings.trials == nil && failedNow >= Self.hopelessFailures && ledger.trials.counts[.complete] == nil
        return isHopeless ? stop(.nothingButFailures(count: failedNow)) : []
    }

    /// Takes over what was told, from anywhere, about trials that were asked for.
    mutating func take(told trials: [Trial]) -> [StudyAction] {
        var actions: [StudyAction] = []
        for trial in trials where trial.state.isFinished {
            let previous = ledger.best
            ledger.take([trial])
            actions.append(.announce(.finished(trial)))
            let raced = ledger.description.repeats != nil && ledger.best?.number != previous?.number ? ledger.best : nil
            if let best = ledger.front.trials.first(where: { $0.number == trial.number }) ?? raced {
                actions.append(.announce(.improved(best, previous: previous)))
            }
        }
        return actions + checkRules()
    }
}
