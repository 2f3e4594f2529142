/// The trials of a study that none is better than, kept up to date at the cost of the front's size a trial.
public struct ParetoFront: Sendable, Hashable {
    /// In the order of their numbers. Of trials with equal values all are in it, of a study with one objective only the first.
    public private(set) var trials: [Trial] = []

    /// A front of nothing.
    public init() {}

    /// The front of a history: all of its complete trials whose configurations belong to the study's space.
    public init(_ history: TrialHistory, in study: StudyDescription) {
        for trial in history.complete where (try? study.space.canonical(trial.configuration)) != nil {
            insert(trial, in: study)
        }
    }

    /// Takes a trial into the front, or its new values, if none is better.
    ///
    /// - Returns: whether it is in the front now.
    @discardableResult
    public mutating func insert(_ trial: Trial, in study: StudyDescription) -> Bool {
        trials.removeAll { $0.number == trial.number }
        guard study.minimized(trial) != nil else { return false }
        let single = study.objectives.count == 1
        for other in trials {
            if study.isBetter(other, than: trial) { return false }
            let isEqual = single && !study.isBetter(trial, than: other)
            if isEqual, other.number < trial.number { return false }
        }
        trials.removeAll { study.isBetter(trial, than: $0) || single }
        trials.insert(trial, at: trials.firstIndex { $0.number > trial.number } ?? trials.endIndex)
        return true
    }

    /// The trial of the front that is best in the first objective; the earliest of equals.
    public func best(in study: StudyDescription) -> Trial? {
        trials.min { a, b in
            guard let value = study.minimized(a)?.first, let other = study.minimized(b)?.first else { return false }
            return (value, a.number) < (other, b.number)
        }
    }

    /// Whether the trial of this number is in the front.
    public func contains(_ number: Int) -> Bool { trials.contains { $0.number == number } }

    /// Whether values are at least as low everywhere, and lower somewhere.
    static func dominates(_ values: [Double], _ others: [Double]) -> Bool {
        var isLower = false
        for (value, other) in zip(values, others) {
            if value > other { return false }
            if value < other { isLower = true }
        }
        return isLower
    }
}
