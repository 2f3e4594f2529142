/// Which configuration leads where each may be run several times, and which deserves another run: aggressive racing (Hutter, Hoos,
/// Leyton-Brown and Stützle, "ParamILS", 2009, procedure 3; Hutter, Hoos and Leyton-Brown, "Sequential model-based optimization for
/// general algorithm configuration", 2011, algorithm 2).
///
/// Two configurations are compared over the runs that both have (the same seeds or folds). In the order of their first trials, one takes
/// the lead that has all runs of the leader so far and a lower mean over them. Who is ahead of the leader with fewer runs gets another
/// one; the leader gets as many as different configurations were tried, at most the rule's. A run that failed, was given up or broke a
/// bound on a metric is infinitely bad, and ends it.
///
/// A value that depends on the runs and not on the order in which they are told. A new configuration costs O(1), another run of one that
/// came early O(configurations).
package struct RepeatRace: Sendable, Hashable {
    private let rule: RepeatRule
    /// In the order of their first trials.
    private var entries: [Entry] = []
    /// Where a configuration stands among them, by its key.
    private var places: [String: Int] = [:]
    /// The leader among the first 1, 2, ... entries.
    private var leaders: [Int?] = []
    /// Those that are ahead of the leader over common runs and have not all of its.
    private var challengers: Set<Int> = []
    /// Different configurations of which a run is over.
    private var tried = 0

    private struct Entry: Sendable, Hashable {
        var first: Trial
        /// Minimised values by the run's count; infinite for one that came to nothing.
        var values: [Int: Double] = [:]
        /// The counts of runs that have begun and are not over, by the trial's number.
        var open: [Int: Int] = [:]
        /// What the last run that came to nothing ended with.
        var failed: Trial?

        /// In the order of the runs, so that the same runs give the same sums.
        var ordered: [(index: Int, value: Double)] {
            values.sorted { $0.key < $1.key }.map { (index: $0.key, value: $0.value) }
        }
    }

    package init(_ rule: RepeatRule) { self.rule = rule }

    // MARK: - What is known

    /// A configuration's runs that are over.
    package struct Runs: Sendable, Hashable {
        /// Its first trial.
        package var trial: Trial
        /// Minimised, in the order of the runs.
        package var values: [Double]

        package var mean: Double { values.reduce(0, +) / Double(values.count) }

        /// The standard error of the mean; nil with a single run.
        package var error: Double? {
            guard values.count > 1 else { return nil }
            let mean = mean
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            return (squares / Double(values.count - 1) / Double(values.count)).squareRoot()
        }
    }

    /// The leading configuration's; nil until a run has come to something.
    package var best: Runs? {
        leader.map { Runs(trial: entries[$0].first, values: entries[$0].ordered.map(\.value)) }
    }

    /// A configuration as one trial, its first: with the mean of its runs as its value, or failed as one of its runs did; nil if
    /// none of its runs is known.
    package func summary(of configuration: Configuration, objective: Objective) -> Trial? {
        guard let place = places[configuration.key] else { return nil }
        let entry = entries[place]
        var trial = entry.first
        if let failed = entry.failed {
            trial.state = failed.state
            trial.failure = failed.failure
            trial.values = failed.values
        } else if trial.state == .complete, let mean = Runs(trial: trial, values: Array(entry.values.values)).finiteMean
        {
            trial.values = [objective.minimized(mean)]
        }
        return trial
    }

    /// The run that is due: of a configuration, and how many it had before; nil if new configurations are.
    package var next: (configuration: Configuration, repetition: Int)? {
        guard let leader else { return nil }
        let lead = entries[leader]
        for place in challengers.sorted() where entries[place].open.isEmpty {
            // Runs of the leader, so that they are shared.
            let missing = lead.values.keys.filter { entries[place].values[$0] == nil }
            if let due = missing.min() { return (entries[place].first.configuration, due) }
        }
        guard lead.values.count + lead.open.count < min(rule.max, tried) else { return nil }
        let taken = Set(lead.values.keys).union(lead.open.values)
        return (0..<rule.max).first { !taken.contains($0) }.map { (lead.first.configuration, $0) }
    }

    // MARK: - What happens

    /// Takes a trial as it is now.
    ///
    /// - Parameter value: minimised; nil while the trial is not over, and for one that came to nothing.
    package mutating func take(_ trial: Trial, value: Double?) {
        let key = trial.configuration.key
        let place = places[key] ?? entries.count
        if place == entries.count {
            places[key] = place
            entries.append(Entry(first: trial))
            leaders.append(leader)
        }
        if trial.number == entries[place].first.number { entries[place].first = trial }
        guard trial.state.isFinished else {
            entries[place].open[trial.number] = trial.repetition
            return
        }
        entries[place].open[trial.number] = nil
        // One that was stopped is as if it had never begun.
        guard trial.state != .cancelled else { return }
        if entries[place].values.isEmpty { tried += 1 }
        if value == nil { entries[place].failed = trial }
        entries[place].values[trial.repetition] = value ?? .infinity
        judge(from: place)
    }

    private var leader: Int? { leaders.last ?? nil }

    private mutating func judge(from place: Int) {
        let before = leader
        for index in place..<entries.count {
            leaders[index] = winner(index, against: index > 0 ? leaders[index - 1] : nil)
        }
        guard let leader else { return }
        if leader == before, place != leader {
            challengers.remove(place)
            if isAhead(place, of: leader) { challengers.insert(place) }
        } else {
            challengers = Set(entries.indices.filter { $0 != leader && isAhead($0, of: leader) })
        }
    }

    private func winner(_ place: Int, against leader: Int?) -> Int? {
        guard let leader else {
            return !entries[place].values.isEmpty && entries[place].failed == nil ? place : nil
        }
        let hasAll = entries[leader].values.keys.allSatisfy { entries[place].values[$0] != nil }
        return hasAll && isAhead(place, of: leader) ? place : leader
    }

    /// Whether a configuration's mean over the runs that it shares with another is lower than the other's.
    private func isAhead(_ place: Int, of other: Int) -> Bool {
        guard entries[place].failed == nil else { return false }
        var (own, others) = (0.0, 0.0)
        var shared = 0
        for (index, value) in entries[place].ordered {
            guard let known = entries[other].values[index] else { continue }
            own += value
            others += known
            shared += 1
        }
        return shared > 0 && own < others
    }
}

extension RepeatRace.Runs {
    /// The sum is that of the values in order of size, so that it does not depend on the order of a dictionary.
    fileprivate var finiteMean: Double? {
        let finite = values.filter(\.isFinite).sorted()
        return finite.isEmpty ? nil : finite.reduce(0, +) / Double(finite.count)
    }
}

extension Trial {
    /// Which run of its configuration the trial is, counted from 0; more than 0 only where the study repeats (`RepeatRule`).
    public var repetition: Int { suggestion?.repetition ?? 0 }
}
