import Foundation
import HoneKernels

/// Cross-entropy of the two densities with the bins that trials fell into, each bin's neighbours counting a little.
package struct DensityLoss: Sendable {
    /// Sums over rows: over all for the quantile, over candidates with a scale for the score.
    package struct Sums: Sendable, Hashable {
        package var quantile = 0.0
        package var score = 0.0
        package var quantileCount = 0
        package var scoreCount = 0
        package var candidates = 0

        package static func += (a: inout Sums, b: Sums) {
            a.quantile += b.quantile
            a.score += b.score
            a.quantileCount += b.quantileCount
            a.scoreCount += b.scoreCount
            a.candidates += b.candidates
        }

        /// What a training lowers: the quantile's mean over all rows, and the score's sum over the number of candidates, with
        /// a scale or not.
        package var loss: Double {
            quantile / Double(max(1, quantileCount)) + score / Double(max(1, candidates))
        }
    }

    private let bins: Int
    /// `[bin][share of each bin]`.
    private let quantileTargets: [[Float]]
    private let scoreTargets: [[Float]]

    /// - Parameters:
    ///   - quantileSpread, scoreSpread: deviation of the targets, in bins.
    package init(bins: Int, quantileSpread: Double, scoreSpread: Double) {
        self.bins = bins
        quantileTargets = Self.targets(bins, quantileSpread)
        scoreTargets = Self.targets(bins, scoreSpread)
    }

    private static func targets(_ bins: Int, _ spread: Double) -> [[Float]] {
        (0..<bins).map { bin in
            let weights = (0..<bins).map { other -> Double in
                let distance = Double(other - bin)
                return spread > 0 ? exp(-0.5 * distance * distance / (spread * spread)) : (other == bin ? 1 : 0)
            }
            let sum = weights.reduce(0, +)
            return weights.map { Float($0 / sum) }
        }
    }

    /// The loss of examples; where there are scales, gives the logits their gradients, each term of the sums scaled.
    func apply(
        _ logits: ExampleActivations, _ examples: [ReaderExample], scales: (quantile: Float, score: Float)?,
        workspace: Workspace?
    ) -> Sums {
        var sums = Sums()
        let quantileBins = examples.flatMap(\.quantileBins)
        let scoreBins = examples.flatMap { $0.context.isEmpty ? [] : $0.scoreBins }
        sums.candidates = examples.reduce(0) { $0 + $1.candidates.count }
        (sums.quantile, sums.quantileCount) = term(
            logits.quantile, quantileBins, quantileTargets, scales?.quantile, workspace)
        if let score = logits.score {
            (sums.score, sums.scoreCount) = term(score, scoreBins, scoreTargets, scales?.score, workspace)
        }
        return sums
    }

    private func term(
        _ logits: Activation, _ bins: [Int32], _ targets: [[Float]], _ scale: Float?, _ workspace: Workspace?
    ) -> (sum: Double, count: Int) {
        let slopes = scale == nil ? nil : workspace?.rows(logits.value.count, self.bins)
        var (sum, count) = (0.0, 0)
        for (row, bin) in bins.enumerated() {
            guard bin >= 0 else {
                slopes?[row].update(repeating: 0, count: self.bins)
                continue
            }
            sum += entropy(logits.value[row], targets[Int(bin)], scale ?? 0, slopes?[row])
            count += 1
        }
        if let slopes { logits.adopt(slopes) }
        return (sum, count)
    }

    private func entropy(
        _ logits: UnsafeMutablePointer<Float>, _ target: [Float], _ scale: Float, _ slope: UnsafeMutablePointer<Float>?
    ) -> Double {
        let largest = VectorMath.maximum(logits, bins)
        var sum: Float = 0
        for i in 0..<bins { sum += exp(logits[i] - largest) }
        let logSum = log(sum) + largest
        var loss = 0.0
        for i in 0..<bins {
            loss -= Double(target[i] * (logits[i] - logSum))
            slope?[i] = (exp(logits[i] - logSum) - target[i]) * scale
        }
        return loss
    }
}
