import HoneNumerics

/// The densities of hypotheses over the score's bins.
enum HypothesisDensities {
    /// `[candidates, hypotheses, bins]`; the end bins take all that lies beyond.
    static func of(_ said: FixedProcesses.Predictions, shape: ReaderShape) -> [Float] {
        let edges = ReaderBins.score(shape.bins).edges
        let candidates = said.deviations.first?.count ?? 0
        var densities: [Float] = []
        densities.reserveCapacity(candidates * shape.hypotheses * shape.bins)
        for candidate in 0..<candidates {
            for process in shape.processes.indices {
                let inverse = 1 / said.deviations[process][candidate]
                for mean in 0..<shape.meanCount {
                    let center = said.means[process][mean][candidate]
                    var below = 0.0
                    for bin in 0..<shape.bins {
                        let isLast = bin == shape.bins - 1
                        let next = isLast ? 1 : NormalDistribution.cumulative((edges[bin + 1] - center) * inverse)
                        densities.append(Float(max(next - below, 0)))
                        below = next
                    }
                }
            }
        }
        return densities
    }
}
