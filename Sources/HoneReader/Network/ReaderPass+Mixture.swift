import Foundation
import HoneKernels

/// The mixture of the hypotheses: weighed by how well each explains its context, with learnt additions, it is where the density
/// of the score begins. The gradient reaches the additions alone; processes and means are taken as they are.
extension ReaderPass {
    /// Share of the mixture; the rest is even over all bins, so that no bin is impossible.
    private static let mixtureShare: Float = 0.98

    /// logits of the score += log(mixture), in place.
    func addMixture(_ mixture: CandidateMixture, to logits: Activation) {
        guard let layer = layout.mixture, !mixture.parts.isEmpty else { return }
        let bins = shape.bins
        let sums = mixture.parts.map { workspace.take($0.rows.count * bins) }
        for (part, sum) in zip(mixture.parts, sums) {
            let weights = part.weights.values.map(Float.init)
            for (index, row) in part.rows.enumerated() {
                let target = sum + index * bins
                mix(part.densities, index, weights, into: target)
                for bin in 0..<bins { logits.value[row][bin] += log(target[bin]) }
            }
        }
        onTheWayBack { [self] in
            guard let gradients, let slope = logits.gradient else { return }
            for (part, sum) in zip(mixture.parts, sums) {
                learn(part, sum, slope, into: gradients + layer.weight)
            }
        }
    }

    /// Adds the gradient of the additions to log evidence.
    private func learn(
        _ part: CandidateMixture.Part, _ sums: UnsafeMutablePointer<Float>, _ slope: Rows,
        into target: UnsafeMutablePointer<Float>
    ) {
        let bins = shape.bins
        let weights = part.weights.values.map(Float.init)
        var slopes = [Float](repeating: 0, count: weights.count)
        var changes = [Float](repeating: 0, count: bins)
        for (index, row) in part.rows.enumerated() {
            for bin in 0..<bins { changes[bin] = slope[row][bin] * Self.mixtureShare / sums[index * bins + bin] }
            part.densities.withUnsafeBufferPointer { densities in
                guard let base = densities.baseAddress else { return }
                for hypothesis in weights.indices {
                    slopes[hypothesis] += VectorMath.dot(
                        changes, base + (index * weights.count + hypothesis) * bins, bins)
                }
            }
        }
        let mean = zip(slopes, weights).reduce(0) { $0 + $1.0 * $1.1 }
        for hypothesis in weights.indices { target[hypothesis] += weights[hypothesis] * (slopes[hypothesis] - mean) }
    }

    private func mix(_ densities: [Float], _ index: Int, _ weights: [Float], into sum: UnsafeMutablePointer<Float>) {
        let bins = shape.bins
        sum.update(repeating: (1 - Self.mixtureShare) / Float(bins), count: bins)
        densities.withUnsafeBufferPointer { densities in
            guard let base = densities.baseAddress else { return }
            for (hypothesis, weight) in weights.enumerated() {
                VectorMath.add(
                    Self.mixtureShare * weight, base + (index * weights.count + hypothesis) * bins, to: sum, bins)
            }
        }
    }
}
