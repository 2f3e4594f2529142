import HoneCore

/// What must not be suggested: the configurations of a study's trials, and those chosen since.
package struct TakenConfigurations: Sendable {
    private var keys: Set<String>

    /// - Parameter added: keys of configurations that are taken besides.
    package init(_ history: TrialHistory = TrialHistory(), adding added: Set<String> = []) {
        keys = history.takenKeys.union(added)
    }

    package func contains(_ key: String) -> Bool { keys.contains(key) }

    /// How many there are.
    package var count: Int { keys.count }

    package mutating func insert(_ key: String) { keys.insert(key) }

    /// The taken rows of a list.
    func rows(of list: FiniteCandidates) -> Set<Int> { Set(keys.compactMap { list.rows[$0] }) }
}
