import Foundation
import HoneCore

/// Takes out what stands twice because two sources hold the same trials.
///
/// Trials of one model on one dataset for one metric are the same where configuration and value agree to six digits, as
/// sources round them. Within a source equal trials are repeats, which tell the noise: a trial that stands three times in
/// one source and twice in another stands three times.
struct SharedTrials {
    private struct Group: Hashable {
        var model: String
        var dataset: String
        var metric: String
        var isMinimized: Bool
    }

    private let aliases: DatasetAliases

    init(aliases: DatasetAliases) {
        self.aliases = aliases
    }

    /// The entries without trials that an earlier source has; a task of which nothing is left is left out.
    ///
    /// - Parameter entries: in the order of their ids, which decides whose trials stay.
    func takenOut(of entries: [PastTrialsSnapshot.Entry]) -> [PastTrialsSnapshot.Entry] {
        var sources: [Group: Set<String>] = [:]
        let groups = entries.map(group)
        for (entry, group) in zip(entries, groups) {
            if let group { sources[group, default: []].insert(entry.task.source) }
        }
        guard sources.contains(where: { $0.value.count > 1 }) else { return entries }
        // How often a trial stands in each source so far.
        var counts: [Group: [String: [String: Int]]] = [:]
        var kept: [PastTrialsSnapshot.Entry] = []
        for (entry, group) in zip(entries, groups) {
            guard let group, (sources[group]?.count ?? 0) > 1 else {
                kept.append(entry)
                continue
            }
            var left = entry
            left.trials = entry.trials.filter { trial in
                guard let content = Self.content(trial) else { return true }
                var known = counts[group]?[content] ?? [:]
                let most = known.values.max() ?? 0
                known[entry.task.source, default: 0] += 1
                counts[group, default: [:]][content] = known
                return known[entry.task.source, default: 0] > most
            }
            if !left.trials.isEmpty || entry.trials.isEmpty { kept.append(left) }
        }
        return kept
    }

    /// Nil for a task that does not say what data it is on, and for studies of the user's own: those are told apart by
    /// their identity.
    private func group(_ entry: PastTrialsSnapshot.Entry) -> Group? {
        guard let dataset = entry.task.task.dataset, entry.task.studyName == nil else { return nil }
        return Group(
            model: entry.task.task.model ?? entry.task.family, dataset: aliases.group(of: dataset),
            metric: entry.task.objective.metric, isMinimized: entry.task.objective.direction == .minimize)
    }

    /// Nil for a trial without a value.
    private static func content(_ trial: PastTrial) -> String? {
        guard trial.state == .complete, let value = trial.value else { return nil }
        let values = trial.configuration.values.sorted { $0.key < $1.key }.map { name, value in
            "\(name)=\(value.number.map { String(format: "%.6g", $0) } ?? value.description)"
        }
        return "\(values.joined(separator: "\u{1F}"))\u{1E}\(String(format: "%.6g", value))"
    }
}
