import HoneCore

/// A fixed list of configurations to choose from: the rows of a table, of which each can be tried once.
///
/// Keys and coordinates are computed here once, so that a list of tens of thousands costs nothing at each suggestion.
package struct FiniteCandidates: Sendable {
    package let configurations: [Configuration]
    package let features: FeatureMatrix
    /// Each configuration's row; the first of equals.
    package let rows: [String: Int]
    /// The rows without those that repeat an earlier configuration, in the list's order.
    package let distinctRows: [Int]

    package init(_ configurations: [Configuration], in space: SearchSpace) {
        self.configurations = configurations
        features = FeatureEncoder(space).encode(configurations)
        var rows: [String: Int] = [:]
        var distinctRows: [Int] = []
        for (row, configuration) in configurations.enumerated() {
            let key = configuration.key
            guard rows[key] == nil else { continue }
            rows[key] = row
            distinctRows.append(row)
        }
        self.rows = rows
        self.distinctRows = distinctRows
    }
}

/// Where candidates come from.
package enum CandidateSource: Sendable {
    /// Anything in the study's space.
    case space
    /// Exactly the configurations of a list.
    case finite(FiniteCandidates)

    package static func finite(_ configurations: [Configuration], in space: SearchSpace) -> CandidateSource {
        .finite(FiniteCandidates(configurations, in: space))
    }
}
