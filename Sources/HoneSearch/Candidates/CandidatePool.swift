import HoneCore
import HoneNumerics

/// The candidates of one decision: different configurations that are not taken yet, with their coordinates.
package struct CandidatePool: Sendable {
    package private(set) var configurations: [Configuration]
    package private(set) var keys: [String]
    package private(set) var features: FeatureMatrix

    package var count: Int { configurations.count }

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
    ///   - taken: keys of configurations that must not come up.
    ///   - best: known configurations, the best first; the neighbours of the first few are candidates.
    package init(
        _ space: SearchSpace, _ source: CandidateSource, size: Size = Size(), excluding taken: Set<String>,
        near best: [Configuration], using generator: inout SeededGenerator
    ) throws(SamplingError) {
        let near = Neighbours(space)
        var candidates: [Configuration] = []
        for center in best.prefix(size.centers) { candidates += near.around(center, using: &generator) }
        switch source {
        case .finite(let list):
            let random = RandomDraws.rows(size.random, of: list, excluding: taken, using: &generator)
            let neighbours = candidates.map(\.key).filter { !taken.contains($0) }.compactMap { list.rows[$0] }
            // In the list's order, so that ties fall the same way however they were found.
            let rows = Set(random + neighbours).sorted()
            configurations = rows.map { list.configurations[$0] }
            keys = configurations.map(\.key)
            features = list.features.selecting(rows)
        case .space:
            if let all = space.enumerated(limit: RandomDraws.enumerationLimit) {
                candidates = all
            } else {
                do {
                    candidates += try RandomDraws(space).draw(size.random, excluding: taken, using: &generator)
                } catch {
                    guard candidates.contains(where: { !taken.contains($0.key) }) else { throw error }
                }
            }
            var seen = taken
            configurations = []
            keys = []
            for candidate in candidates {
                let key = candidate.key
                guard seen.insert(key).inserted else { continue }
                configurations.append(candidate)
                keys.append(key)
            }
            features = FeatureEncoder(space).encode(configurations)
        }
    }
}
