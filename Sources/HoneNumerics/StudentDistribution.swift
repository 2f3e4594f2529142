import Foundation

/// Student's t distribution.
package enum StudentDistribution {
    /// Probability below t (Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 26.7.1).
    package static func cumulative(_ t: Double, freedom: Double) -> Double {
        let tail = 0.5 * incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5)
        return t > 0 ? 1 - tail : tail
    }

    /// The same for an even number of degrees of freedom, in a few multiplications (the same, 26.7.4).
    package static func cumulative(_ t: Double, evenFreedom freedom: Int) -> Double {
        let square = Double(freedom) / (Double(freedom) + t * t)
        var term = 1.0
        var sum = 1.0
        for step in stride(from: 2, to: freedom, by: 2) {
            term *= square * Double(step - 1) / Double(step)
            sum += term
        }
        return 0.5 + 0.5 * t / (Double(freedom) + t * t).squareRoot() * sum
    }

    /// The t below which a probability lies, by bisection; for levels in (0, 1).
    package static func quantile(_ probability: Double, freedom: Double) -> Double {
        var low = -1.0
        var high = 1.0
        while cumulative(low, freedom: freedom) > probability, low > -1e12 { low *= 2 }
        while cumulative(high, freedom: freedom) < probability, high < 1e12 { high *= 2 }
        for _ in 0..<200 {
            let middle = (low + high) / 2
            if cumulative(middle, freedom: freedom) < probability { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// The regularised incomplete beta function by its continued fraction (the same, 26.5.8), with Lentz's method.
    private static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
        let front = exp(a * log(x) + b * log1p(-x) - (lgamma(a) + lgamma(b) - lgamma(a + b))) / a
        let tiny = 1e-300
        var c = 1.0
        var d = 1 / max(1 - (a + b) * x / (a + 1), tiny)
        var fraction = d
        for step in 1...1000 {
            let m = Double(step)
            for numerator in [
                m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
            ] {
                d = 1 + numerator * d
                if abs(d) < tiny { d = tiny }
                d = 1 / d
                c = 1 + numerator / c
                if abs(c) < tiny { c = tiny }
                fraction *= d * c
            }
            if abs(d * c - 1) < 1e-15 { break }
        }
        return front * fraction
    }
}
