import HoneCore

extension TakenConfigurations {
    /// The taken rows of a list.
    func rows(of list: FiniteCandidates) -> Set<Int> { Set(keys.compactMap { list.rows[$0] }) }
}
