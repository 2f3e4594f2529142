import Foundation
import HoneKernels

/// Cross-entropy of the two densities with the bins that candidates fell into, each bin's neighbours counting a little.
package struct DensityLoss: Sendable {
    /// Sums over candidates.
    package struct Sums: Sendable, Hashable {
        package var quantile = 0.0
        package var score = 0.0
        package var quantileCount = 0
        package var scoreCount = 0

        package static func += (a: inout Sums, b: Sums) {
            a.quantile += b.quantile
            a.score += b.score
            a.quantileCount += b.quantileCount
            a.scoreCount += b.scoreCount
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

    /// - Parameters:
    ///   - logits: `[candidates, 2 * bins]`. - gradient: of as many rows, written; nil if none is wanted.
    ///   - scale: factor on each candidate's loss in the gradient.
    func apply(_ logits: Rows, _ examples: [ReaderExample], scale: Float, gradient: Rows?) -> Sums {
        var sums = Sums()
        var row = 0
        for example in examples {
            for candidate in example.candidates.indices {
                let (q, s) = (example.quantileBins[candidate], example.scoreBins[candidate])
                let slope = gradient.map { $0[row] }
                if let loss = term(logits[row], q, quantileTargets, scale, slope) {
                    sums.quantile += loss
                    sums.quantileCount += 1
                }
                if let loss = term(logits[row] + bins, s, scoreTargets, scale, slope.map { $0 + bins }) {
                    sums.score += loss
                    sums.scoreCount += 1
                }
                row += 1
            }
        }
        return sums
    }

    private func term(
        _ logits: UnsafeMutablePointer<Float>, _ bin: Int32, _ targets: [[Float]], _ scale: Float,
        _ slope: UnsafeMutablePointer<Float>?
    ) -> Double? {
        guard bin >= 0 else {
            slope?.update(repeating: 0, count: bins)
            return nil
        }
        let target = targets[Int(bin)]
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
