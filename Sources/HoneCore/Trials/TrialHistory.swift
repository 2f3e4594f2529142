/// All trials of a study, in every state, with a revision that grows with each change.
public struct TrialHistory: Sendable, Hashable {
    /// In the order of their numbers.
    public var trials: [Trial]
    public var revision: Int

    public init(trials: [Trial] = [], revision: Int = 0) {
        self.trials = trials
        self.revision = revision
    }

    public var complete: [Trial] { trials.filter { $0.state == .complete && $0.value?.isFinite == true } }

    /// Waiting and running trials: their configurations are taken, their values unknown.
    public var pending: [Trial] { trials.filter { !$0.state.isFinished } }

    /// Failed trials whose failure speaks against the configuration.
    public var evidentFailures: [Trial] {
        trials.filter { $0.state == .failed && $0.failure?.reason.isEvidenceAgainstConfiguration == true }
    }

    /// Keys of all configurations that need not be suggested again: finished, running or waiting ones, except those that
    /// failed for a reason that says nothing about them (a lost machine).
    public var takenKeys: Set<String> {
        Set(
            trials.filter { trial in
                guard let reason = trial.failure?.reason, trial.state == .failed else {
                    return trial.state != .cancelled
                }
                return reason != .lost && reason != .launch
            }.map(\.configuration.key))
    }

    /// How many trials count towards the number that was asked for (`-n`).
    public var countTowardsTotal: Int { trials.count(where: \.state.countsTowardsTotal) }

    /// The best complete trial; the earliest of equals.
    public func best(for objective: Objective) -> Trial? {
        var best: Trial?
        for trial in complete {
            guard let value = trial.value else { continue }
            if let current = best?.value, !objective.isBetter(value, than: current) { continue }
            best = trial
        }
        return best
    }
}
