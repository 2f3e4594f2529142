/// The trials of a study that none is better than, kept up to date at the cost of the front's size a trial.
///
/// Where a study repeats its configurations (`RepeatRule`), the front is the leading configuration's first trial, with the mean of its
/// runs as its value.
public struct ParetoFront: Sendable, Hashable {
    /// In the order of their numbers. Of trials with equal values all are in it, of a study with one objective only the first.
    public private(set) var trials: [Trial] = []
    /// The configurations' race, where they run several times.
    private var race: RepeatRace?

    /// A front of nothing.
    public init() {}

    /// The front of a history: all of its complete trials whose configurations belong to the study's space.
    public init(_ history: TrialHistory, in study: StudyDescription) {
        // A race also hears of runs that came to nothing.
        for trial in study.repeats == nil ? history.complete : Array(history.trials)
        where (try? study.space.canonical(trial.configuration)) != nil {
            insert(trial, in: study)
        }
    }

    /// Takes a trial into the front, or its new values, if none is better. In a race every trial has to be told.
    ///
    /// - Returns: whether it is in the front now; in a race whether it has put its configuration into the lead.
    @discardableResult
    public mutating func insert(_ trial: Trial, in study: StudyDescription) -> Bool {
        if let rule = study.repeats { return race(trial, in: study, rule) }
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

    private mutating func race(_ trial: Trial, in study: StudyDescription, _ rule: RepeatRule) -> Bool {
        let before = trials.first?.configuration
        var race = race ?? RepeatRace(rule)
        race.take(trial, value: study.racedValue(trial))
        self.race = race
        guard let best = race.best,
            let summary = race.summary(of: best.trial.configuration, objective: study.objective)
        else {
            trials = []
            return false
        }
        trials = [summary]
        return summary.configuration == trial.configuration && summary.configuration != before
    }

    /// The runs of the leading configuration; nil where configurations run once.
    package var runs: RepeatRace.Runs? { race?.best }

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
