import HoneCore

/// How good a trial that ended is, as far as its values tell: finished ones before pruned ones, of these the ones that came
/// farthest first.
struct TrialRank: Sendable, Hashable, Comparable {
    /// 0 for a complete trial, 1 for a pruned one.
    let level: Int
    /// The last step of a pruned trial, negative so that less is better; otherwise 0.
    let step: Int
    /// The first objective's value, turned so that lower is better; the last report of a pruned trial.
    let value: Double

    /// Whether it is that of a complete trial.
    var isComplete: Bool { level == 0 }

    /// Behind all others.
    static let last = TrialRank(level: .max, step: 0, value: .infinity)

    private init(level: Int, step: Int, value: Double) {
        (self.level, self.step, self.value) = (level, step, value)
    }

    /// - Returns: nil if the trial says nothing of its value.
    init?(_ trial: Trial, _ objectives: [Objective]) {
        guard let objective = objectives.first else { return nil }
        switch trial.state {
        case .complete:
            guard trial.values.count >= objectives.count, let first = trial.values.first,
                trial.values.allSatisfy(\.isFinite)
            else { return nil }
            (level, step, value) = (0, 0, objective.minimized(first))
        case .pruned:
            guard let last = trial.reports.max(by: { $0.step < $1.step }), last.value.isFinite else { return nil }
            (level, step, value) = (1, -last.step, objective.minimized(last.value))
        case .waiting, .running, .failed, .cancelled:
            return nil
        }
    }

    /// By the first objective.
    static func < (a: TrialRank, b: TrialRank) -> Bool {
        (a.level, a.step, a.value) < (b.level, b.step, b.value)
    }
}
