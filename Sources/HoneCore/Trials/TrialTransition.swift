import HoneBase

/// A step in a trial's life. What a trial becomes is decided here and nowhere else; stores keep the result.
///
///              launch             start, report
///     waiting --------> running ----------------> running
///        ^                 |  |  |         launch
///        |                 |  |  +-- pause -----> paused ------> running
///        +------- lose ----+  +---- finish ----> complete, failed, pruned, cancelled
///
/// A waiting trial may be finished too (cancelled before it ever ran). A trial that was given up as lost because nobody
/// told its result may still be told it.
package enum TrialTransition: Sendable, Hashable {
    /// An attempt is about to be started; its id is stored before anything runs.
    case launch(Attempt)
    /// The program of the last attempt runs since then (seconds since 1970).
    case start(at: Double)
    /// The program reported a step of the first objective.
    case report(StepReport)
    /// The last attempt is gone without a result; the trial waits for another one.
    case lose(at: Double)
    /// The last attempt ended before the trial did, to go on later; what it reported is kept.
    case pause(TrialOutcome, at: Double)
    /// The trial is over.
    ///
    /// - Parameters:
    ///   - version: the description's version whose objectives the outcome's values are.
    ///   - isLost: whether the last attempt is gone rather than ended.
    case finish(TrialOutcome, at: Double, version: Int, isLost: Bool = false)
}

/// A step that a trial cannot make from where it stands.
public struct TransitionError: HoneError, Hashable {
    /// The trial's number.
    public let trial: Int
    /// Where the trial stands.
    public let state: TrialState
    package let transition: TrialTransition

    public var place: String? { "trial \(trial)" }
    public var problem: String { "it is \(state.rawValue) and cannot \(transition.name)" }
    public var remedy: String? { nil }
    public var fault: Fault { .hone }
}

extension TrialTransition {
    /// For messages: `be launched`.
    var name: String {
        switch self {
        case .launch: "be launched"
        case .start: "be started"
        case .report: "report"
        case .lose: "be lost"
        case .pause: "be paused"
        case .finish(let outcome, _, _, _): "become \(outcome.state.rawValue)"
        }
    }
}

extension Trial {
    /// Makes the step.
    ///
    /// - Throws: `TransitionError` if the trial cannot make it from where it stands; the trial is as it was then.
    package mutating func apply(_ transition: TrialTransition) throws(TransitionError) {
        guard allows(transition) else {
            throw TransitionError(trial: number, state: state, transition: transition)
        }
        switch transition {
        case .launch(let attempt):
            state = .running
            attempts.append(attempt)
        case .start(let time):
            changeLastAttempt {
                $0.state = .running
                $0.startedAt = time
            }
        case .report(let report): reports.append(report)
        case .lose(let time):
            state = .waiting
            reports = []
            changeLastAttempt {
                $0.state = .lost
                $0.endedAt = time
            }
        case .pause(let outcome, let time):
            let reports = Self.merged(reports, outcome.reports)
            take(outcome)
            self.reports = reports
            state = .paused
            values = []
            changeLastAttempt {
                $0.state = .ended
                $0.endedAt = time
            }
        case .finish(let outcome, let time, let version, let isLost):
            let reports = Self.merged(reports, outcome.reports)
            // Of a paused trial the last attempt is over already.
            let isOver = state == .paused
            take(outcome)
            self.reports = reports
            descriptionVersion = version
            guard !isOver else { return }
            changeLastAttempt {
                $0.state = isLost ? .lost : .ended
                $0.endedAt = time
            }
        }
    }

    private func allows(_ transition: TrialTransition) -> Bool {
        switch transition {
        case .launch: state == .waiting || state == .paused
        case .start, .report, .lose, .pause: state == .running && !attempts.isEmpty
        case .finish(let outcome, _, _, _): outcome.state.isFinished && (!state.isFinished || isGivenUp)
        }
    }

    /// Whether it was asked for and counts as lost because nobody told its result.
    public var isGivenUp: Bool { isAsked && state == .failed && failure?.reason == .lost }

    /// Whether somebody else runs it: it was asked for.
    public var isAsked: Bool { attempts.last?.id.hasPrefix(Attempt.askedPrefix) == true }

    private mutating func changeLastAttempt(_ change: (inout Attempt) -> Void) {
        guard !attempts.isEmpty else { return }
        change(&attempts[attempts.count - 1])
    }

    /// Reports of all attempts: what the last one reported, and of the ones before what lies before that.
    private static func merged(_ known: [StepReport], _ last: [StepReport]) -> [StepReport] {
        guard let first = last.map(\.step).min() else { return known }
        return known.filter { $0.step < first } + last
    }

    private mutating func take(_ outcome: TrialOutcome) {
        state = outcome.state
        values = outcome.values
        metrics = outcome.metrics
        failure = outcome.failure
        valueSource = outcome.valueSource
    }
}
