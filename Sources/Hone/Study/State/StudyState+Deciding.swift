import HoneCore
import HoneExecution

// What is to be done next.
extension StudyState {
    /// Trials that were suggested and whose completion, if any, has not been shown to the optimiser.
    private var openTrials: Int { running.count + waiting.count + completions.count }

    private var isStopping: Bool { stopReason != nil || patientError != nil }

    /// Whether a paused trial may go on: it takes the place of a suggestion, but does not add to the trials.
    private var canGoOn: Bool { !isStopping && !isSuggesting && openTrials < settings.parallel }

    private var canSuggest: Bool {
        guard !isStopping, !isSuggesting, openTrials < settings.parallel else { return false }
        guard let total = settings.trials else { return true }
        return shownFinished + openTrials < total
    }

    /// Trials that count towards `-n` and whose completion has been shown to the optimiser.
    private var shownFinished: Int {
        ledger.countTowardsTotal
            - completions.count { ledger.trial($0)?.state.countsTowardsTotal == true }
    }

    /// One decision after another until there is nothing to do but wait.
    mutating func decide(at time: Double) -> [StudyAction] {
        var actions: [StudyAction] = []
        while true {
            if !isStopping, running.count < settings.parallel, let number = waiting.first {
                waiting.removeFirst()
                actions += launch(number, at: time)
            } else if canGoOn, let number = ledger.dueToGoOn(pruner) {
                actions += launch(number, at: time)
            } else if canSuggest {
                let number = ledger.nextNumber
                actions.append(.announce(.suggesting(trial: number)))
                guard let own = ledger.ownSuggestion else {
                    isSuggesting = true
                    return actions + [.suggest(ledger.visible)]
                }
                actions += take(.success([own]), seconds: 0)
            } else if !isSuggesting, !completions.isEmpty {
                ledger.reveal(completions.removeFirst())
            } else if !isSuggesting, running.isEmpty {
                isOver = true
                return actions + [.end(patientError)]
            } else {
                return actions
            }
        }
    }

    private mutating func launch(_ number: Int, at time: Double) -> [StudyAction] {
        guard let trial = ledger.trial(number) else { return [] }
        let attempt = Attempt(
            id: AttemptRequest.id(study: study, trial: number, ordinal: trial.attempts.count + 1), state: .launched,
            startedAt: time, token: AttemptToken.random())
        // A paused trial is seen to run again at once: until now it looked as if it had been given up.
        guard let change = ledger.apply(.launch(attempt), to: number, isShown: trial.state == .paused) else {
            return []
        }
        record(change)
        running[number] = RunningTrial()
        return [.launch(change.after)]
    }

    mutating func take(_ result: Result<[Suggestion], any Error>, seconds: Double) -> [StudyAction] {
        isSuggesting = false
        switch result {
        case .failure(let error):
            patientError = patientError ?? error
            return []
        case .success(let suggestions):
            guard !isStopping else { return [] }
            guard let suggestion = suggestions.first else { return stop(.exhausted) }
            let ending = promisesTooLittle(suggestion)
            guard ending.isEmpty else { return ending }
            let change = ledger.add(suggestion)
            record(change)
            waiting.append(change.after.number)
            return [.announce(.suggested(change.after, seconds: seconds))]
        }
    }

    mutating func record(_ change: TrialChange?) {
        if let change { changes.merge(change) }
    }

    /// One transaction for all that the event in hand changed.
    mutating func stored() -> [StudyAction] {
        defer { changes = [] }
        return changes.isEmpty ? [] : [.store(changes)]
    }
}
