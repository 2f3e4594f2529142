import HoneCore

/// A fixed list of configurations to choose from: the rows of a table, of which each can be tried once.
///
/// Keys and coordinates are computed here once, so that a list of tens of thousands costs nothing at each suggestion.
package struct FiniteCandidates: Sendable {
    package let configurations: [Configuration]
    package let features: FeatureMatrix
    /// Each configuration's row; the first of equals.
    package let rows: [String: Int]

    package init(_ configurations: [Configuration], in space: SearchSpace) {
        self.configurations = configurations
        features = FeatureEncoder(space).encode(configurations)
        rows = Dictionary(
            configurations.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
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
