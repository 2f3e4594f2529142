/// All trials of a study, in every state, with a revision that grows with each change.
public struct TrialHistory: Sendable, Hashable {
    /// In the order of their numbers.
    public var trials: TrialList
    /// Grows with each change.
    public var revision: Int
    /// Trials of the study that are not among these because the present description cannot use them.
    public var omitted = 0

    /// How many trials the study has had: what tells one stream of random numbers from the next, so that an edited study does
    /// not repeat its earlier draws.
    public var length: Int { trials.count + omitted }

    /// A history as of a revision.
    public init(trials: TrialList = TrialList(), revision: Int = 0) {
        self.trials = trials
        self.revision = revision
    }

    /// - Parameter trials: in the order of their numbers.
    public init(trials: [Trial], revision: Int = 0) {
        self.init(trials: TrialList(trials), revision: revision)
    }

    /// The trials that have a finite value.
    public var complete: [Trial] { trials.filter { $0.state == .complete && $0.value?.isFinite == true } }

    /// Waiting and running trials: their configurations are taken, their values unknown.
    public var pending: [Trial] {
        guard trials.counts.contains(where: { !$0.key.isFinished }) else { return [] }
        return trials.filter { !$0.state.isFinished }
    }

    /// Failed trials whose failure speaks against the configuration.
    public var evidentFailures: [Trial] {
        guard trials.counts[.failed] != nil else { return [] }
        return trials.filter { $0.state == .failed && $0.failure?.reason.isEvidenceAgainstConfiguration == true }
    }

    /// The configurations that need not be suggested again; at hand at once in a running study.
    public var taken: TakenConfigurations { trials.taken }

    /// How many trials count towards the number that was asked for (`-n`).
    public var countTowardsTotal: Int {
        trials.counts.reduce(0) { $0 + ($1.key.countsTowardsTotal ? $1.value : 0) }
    }

    /// The best complete trial; the earliest of equals.
    public func best(for objective: Objective) -> Trial? {
        var best: Trial?
        for trial in trials where trial.state == .complete {
            guard let value = trial.value, value.isFinite else { continue }
            if let current = best?.value, !objective.isBetter(value, than: current) { continue }
            best = trial
        }
        return best
    }
}
