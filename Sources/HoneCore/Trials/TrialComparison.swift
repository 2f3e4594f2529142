// Which of two trials of a study is better, several objectives and bounds on metrics included.
extension StudyDescription {
    /// By how much a complete trial is beyond the bounds on metrics: the sum over them, each in parts of its bound's
    /// magnitude (of 1, where that is 0). 0 for a feasible trial; infinite where a bounded metric was not reported.
    public func violation(of trial: Trial) -> Double {
        metricConstraints.reduce(0) { sum, constraint in
            guard let value = value(of: constraint.metric, in: trial) else { return .infinity }
            let unit = constraint.bound == 0 ? 1 : constraint.bound.magnitude
            return sum + constraint.violation(of: value) / unit
        }
    }

    /// What every trial must report: the objectives, then the metrics that are bounded, each once.
    public var reportedMetrics: [String] {
        var seen: Set<String> = []
        return (objectives.map(\.metric) + metricConstraints.map(\.metric)).filter { seen.insert($0).inserted }
    }

    /// A metric of a trial, be it an objective or not.
    package func value(of metric: String, in trial: Trial) -> Double? {
        if let index = objectives.firstIndex(where: { $0.metric == metric }), index < trial.values.count {
            return trial.values[index]
        }
        return trial.metrics[metric]
    }

    /// A complete trial's values with their signs turned so that lower is better; nil where it has not all of them, or one
    /// is not finite.
    public func minimized(_ trial: Trial) -> [Double]? {
        guard trial.state == .complete, trial.values.count == objectives.count, trial.values.allSatisfy(\.isFinite)
        else {
            return nil
        }
        return zip(objectives, trial.values).map { $0.minimized($1) }
    }

    /// What a trial brings to a race: its value with its sign turned so that lower is better; nil where it has none or is
    /// beyond a bound on a metric.
    package func racedValue(_ trial: Trial) -> Double? {
        guard let value = minimized(trial)?.first, violation(of: trial) == 0 else { return nil }
        return value
    }

    /// Whether a complete trial is better than another: it keeps the bounds on metrics and the other does not, or is less
    /// far beyond them; among those that keep them, its value is better, or, with several objectives, at least one of its
    /// values is and none is worse. (Constrained domination: Deb et al. 2002, section VI.)
    public func isBetter(_ trial: Trial, than other: Trial) -> Bool {
        guard let values = minimized(trial) else { return false }
        guard let others = minimized(other) else { return true }
        let (excess, otherExcess) = (violation(of: trial), violation(of: other))
        guard excess == 0, otherExcess == 0 else { return excess < otherExcess }
        return ParetoFront.dominates(values, others)
    }
}
