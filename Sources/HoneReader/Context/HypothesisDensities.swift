import HoneKernels

/// The densities of hypotheses over the score's bins.
enum HypothesisDensities {
    /// All is below this.
    private static let beyond: Float = 1e9

    /// `[candidates, hypotheses, bins]`; the end bins take all that lies beyond.
    static func of(_ said: FixedProcesses.Predictions, shape: ReaderShape) -> [Float] {
        let bins = shape.bins
        let inner = ReaderBins.score(bins).edges[1..<bins].map(Float.init)
        let candidates = said.deviations.first?.count ?? 0
        let count = candidates * shape.hypotheses * bins
        return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = count
            guard let base = buffer.baseAddress, count > 0 else { return }
            var row = base
            for candidate in 0..<candidates {
                for process in shape.processes.indices {
                    let inverse = Float(1 / said.deviations[process][candidate])
                    for means in said.means[process] {
                        let center = Float(means[candidate])
                        for bin in 0..<(bins - 1) { row[bin] = (inner[bin] - center) * inverse }
                        row[bins - 1] = beyond
                        row += bins
                    }
                }
            }
            VectorMath.normalShares(base, count)
            // From shares below each edge to shares between.
            for place in 0..<(count / bins) {
                let row = base + place * bins
                for bin in stride(from: bins - 1, to: 0, by: -1) { row[bin] = max(row[bin] - row[bin - 1], 0) }
            }
        }
    }
}
