import HoneCore
import HonePastTrials

extension FineTuningRecord.SeenDataset {
    /// The datasets of a snapshot under the names that stand for them, sorted.
    ///
    /// - Parameter known: datasets that were seen before.
    static func of(
        _ snapshot: PastTrialsSnapshot, aliases: DatasetAliases, beside known: [FineTuningRecord.SeenDataset] = []
    ) -> [FineTuningRecord.SeenDataset] {
        var seen = Dictionary(known.map { ($0.name, $0) }) { first, _ in first }
        for entry in snapshot.entries where !entry.trials.isEmpty {
            guard let name = entry.task.task.dataset else { continue }
            let group = aliases.group(of: name)
            var dataset =
                seen[group]
                ?? FineTuningRecord.SeenDataset(
                    name: group, aliases: aliases.names(of: name).filter { $0 != group }, fingerprints: [], trials: 0)
            dataset.trials += entry.trials.count
            if let fingerprint = entry.task.fingerprint, !dataset.fingerprints.contains(fingerprint) {
                dataset.fingerprints.append(fingerprint)
            }
            seen[group] = dataset
        }
        return seen.values.sorted { $0.name < $1.name }
    }
}
