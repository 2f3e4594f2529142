import HoneCore
import HoneNumerics

/// The candidates of one decision: different configurations that are not taken yet, with their coordinates.
package struct CandidatePool: Sendable {
    package let candidates: [Candidate]
    /// `[candidates, columns]`.
    package let features: FeatureMatrix

    package var count: Int { candidates.count }

    /// How many candidates there are.
    package struct Size: Sendable, Hashable {
        /// Random draws.
        package var random: Int
        /// The best configurations whose neighbours join them.
        package var centers: Int

        package init(random: Int = 2000, centers: Int = 3) {
            self.random = random
            self.centers = centers
        }
    }

    /// - Parameters:
    ///   - taken: what must not come up.
    ///   - best: known configurations, the best first; the neighbours of the first few are candidates.
    package init(
        _ space: SearchSpace, _ source: CandidateSource, size: Size = Size(), excluding taken: TakenConfigurations,
        near best: [Configuration], using generator: inout SeededGenerator
    ) throws(SamplingError) {
        let near = Neighbours(space)
        var neighbours: [Candidate] = []
        for center in best.prefix(size.centers) {
            neighbours += near.around(center, using: &generator).map(Candidate.init)
        }
        switch source {
        case .finite(let list):
            let random = RandomDraws.rows(size.random, of: list, excluding: taken, using: &generator)
            let known = neighbours.filter { !taken.contains($0.key) }.compactMap { list.rows[$0.key] }
            // In the list's order, so that ties fall the same way however they were found.
            candidates = Set(random + known).sorted().map { list.candidates[$0] }
        case .space:
            let found: [Candidate]
            if let all = space.enumerated(limit: RandomDraws.enumerationLimit) {
                found = all.map(Candidate.init)
            } else {
                do {
                    found = neighbours + (try RandomDraws(space).draw(size.random, excluding: taken, using: &generator))
                } catch {
                    guard neighbours.contains(where: { !taken.contains($0.key) }) else { throw error }
                    found = neighbours
                }
            }
            var seen: Set<String> = []
            candidates = found.filter { !taken.contains($0.key) && seen.insert($0.key).inserted }
        }
        features = source.features(of: candidates, in: space)
    }
}
