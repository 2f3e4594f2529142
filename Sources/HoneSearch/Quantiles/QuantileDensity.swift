import Foundation

/// A predictive distribution over where a configuration stands among its task's trials: 0 the best, 1 the worst.
///
/// Piecewise constant over equal bins of 0...1, as the language model's head gives it in one forward pass; everything
/// below follows in closed form.
public struct QuantileDensity: Sendable, Hashable, Codable {
    /// Probability of each bin, from the best to the worst; they add up to 1.
    public let probabilities: [Float]

    /// - Parameter weights: non-negative and not all zero; scaled to add up to 1. An empty or senseless list counts as
    ///   one bin, which says nothing.
    public init(weights: [Float]) {
        let sum = weights.reduce(0, +)
        let isSound = sum > 0 && sum.isFinite && weights.allSatisfy { $0 >= 0 }
        probabilities = isSound ? weights.map { $0 / sum } : [1]
    }

    /// Probabilities as they were stored; taken as they are, so that what is read back is what was written.
    package init(normalised probabilities: [Float]) { self.probabilities = probabilities }

    /// The softmax of a head's outputs.
    package init(logits: some Collection<Float>) {
        let top = logits.max() ?? 0
        self.init(weights: logits.map { Foundation.exp($0 - top) })
    }

    private var width: Double { 1 / Double(probabilities.count) }
    private func center(_ bin: Int) -> Double { (Double(bin) + 0.5) * width }

    /// The distribution's mean, in units of the quantile.
    public var mean: Double {
        probabilities.indices.reduce(0) { $0 + Double(probabilities[$1]) * center($1) }
    }

    /// The spread within bins (width² / 12) counts as well.
    public var standardDeviation: Double {
        let mean = mean
        let between = probabilities.indices.reduce(0.0) { sum, bin in
            let distance = center(bin) - mean
            return sum + Double(probabilities[bin]) * distance * distance
        }
        return (between + width * width / 12).squareRoot()
    }

    /// The place below which a share `probability` of the distribution lies.
    public func quantile(_ probability: Double) -> Double {
        let wanted = min(max(probability, 0), 1)
        var below = 0.0
        for (bin, share) in probabilities.enumerated() {
            let share = Double(share)
            if share > 0, below + share >= wanted {
                return (Double(bin) + min(max((wanted - below) / share, 0), 1)) * width
            }
            below += share
        }
        return 1
    }

    /// The expected improvement over `best`: the mean of max(best - q, 0) (Jones, Schonlau and Welch 1998), per bin the
    /// integral of a linear function.
    public func expectedImprovement(below best: Double) -> Double {
        let edges = (0...probabilities.count).map { Double($0) * width }
        return ExpectedImprovement.value(edges: edges, probabilities: probabilities.map(Double.init), best: best)
    }

    /// The cross-entropy of a target distribution over the same bins, in nats.
    package func crossEntropy(of target: [Float]) -> Float {
        zip(target, probabilities).reduce(0) { sum, pair in
            pair.0 > 0 ? sum - pair.0 * log(max(pair.1, .leastNormalMagnitude)) : sum
        }
    }

    /// The mean and the variance of a function that is given by its mean within each bin.
    ///
    /// - Parameter values: one per bin; precondition: as many as bins.
    package func moments(of values: [Double]) -> (mean: Double, variance: Double) {
        precondition(values.count == probabilities.count, "one value a bin")
        var mean = 0.0
        var square = 0.0
        for (share, value) in zip(probabilities, values) {
            mean += Double(share) * value
            square += Double(share) * value * value
        }
        return (mean, max(0, square - mean * mean))
    }
}
