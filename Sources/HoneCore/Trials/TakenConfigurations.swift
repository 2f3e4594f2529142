import HashTreeCollections

/// Configurations that need not be suggested again: finished, running or waiting ones, except those that failed for a
/// reason that says nothing about them (a lost machine).
///
/// A persistent hash tree, so that copies are free and a change costs the logarithm of the size.
public struct TakenConfigurations: Sendable {
    /// How many trials take a configuration, by its key.
    private var trials: TreeDictionary<String, Int> = [:]

    public init() {}

    public init(_ trials: some Sequence<Trial>) {
        for trial in trials { count(trial, 1) }
    }

    /// The configurations of a study's trials; at hand at once in a running study.
    ///
    /// - Parameter added: keys of configurations that are taken besides.
    public init(_ history: TrialHistory = TrialHistory(), adding added: Set<String>) {
        self = history.taken
        for key in added { insert(key) }
    }

    public var count: Int { trials.count }
    /// The keys, in no particular order.
    public var keys: some Sequence<String> { trials.keys }

    /// - Parameter key: `Configuration.key`.
    public func contains(_ key: String) -> Bool { trials[key] != nil }

    public mutating func insert(_ key: String) { trials[key, default: 0] += 1 }

    /// Counts the trial in (1) or out (-1).
    mutating func count(_ trial: Trial, _ change: Int) {
        guard trial.takesItsConfiguration else { return }
        let key = trial.configuration.key
        let new = (trials[key] ?? 0) + change
        trials[key] = new > 0 ? new : nil
    }
}

extension Trial {
    /// Whether its configuration need not be suggested again.
    var takesItsConfiguration: Bool {
        guard state == .failed, let reason = failure?.reason else { return state != .cancelled }
        return reason != .lost && reason != .launch
    }
}
