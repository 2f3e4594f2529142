import HoneCore
import HoneExecution

// What ends a run.
extension StudyState {
    mutating func stopRequested() -> [StudyAction] {
        stopRequests += 1
        var actions: [StudyAction]
        // A reason of the study's own stays; then, too, the first request lets running trials end.
        switch stopReason {
        case nil, .requested: actions = stop(stopRequests == 1 ? .requested : .requestedNow)
        case let reason?: actions = [.announce(.stopping(reason, running: running.count))]
        }
        if stopRequests > 1 { actions += stopAll(.request) }
        return actions
    }

    /// No further trial is started from now on.
    mutating func stop(_ reason: StopReason) -> [StudyAction] {
        stopReason = reason
        let wasSuggesting = isSuggesting
        isSuggesting = false
        return (wasSuggesting ? [.cancelSuggestion] : []) + [.announce(.stopping(reason, running: running.count))]
    }

    mutating func stopAll(_ cause: TrialVerdict.StopCause) -> [StudyAction] {
        running.keys.sorted().flatMap { stop(trial: $0, cause) }
    }

    mutating func stop(trial number: Int, _ cause: TrialVerdict.StopCause) -> [StudyAction] {
        guard running[number] != nil, running[number]?.stopCause == nil else { return [] }
        running[number]?.stopCause = cause
        return [.stop(trial: number, grace: settings.grace)]
    }
}
