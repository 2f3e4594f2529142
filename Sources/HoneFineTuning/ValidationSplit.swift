import HoneCore
import HoneNumerics
import HonePastTrials

/// Chooses which datasets watch a training instead of being trained on.
public enum ValidationSplit {
    /// Share of the datasets that is drawn where no number is given.
    private static let share = 0.15

    /// Draws datasets of a snapshot by seed; all trials on them, from whatever source, belong to the watching side.
    ///
    /// - Parameter count: how many; some 15 % if nil.
    /// - Throws: `FineTuningError.validation` if none would be left to train on.
    public static func draw(
        _ count: Int? = nil, from snapshot: PastTrialsSnapshot, aliases: DatasetAliases = .standard, seed: UInt64
    ) throws(FineTuningError) -> [LeaveOut] {
        let names = snapshot.entries.compactMap(\.task.task.dataset)
        let groups = Set(names.map(aliases.group(of:))).sorted()
        let count = count ?? max(1, Int((Double(groups.count) * share).rounded()))
        guard count >= 1, count < groups.count else { throw .validation(wanted: count, datasets: groups.count) }
        var generator = SeededGenerator(seed: seed).fork("validation")
        return generator.sample(count, from: groups.count).sorted().map { .dataset(groups[$0]) }
    }
}
