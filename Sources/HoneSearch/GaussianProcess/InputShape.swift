import Foundation

/// A monotone bend of 0...1 onto itself, the distribution function of Kumaraswamy: stretches where a function changes fast,
///
///     w(x) = 1 - (1 - x^a)^b
///
/// (Snoek et al., "Input warping for Bayesian optimization of non-stationary functions", 2014, with Kumaraswamy's distribution in the
/// place of beta's as in Cowen-Rivers et al. 2022). a = b = 1 leaves everything as it is.
package struct InputShape: Sendable, Hashable {
    package var logA: Double
    package var logB: Double

    package init(logA: Double = 0, logB: Double = 0) { (self.logA, self.logB) = (logA, logB) }

    package static let straight = InputShape()

    /// From the ends, where slopes may be infinite.
    private static let margin = 1e-6

    private static func inside(_ x: Double) -> Double { min(max(x, margin), 1 - margin) }

    package func value(_ x: Double) -> Double {
        guard self != .straight else { return x }
        return -expm1(exp(logB) * log1p(-exp(exp(logA) * log(Self.inside(x)))))
    }

    /// dw / dx.
    package func slope(_ x: Double) -> Double {
        guard self != .straight else { return 1 }
        let (a, b) = (exp(logA), exp(logB))
        let logarithm = log(Self.inside(x))
        return a * b * exp((a - 1) * logarithm + (b - 1) * log1p(-exp(a * logarithm)))
    }

    /// The value, and its derivatives by log a and log b.
    func derivatives(_ x: Double) -> (value: Double, byLogA: Double, byLogB: Double) {
        let (a, b) = (exp(logA), exp(logB))
        let logarithm = log(Self.inside(x))
        let power = exp(a * logarithm)
        let logRest = log1p(-power)
        let rest = exp(b * logRest)
        return (1 - rest, a * b * rest / (1 - power) * power * logarithm, -b * rest * logRest)
    }
}
