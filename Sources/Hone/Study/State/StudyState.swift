import HoneCore
import HoneExecution
import HoneSearch

/// What a run of a study knows and what it does next: a pure value, told what happened, that answers with what is to be done.
///
///     var state = StudyState(ledger, settings: settings, maxAttempts: 3)
///     for action in state.begin(found, at: now) { ... }
///     for action in state.apply(.ended(trial: 0, end, outcome), at: now) { ... }
///
/// It knows no process, no store and no clock (times are handed in), so all its transitions can be tested as a table.
///
/// A suggestion depends on the study, its seed and the trials that had completed when its slot became free, in the order in
/// which they completed, and on nothing else: how long suggestions or trials take changes nothing as long as that
/// order is the same.
package struct StudyState: Sendable {
    package internal(set) var ledger: TrialLedger
    package let settings: RunSettings
    let study: String
    /// Attempts of a trial that this run may lose before the trial counts as failed.
    let maxAttempts: Int
    /// What gives up trials by their reports, if the study has it.
    let pruner: (any Pruner)?

    /// Trials that wait to be started, in the order of their numbers.
    package internal(set) var waiting: [Int] = []
    /// Trials that run, with why they are being stopped, if they are.
    package internal(set) var running: [Int: RunningTrial] = [:]
    /// Finished trials that the optimiser has not been shown yet, in the order of completion.
    package internal(set) var completions: [Int] = []
    package internal(set) var isSuggesting = false
    package internal(set) var stopReason: StopReason?
    /// How often the user asked to stop.
    package internal(set) var stopRequests = 0
    package internal(set) var finishedNow = 0
    package internal(set) var isOver = false
    /// An error that ends the run once the running trials are over.
    var patientError: (any Error)?
    var failedNow = 0
    /// Suggestions in a row that promised less than the study's rule wants.
    var poorPromises = 0
    /// Attempts that this run has lost, by trial.
    var losses: [Int: Int] = [:]
    /// What the event in hand has to store, by trial, in order.
    var changes: [TrialChange] = []

    /// A trial whose attempt is followed.
    package struct RunningTrial: Sendable, Hashable {
        package var stopCause: TrialVerdict.StopCause?
        package var storedReports = 0
        /// When its program started (seconds since 1970), once that is known.
        package var startedAt: Double?
    }

    package init(_ ledger: TrialLedger, study: String, settings: RunSettings, maxAttempts: Int) {
        self.ledger = ledger
        self.study = study
        self.settings = settings
        self.maxAttempts = maxAttempts
        pruner = ledger.description.pruner?.pruner
    }

    // MARK: - Events

    /// The first event: what an earlier run left behind.
    ///
    /// - Parameters:
    ///   - found: running trials by number, with what the executor knows of their last attempt.
    ///   - time: now, in seconds since 1970.
    package mutating func begin(_ found: [Int: FoundAttempt], opening: StudyOpening, at time: Double) -> [StudyAction] {
        var opening = opening
        var follow: [StudyAction] = []
        for trial in ledger.trials {
            if !ledger.fits(trial) { opening.unusable.append(trial.number) }
            switch trial.state {
            case .waiting:
                waiting.append(trial.number)
                opening.requeued.append(trial.number)
            case .running where trial.isAsked: break
            case .running:
                switch found[trial.number] ?? .neverStarted {
                case .neverStarted:
                    // It was stored but never started, so this is no attempt that counts: the next one takes its place.
                    record(ledger.apply(.lose(at: time), to: trial.number, isShown: true))
                    waiting.append(trial.number)
                    opening.requeued.append(trial.number)
                case .running, .ended:
                    if found[trial.number] == .ended {
                        opening.collected.append(trial.number)
                    } else {
                        opening.attached.append(trial.number)
                    }
                    running[trial.number] = RunningTrial()
                    follow.append(.follow(trial))
                }
            case .paused: break
            case .complete, .failed, .pruned, .cancelled: opening.finished += 1
            }
        }
        let ending = checkRules()
        let next = decide(at: time)
        return stored() + [.announce(.opened(opening))] + ending + follow + next
    }

    /// What happened, and what is to be done about it, in order.
    package mutating func apply(_ event: StudyInput, at time: Double) -> [StudyAction] {
        guard !isOver else { return [] }
        var actions: [StudyAction]
        switch event {
        case .suggestion(let result, let seconds):
            // After a stop nobody waits for it any more.
            actions = isSuggesting ? take(result, seconds: seconds) : []
        case .started(let number, let start): actions = noteStart(of: number, at: start)
        case .reported(let number, let report): actions = note(report, of: number)
        case .ended(let number, let end, let outcome): actions = conclude(number, end, outcome, at: time)
        case .told(let trials): actions = take(told: trials)
        case .stopRequested: actions = stopRequested()
        case .timeIsUp(let seconds): actions = stop(.timeout(seconds: seconds)) + stopAll(.studyTimeout(seconds))
        case .trialTimeIsUp(let number, let seconds): actions = stop(trial: number, .timeout(seconds))
        }
        let next = decide(at: time)
        return stored() + actions + next
    }
}
