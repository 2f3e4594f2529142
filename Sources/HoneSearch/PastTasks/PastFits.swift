import HoneCore
import Synchronization

/// What was made of single past tasks, so that leaving out another dataset does not fit all others again: a fit depends on its
/// own task alone. A class because of what it keeps.
package final class PastFits: Sendable {
    private struct Key: Hashable {
        var task: String
        var trials: Int
        var space: SearchSpace
        var objective: Objective
    }

    private let known = Mutex<[Key: PastSurfaces.Fit?]>([:])

    package init() {}

    /// A task's fit in a space that it shares; nil if it has too few trials, or cannot be fitted.
    func fit(of entry: PastTrialsSnapshot.Entry, in first: PastTask) -> PastSurfaces.Fit? {
        let key = Key(
            task: entry.task.id, trials: entry.trials.count, space: first.space, objective: first.objective)
        if let found = known.withLock({ $0[key] }) { return found }
        let new = PastSurfaces.fit(entry, in: first, FeatureEncoder(first.space))
        known.withLock { $0[key] = .some(new) }
        return new
    }
}
