import HoneCore

/// How good a trial that ended is, as far as its values tell: complete ones, then pruned ones, of which those that came farthest
/// come first, then those beyond the study's bounds on metrics, the nearest to them first.
struct TrialRank: Sendable, Hashable, Comparable {
    /// 0 for a complete trial within the bounds, 1 for a pruned one, 2 for one beyond the bounds.
    let level: Int
    /// The last step of a pruned trial, negative so that less is better; otherwise 0.
    let step: Int
    /// The first objective's value, turned so that lower is better; the last report of a pruned trial, the
    /// violation of one beyond the bounds.
    let value: Double

    /// Whether it is that of a complete trial within the bounds.
    var isComplete: Bool { level == 0 }

    /// Behind all others.
    static let last = TrialRank(level: .max, step: 0, value: .infinity)

    private init(level: Int, step: Int, value: Double) {
        (self.level, self.step, self.value) = (level, step, value)
    }

    /// - Returns: nil if the trial says nothing of its value.
    init?(_ trial: Trial, in study: StudyDescription) {
        let objective = study.objective
        switch trial.state {
        case .complete:
            guard let first = study.minimized(trial)?.first else { return nil }
            let violation = study.violation(of: trial)
            (level, step, value) = violation > 0 ? (2, 0, violation) : (0, 0, first)
        case .pruned, .paused:
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

extension StudyDescription {
    /// Whether the other description gives the same configurations the same ranks.
    func ranksAlike(_ other: StudyDescription) -> Bool {
        space == other.space && objectives == other.objectives && metricConstraints == other.metricConstraints
    }
}
