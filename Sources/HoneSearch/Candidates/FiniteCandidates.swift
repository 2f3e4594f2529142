import HoneCore

/// A fixed list of configurations to choose from: the rows of a table, of which each can be tried once.
///
/// Keys and coordinates are computed here once, so that a list of tens of thousands costs nothing at each suggestion.
package struct FiniteCandidates: Sendable {
    package let candidates: [Candidate]
    package let features: FeatureMatrix
    /// Each configuration's row by its key; the first of equals.
    package let rows: [String: Int]
    /// The rows without those that repeat an earlier configuration, in the list's order.
    package let distinctRows: [Int]

    package init(_ configurations: [Configuration], in space: SearchSpace) {
        candidates = configurations.map(Candidate.init)
        features = FeatureEncoder(space).encode(configurations)
        var rows: [String: Int] = [:]
        var distinctRows: [Int] = []
        for (row, candidate) in candidates.enumerated() where rows[candidate.key] == nil {
            rows[candidate.key] = row
            distinctRows.append(row)
        }
        self.rows = rows
        self.distinctRows = distinctRows
    }
}
