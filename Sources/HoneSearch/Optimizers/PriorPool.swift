import HoneCore
import HoneNumerics

/// The configurations among which a language-model optimiser chooses, with their rows for the model and their coordinates.
///
/// The bulk depends on the study and its seed alone, so that it is scored once; only the neighbours of good configurations
/// are new as the study goes on.
package struct PriorPool: Sendable {
    package private(set) var configurations: [Configuration] = []
    package private(set) var keys: [String] = []
    package private(set) var rows: [[RowSymbol]] = []
    private var seen: Set<String> = []
    private let space: SearchSpace
    private let source: CandidateSource
    private let encoding: TrialEncoding

    /// - Parameters:
    ///   - size: random configurations, different ones; a finite source with fewer gives all it has.
    ///   - seed: the study's.
    package init(_ space: SearchSpace, _ source: CandidateSource, size: Int, seed: UInt64) throws(SamplingError) {
        self.space = space
        self.source = source
        encoding = TrialEncoding(space)
        var generator = SeededGenerator(seed: seed).fork("prior pool")
        append(try RandomDraws(space, source).draw(size, excluding: [], using: &generator))
    }

    package var count: Int { configurations.count }

    /// Adds configurations that are candidates and not in the pool yet.
    package mutating func append(_ added: [Configuration]) {
        for configuration in added {
            let key = configuration.key
            if case .finite(let list) = source, list.rows[key] == nil { continue }
            guard !seen.contains(key), let row = try? encoding.row(configuration) else { continue }
            seen.insert(key)
            configurations.append(configuration)
            keys.append(key)
            rows.append(row)
        }
    }

    /// Adds the neighbours of some configurations. Their random part depends on the configuration and the seed alone, so that
    /// a configuration that stays among the best brings the same neighbours again.
    package mutating func appendNeighbours(of centers: [Configuration], seed: UInt64) {
        let near = Neighbours(space)
        for center in centers {
            var generator = SeededGenerator(seed: seed).fork("neighbours of \(center.key)")
            append(near.around(center, using: &generator))
        }
    }

    /// Coordinates of all configurations, for the Gaussian process.
    package func features() -> FeatureMatrix {
        switch source {
        case .finite(let list): list.features.selecting(keys.compactMap { list.rows[$0] })
        case .space: FeatureEncoder(space).encode(configurations)
        }
    }
}
