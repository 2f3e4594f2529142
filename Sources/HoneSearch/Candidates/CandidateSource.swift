import HoneCore

/// Where candidates come from.
package enum CandidateSource: Sendable {
    /// Anything in the study's space.
    case space
    /// Exactly the configurations of a list.
    case finite(FiniteCandidates)

    package static func finite(_ configurations: [Configuration], in space: SearchSpace) -> CandidateSource {
        .finite(FiniteCandidates(configurations, in: space))
    }

    /// Whether a configuration of the study's space may be suggested.
    package func contains(_ candidate: Candidate) -> Bool {
        switch self {
        case .space: true
        case .finite(let list): list.rows[candidate.key] != nil
        }
    }

    /// Coordinates of candidates of this source, `[candidates, columns]`.
    func features(of candidates: [Candidate], in space: SearchSpace) -> FeatureMatrix {
        switch self {
        case .finite(let list): list.features.selecting(candidates.compactMap { list.rows[$0.key] })
        case .space: FeatureEncoder(space).encode(candidates.map(\.configuration))
        }
    }
}
