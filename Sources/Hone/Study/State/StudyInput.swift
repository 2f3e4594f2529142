import HoneCore
import HoneExecution

/// What happens to a run of a study, from wherever it comes.
package enum StudyInput: Sendable {
    /// The optimiser has answered; the configurations belong to the space.
    case suggestion(Result<[Suggestion], any Error>, seconds: Double)
    /// The trial's program runs since then (seconds since 1970).
    case started(trial: Int, at: Double)
    /// The program reported a step of the first objective.
    case reported(trial: Int, StepReport)
    /// The trial's attempt is over; what that means for the trial was read from what it left.
    case ended(trial: Int, AttemptEnd, TrialOutcome)
    /// Another process told the results of trials that were asked for.
    case told([Trial])
    /// The user asks to stop: once, and running trials may end; again, and they are stopped.
    case stopRequested
    /// The study's time of so many seconds is up.
    case timeIsUp(seconds: Double)
    /// The trial's time of so many seconds is up.
    case trialTimeIsUp(Int, seconds: Double)
}

/// What is to be done about it.
package enum StudyAction: Sendable {
    /// All that an event changed: one transaction, before anything else is done about it.
    case store([TrialChange])
    case announce(StudyEvent)
    /// Ask the optimiser, given what it may see.
    case suggest(TrialHistory)
    /// Nobody waits for the suggestion any more.
    case cancelSuggestion
    /// Start the trial's last attempt and follow it.
    case launch(Trial)
    /// Follow the trial's last attempt, which an earlier process started.
    case follow(Trial)
    case stop(trial: Int, grace: Double)
    /// Say when the trial's time is up: at `deadline` (seconds since 1970), `limit` seconds after its start.
    case arm(trial: Int, deadline: Double, limit: Double)
    /// The run is over; with an error that it ended for, if there is one.
    case end((any Error)?)
}

extension StudyAction {
    /// The actions of several events as those of one: a single transaction comes first.
    static func storedAtOnce(_ actions: [StudyAction]) -> [StudyAction] {
        var changes: [TrialChange] = []
        var others: [StudyAction] = []
        for action in actions {
            guard case .store(let more) = action else {
                others.append(action)
                continue
            }
            for change in more { changes.merge(change) }
        }
        return changes.isEmpty ? others : [.store(changes)] + others
    }
}

extension [TrialChange] {
    /// Changes to one trial are one change.
    mutating func merge(_ change: TrialChange) {
        if let index = firstIndex(where: { $0.after.number == change.after.number }) {
            self[index] = self[index].followed(by: change)
        } else {
            append(change)
        }
    }
}

/// What an executor knows of an attempt that an earlier process stored.
package enum FoundAttempt: Sendable, Hashable {
    /// It was never started, and now never will be.
    case neverStarted
    case running
    /// It is over; its result has not been read.
    case ended
}
