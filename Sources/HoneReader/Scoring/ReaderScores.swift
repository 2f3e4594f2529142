/// What the network says of some candidates.
package struct ReaderScores: Sendable {
    package let count: Int
    package let shape: ReaderShape
    package let scale: ContextScale?
    private let quantileBins: ReaderBins
    private let scoreBins: ReaderBins
    /// `[count, 2 * bins]`.
    private let logits: [Float]

    init(shape: ReaderShape, scale: ContextScale?, logits: [Float]) {
        self.shape = shape
        self.scale = scale
        self.logits = logits
        count = logits.count / (2 * shape.bins)
        quantileBins = .quantile(shape.bins)
        scoreBins = .score(shape.bins)
    }

    /// The share of all trials of such a task that are better than the candidate.
    package func quantile(_ candidate: Int) -> ReaderDensity { density(candidate, quantileBins, offset: 0) }

    /// The candidate's result relative to the context; means something where there is a `scale`.
    package func score(_ candidate: Int) -> ReaderDensity { density(candidate, scoreBins, offset: shape.bins) }

    private func density(_ candidate: Int, _ bins: ReaderBins, offset: Int) -> ReaderDensity {
        let start = candidate * 2 * shape.bins + offset
        return logits.withUnsafeBufferPointer {
            ReaderDensity(bins: bins, logits: UnsafeBufferPointer(rebasing: $0[start..<(start + shape.bins)]))
        }
    }

    /// Each candidate's expected quantile: the lower, the better.
    package var expectedQuantiles: [Double] {
        let centers = (0..<quantileBins.count).map(quantileBins.center)
        return (0..<count).map { quantile($0).expectation { centers[$0] } }
    }

    /// Each candidate's expected result; nil without a scale.
    package var expectedValues: [Double]? {
        guard let scale else { return nil }
        let means = (0..<scoreBins.count).map { scale.mean(low: scoreBins.edges[$0], high: scoreBins.edges[$0 + 1]) }
        return (0..<count).map { score($0).expectation { means[$0] } }
    }

    /// Each candidate's expected improvement over a result, exact for the density; nil without a scale.
    package func expectedImprovements(over threshold: Double) -> [Double]? {
        guard let scale else { return nil }
        let parts = (0..<scoreBins.count).map {
            scale.improvement(over: threshold, low: scoreBins.edges[$0], high: scoreBins.edges[$0 + 1])
                / scoreBins.width($0)
        }
        return (0..<count).map { score($0).expectation { parts[$0] } }
    }
}
