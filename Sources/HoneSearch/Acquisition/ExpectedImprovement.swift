import Foundation
import HoneNumerics

/// How much a candidate is expected to lower the best value, E[max(best - y, 0)], when lower is better.
package enum ExpectedImprovement {
    /// For a normal prediction (Jones, Schonlau and Welch, "Efficient global optimization of expensive black-box functions", 1998,
    /// equation 15). Never negative; 0 where it is below the smallest double.
    ///
    /// - Parameter deviation: the prediction's standard deviation, >= 0.
    package static func value(mean: Double, deviation: Double, best: Double) -> Double {
        guard deviation > 0 else { return max(best - mean, 0) }
        return deviation * exp(logStandardized((best - mean) / deviation))
    }

    /// Its logarithm, which still tells candidates apart where the value itself has long become 0 (Ament et al., "Unexpected
    /// improvements to expected improvement for Bayesian optimization", 2023, equation 9 and appendix A.1).
    package static func logarithm(mean: Double, deviation: Double, best: Double) -> Double {
        guard deviation > 0 else { return log(max(best - mean, 0)) }
        return log(deviation) + logStandardized((best - mean) / deviation)
    }

    /// The logarithm with its derivatives by the prediction's mean and deviation.
    ///
    /// - Parameter deviation: above 0.
    package static func logarithmSlopes(mean: Double, deviation: Double, best: Double)
        -> (value: Double, byMean: Double, byDeviation: Double)
    {
        let z = (best - mean) / deviation
        let standardized = logStandardized(z)
        // Φ(z) / (φ(z) + z Φ(z)): the derivative of its logarithm. Far below it is -z but for terms in 1 / z.
        let slope = z > -100 ? exp(NormalDistribution.logCumulative(z) - standardized) : -z
        return (log(deviation) + standardized, -slope / deviation, (1 - z * slope) / deviation)
    }

    /// For a density that is constant within bins:
    /// Σ_b p_b E[max(best - y, 0) | y uniform in bin b], each term a quadratic in closed form.
    ///
    /// - Parameters:
    ///   - edges: rising, one more than there are bins.
    ///   - probabilities: one a bin; they need not sum to 1 (what is missing counts as no improvement).
    package static func value(edges: [Double], probabilities: [Double], best: Double) -> Double {
        precondition(edges.count == probabilities.count + 1, "one edge more than bins")
        var sum = 0.0
        for (bin, probability) in probabilities.enumerated() {
            let low = edges[bin]
            let high = edges[bin + 1]
            if best >= high {
                sum += probability * (best - 0.5 * (low + high))
            } else if best > low {
                sum += probability * 0.5 * (best - low) * (best - low) / (high - low)
            }
        }
        return sum
    }

    /// log(φ(z) + z Φ(z)).
    private static func logStandardized(_ z: Double) -> Double {
        if z > -1 { return log(NormalDistribution.density(z) + z * NormalDistribution.cumulative(z)) }
        let logDensity = -0.5 * z * z - 0.5 * log(2 * .pi)
        if z > -1e4 {
            // 1 + z Φ(z) / φ(z), where Φ(z) / φ(z) is Mills' ratio.
            let mills =
                (Double.pi / 2).squareRoot() * NormalDistribution.scaledComplementaryError(-z * 0.5.squareRoot())
            let rest = 1 + z * mills
            // Beyond some hundreds the difference is rounding; its series begins 1/z² - 3/z⁴.
            return logDensity + (z > -100 ? log(rest) : log1p(-3 / (z * z)) - 2 * log(-z))
        }
        return logDensity - 2 * log(-z)
    }
}
