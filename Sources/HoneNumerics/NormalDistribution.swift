import Foundation

/// The standard normal distribution, accurate in its tails.
package enum NormalDistribution {
    /// Density at z.
    package static func density(_ z: Double) -> Double { inverseRootTwoPi * exp(-0.5 * z * z) }

    /// Probability below z.
    package static func cumulative(_ z: Double) -> Double { 0.5 * erfc(-z * inverseRootTwo) }

    /// Logarithm of the probability below z; finite for every finite z.
    package static func logCumulative(_ z: Double) -> Double {
        if z > 0 { return log1p(-0.5 * erfc(z * inverseRootTwo)) }
        let x = -z * inverseRootTwo
        return log(0.5 * scaledComplementaryError(x)) - x * x
    }

    /// The z below which a probability lies; infinite for 0 and 1, NaN outside 0...1.
    ///
    /// Newton's method on log Φ, which is concave: from a start left of the root the iterates rise towards it without
    /// overshooting. The start is left of it because Φ(z) <= exp(-z²/2) / 2 for z <= 0.
    package static func quantile(_ probability: Double) -> Double {
        guard probability > 0, probability < 1 else {
            return probability == 0 ? -.infinity : (probability == 1 ? .infinity : .nan)
        }
        if probability > 0.5 {
            // 1 - p is exact for p in 0.5...1.
            return -quantile(1 - probability)
        }
        let target = log(probability)
        var z = -(-2 * target).squareRoot()
        for _ in 0..<Self.newtonLimit {
            // φ(z) / Φ(z), without underflow.
            let slope = rootTwoOverPi / scaledComplementaryError(-z * inverseRootTwo)
            let step = (target - logCumulative(z)) / slope
            z = min(z + step, 0)
            if abs(step) < 1e-15 * max(1, abs(z)) { break }
        }
        return z
    }

    /// exp(x²) erfc(x), for x >= 0: the complementary error function without its underflow.
    package static func scaledComplementaryError(_ x: Double) -> Double {
        if x < asymptoticFrom {
            // What rounding takes from x² matters when x² is large.
            let square = x * x
            let lost = (-square).addingProduct(x, x)
            return exp(square) * (1 + lost) * erfc(x)
        }
        // Abramowitz and Stegun 7.1.23; the first term left out is below 1e-16 of the sum from x = 25 on.
        let t = 1 / (2 * x * x)
        return (1 - t * (1 - 3 * t * (1 - 5 * t * (1 - 7 * t * (1 - 9 * t * (1 - 11 * t))))))
            / (x * Double.pi.squareRoot())
    }

    private static let asymptoticFrom = 25.0
    private static let newtonLimit = 60
    private static let inverseRootTwo = 0.5.squareRoot()
    private static let inverseRootTwoPi = 1 / (2 * Double.pi).squareRoot()
    private static let rootTwoOverPi = (2 / Double.pi).squareRoot()
}
