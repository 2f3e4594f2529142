import HoneKernels

/// A training between two steps.
package struct ReaderTrainingState: Sendable {
    /// A state that did well on the held-out examples.
    package struct Snapshot: Sendable {
        package let step: Int
        package let loss: Double
        package let weights: FloatBuffer
    }

    /// A look at the held-out examples.
    package struct Look: Sendable, Hashable, Codable {
        package let step: Int
        /// Cross-entropies a trial, and a candidate that has a scale.
        package let quantile: Double
        package let score: Double
        /// What the training lowers.
        package let loss: Double
    }

    package internal(set) var step = 0
    package internal(set) var weights: ReaderWeights
    var firstMoments: FloatBuffer
    var secondMoments: FloatBuffer
    /// The best, best first.
    package internal(set) var snapshots: [Snapshot] = []
    package internal(set) var looks: [Look] = []

    package init(_ weights: ReaderWeights) {
        self.weights = weights
        firstMoments = FloatBuffer(count: weights.values.count)
        secondMoments = FloatBuffer(count: weights.values.count)
    }

    /// Looks since the best one.
    var looksWithoutGain: Int {
        guard let best = looks.indices.min(by: { looks[$0].loss < looks[$1].loss }) else { return 0 }
        return looks.count - 1 - best
    }
}
