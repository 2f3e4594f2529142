import Foundation

/// A density over bins, even within each: of a candidate's quantile or of its score.
package struct ReaderDensity: Sendable, Hashable {
    package let bins: ReaderBins
    /// `[bins.count]`, of sum 1.
    package let probabilities: [Double]

    /// Softmax of logits.
    init(bins: ReaderBins, logits: UnsafeBufferPointer<Float>) {
        self.bins = bins
        let largest = Double(logits.max() ?? 0)
        let weights = logits.map { exp(Double($0) - largest) }
        let sum = weights.reduce(0, +)
        probabilities = weights.map { $0 / sum }
    }

    /// - Precondition: as many probabilities as bins; they are scaled to a sum of 1.
    package init(bins: ReaderBins, probabilities: [Double]) {
        precondition(probabilities.count == bins.count, "one probability a bin")
        let sum = probabilities.reduce(0, +)
        self.bins = bins
        self.probabilities = probabilities.map { $0 / sum }
    }

    package var mean: Double { expectation { (bins.edges[$0] + bins.edges[$0 + 1]) / 2 } }

    package var deviation: Double {
        let mean = mean
        let square = expectation { bin in
            let (low, high) = (bins.edges[bin] - mean, bins.edges[bin + 1] - mean)
            return (low * low + low * high + high * high) / 3
        }
        return square.squareRoot()
    }

    /// Probability below a number.
    package func cumulative(_ number: Double) -> Double {
        guard number > bins.edges[0] else { return 0 }
        guard number < bins.edges[bins.count] else { return 1 }
        let bin = bins.bin(of: number)
        let below = probabilities[..<bin].reduce(0, +)
        return below + probabilities[bin] * (number - bins.edges[bin]) / bins.width(bin)
    }

    /// The number below which a share of the probability lies; `level` in 0...1.
    package func quantile(_ level: Double) -> Double {
        var below = 0.0
        for bin in 0..<bins.count {
            let next = below + probabilities[bin]
            if next >= level, probabilities[bin] > 0 {
                return bins.edges[bin] + bins.width(bin) * max(0, level - below) / probabilities[bin]
            }
            below = next
        }
        return bins.edges[bins.count]
    }

    /// Log of the probability of the bin that a number falls into.
    package func logProbability(of number: Double) -> Double { log(max(probabilities[bins.bin(of: number)], 1e-300)) }

    /// Expectation of max(0, level - number), exact for the density.
    package func expectedShortfall(below level: Double) -> Double {
        var sum = 0.0
        for bin in 0..<bins.count where bins.edges[bin] < level {
            let (low, high) = (bins.edges[bin], min(bins.edges[bin + 1], level))
            sum += probabilities[bin] * (high - low) / bins.width(bin) * (level - (low + high) / 2)
        }
        return sum
    }

    /// The expectation of what has a known mean within each bin.
    func expectation(_ meanOfBin: (Int) -> Double) -> Double {
        var sum = 0.0
        for bin in 0..<bins.count where probabilities[bin] > 0 { sum += probabilities[bin] * meanOfBin(bin) }
        return sum
    }
}

// Of scores: in the results' own units, by the context's scale. All integrals are exact.
extension ReaderDensity {
    /// The expected result.
    package func meanValue(_ scale: ContextScale) -> Double {
        expectation { scale.mean(low: bins.edges[$0], high: bins.edges[$0 + 1]) }
    }

    /// The result below which a share of the probability lies.
    package func quantileValue(_ level: Double, _ scale: ContextScale) -> Double { scale.value(quantile(level)) }

    /// Expectation of max(0, threshold - result).
    package func expectedImprovement(over threshold: Double, _ scale: ContextScale) -> Double {
        expectation {
            scale.improvement(over: threshold, low: bins.edges[$0], high: bins.edges[$0 + 1]) / bins.width($0)
        }
    }
}
