import HoneCore
import HoneNumerics

/// The candidates of one decision by their coordinates; configurations and keys are made for those that are asked for.
///
///     let rows = try CandidateRows(space, source, excluding: taken, near: best, using: &generator)
///     let highest = rows.candidate(at: 17)
///
/// They are those of `CandidatePool`, but that random draws from a range without steps are not looked up among the taken ones: whoever
/// chooses asks whether its choice is taken.
package struct CandidateRows: Sendable {
    private let listed: CandidatePool
    private let drawn: DrawnRows?
    /// `[candidates, columns]`.
    package let features: FeatureMatrix

    /// See `CandidatePool`.
    package init(
        _ space: SearchSpace, _ source: CandidateSource, size: CandidatePool.Size, excluding taken: TakenConfigurations,
        near best: [Configuration], using generator: inout SeededGenerator
    ) throws(SamplingError) {
        guard case .space = source, DrawnRows.suit(space) else {
            listed = try CandidatePool(space, source, size: size, excluding: taken, near: best, using: &generator)
            drawn = nil
            features = listed.features
            return
        }
        var near = size
        near.random = 0
        listed = try CandidatePool(space, source, size: near, excluding: taken, near: best, using: &generator)
        let drawn = DrawnRows(size.random, of: space, using: &generator)
        var features = listed.features
        features.append(drawn.features)
        self.drawn = drawn
        self.features = features
    }

    package var count: Int { features.count }

    package func candidate(at index: Int) -> Candidate {
        guard index >= listed.count, let drawn else { return listed.candidates[index] }
        return Candidate(drawn.configuration(at: index - listed.count))
    }
}
