import HoneCore
import HoneNumerics

/// An evolution strategy brought to where a study's history has it: generation after generation, in the order in which trials
/// ended.
///
/// What it knows of an earlier history of the same study is kept, so that a suggestion replays the latest generation at most;
/// where the history is another one, it begins again.
struct EvolutionReplay: Sendable {
    /// A trial that ended.
    private struct Entry: Sendable, Hashable {
        var end: Double
        var place: Int
        var configuration: Configuration
        /// Nil for one that failed.
        var rank: TrialRank?

        func isBefore(_ other: Entry) -> Bool { (end, place) < (other.end, other.place) }
    }

    let study: StudyDescription
    let settings: EvolutionSettings
    private let space: EvolutionSpace
    private let generator: SeededGenerator
    private(set) var evolution: Evolution
    /// The configuration that the first run begins at.
    private var start: Configuration?
    /// Own trials that ended, in that order, and how many generations have used.
    private var entries: [Entry] = []
    private var used = 0
    /// What is known of each trial of the history; nil for those that count for nothing (yet).
    private var known: [Entry?] = []
    private var parts: [[Trial]] = []
    /// Where the first own trial stands.
    private var firstOwn: Int?

    /// What suggestions name as their origin.
    static let origin = "cmaes"

    init(_ study: StudyDescription, _ settings: EvolutionSettings, _ generator: SeededGenerator) {
        self.study = study
        self.settings = settings
        self.generator = generator
        space = EvolutionSpace(study.space)
        start = study.space.defaultConfiguration
        evolution = Evolution(space, settings, mean: space.mean(at: start), generator)
    }

    mutating func update(to history: TrialHistory) {
        guard take(history) else {
            // Something that generations were made of has changed.
            self = EvolutionReplay(study, settings, generator)
            _ = take(history)
            return close(history.omitted)
        }
        close(history.omitted)
    }

    /// - Returns: false if what is known does not fit.
    private mutating func take(_ history: TrialHistory) -> Bool {
        let new = history.trials.parts
        var first = 0
        var hasChanged = false
        for (index, part) in new.enumerated() {
            defer { first += part.count }
            if index < parts.count, Self.isSame(parts[index], part) { continue }
            // Later changes leave those before the first own trial as they were.
            if first <= firstOwn ?? first { hasChanged = true }
            for (offset, trial) in part.enumerated() where !put(trial, at: first + offset) { return false }
        }
        guard known.count == first else { return false }
        parts = new
        return !hasChanged || moveStart(history)
    }

    private static func isSame(_ a: [Trial], _ b: [Trial]) -> Bool {
        a.count == b.count
            && a.withUnsafeBufferPointer { $0.baseAddress } == b.withUnsafeBufferPointer { $0.baseAddress }
    }

    private mutating func put(_ trial: Trial, at place: Int) -> Bool {
        let isOwn = trial.suggestion.map { $0.origin == Self.origin } ?? true
        if isOwn, firstOwn == nil { firstOwn = place }
        let entry = isOwn ? entry(trial, place) : nil
        if place < known.count {
            if known[place] == entry { return true }
            guard known[place] == nil else { return false }
            known[place] = entry
        } else {
            known.append(entry)
        }
        guard let entry else { return true }
        var at = entries.count
        while at > 0, entry.isBefore(entries[at - 1]) { at -= 1 }
        guard at >= used else { return false }
        entries.insert(entry, at: at)
        return true
    }

    private func entry(_ trial: Trial, _ place: Int) -> Entry? {
        let rank = TrialRank(trial, in: study)
        let hasFailed = trial.state == .failed && trial.failure?.reason.isEvidenceAgainstConfiguration == true
        guard rank != nil || hasFailed else { return nil }
        return Entry(
            end: trial.attempts.last?.endedAt ?? 0, place: place, configuration: trial.configuration, rank: rank)
    }

    /// Where the strategy begins: at the best of the trials before its own, else at the default, else at the first of them.
    ///
    /// - Returns: false if it began elsewhere and has moved since.
    private mutating func moveStart(_ history: TrialHistory) -> Bool {
        let foreign = history.trials.prefix(firstOwn ?? history.trials.count)
        guard !foreign.isEmpty else { return true }
        var best: (rank: TrialRank, configuration: Configuration)?
        for trial in foreign {
            guard let rank = TrialRank(trial, in: study), study.space.contains(trial.configuration) else { continue }
            if let known = best, !(rank < known.rank) { continue }
            best = (rank, trial.configuration)
        }
        let wanted = best?.configuration ?? study.space.defaultConfiguration ?? foreign.first?.configuration
        guard wanted != start else { return true }
        guard used == 0 else { return false }
        start = wanted
        evolution = Evolution(space, settings, mean: space.mean(at: wanted), generator)
        return true
    }

    private mutating func close(_ omitted: Int) {
        while entries.count - used >= evolution.population {
            let members = entries[used..<(used + evolution.population)].map {
                Evolution.Member(configuration: $0.configuration, place: omitted + $0.place, rank: $0.rank)
            }
            used += evolution.population
            evolution.close(members)
        }
    }
}
