import Foundation

/// A monotone transform of standardised targets that draws one tail in and stretches the other (Yeo and Johnson, "A new family of
/// power transformations to improve normality or symmetry", 2000, equation 2.1), standardised again over the values that it was made for:
///
///     ψ(z) = ((1 + z)^λ - 1) / λ             z >= 0   (log(1 + z) at λ = 0)
///     ψ(z) = -((1 - z)^(2-λ) - 1) / (2-λ)    z < 0    (-log(1 - z) at λ = 2)
///
/// λ = 1 leaves everything as it is. Values that range over magnitudes, lower ones better, want λ < 1: what lies near the best is
/// spread, what lies far from it is drawn together (Cowen-Rivers et al., "HEBO: pushing the limits of sample-efficient hyperparameter
/// optimisation", 2022, section 3.2).
package struct PowerTransform: Sendable, Hashable {
    /// λ, within `range`.
    package let exponent: Double
    private let center: Double
    private let scale: Double

    /// Exponents that are considered: beyond them the transform has an end, and no value would be predicted beyond it.
    package static let range = 0.0...2.0
    /// No transform.
    package static let identity = PowerTransform(exponent: 1, center: 0, scale: 1)

    private init(exponent: Double, center: Double, scale: Double) {
        (self.exponent, self.center, self.scale) = (exponent, center, scale)
    }

    /// - Parameter values: standardised; what the transform makes of them has mean 0 and variance 1.
    package init(exponent: Double, standardising values: [Double]) {
        self = Self.fitted(exponent, values).transform
    }

    package func value(_ z: Double) -> Double { (Self.power(z, exponent) - center) / scale }

    package func inverse(_ t: Double) -> Double { Self.root(t * scale + center, exponent) }

    /// How fast the transform rises at a value.
    package func slope(_ z: Double) -> Double { exp(Self.logSlope(z, exponent)) / scale }

    /// Transformed values, the logarithm of the product of the slopes, and the derivatives of both by the exponent.
    struct Fitted {
        var transform: PowerTransform
        var targets: [Double]
        var logSlopes: Double
        var targetsByExponent: [Double]
        var logSlopesByExponent: Double
    }

    static func fitted(_ exponent: Double, _ values: [Double]) -> Fitted {
        let count = Double(max(values.count, 1))
        let raw = values.map { power($0, exponent) }
        let rates = values.map { powerByExponent($0, exponent) }
        let center = raw.reduce(0, +) / count
        let rateCenter = rates.reduce(0, +) / count
        var (variance, covariance) = (0.0, 0.0)
        for (value, rate) in zip(raw, rates) {
            variance += (value - center) * (value - center) / count
            covariance += (value - center) * (rate - rateCenter) / count
        }
        let scale = variance > 1e-24 ? variance.squareRoot() : 1
        let scaleRate = variance > 1e-24 ? covariance / variance : 0
        let targets = raw.map { ($0 - center) / scale }
        return Fitted(
            transform: PowerTransform(exponent: exponent, center: center, scale: scale), targets: targets,
            logSlopes: values.reduce(0) { $0 + logSlope($1, exponent) } - count * log(scale),
            targetsByExponent: zip(rates, targets).map { ($0 - rateCenter) / scale - $1 * scaleRate },
            logSlopesByExponent: values.reduce(0) { $0 + ($1 < 0 ? -log1p(-$1) : log1p($1)) } - count * scaleRate)
    }

    private static func logSlope(_ z: Double, _ exponent: Double) -> Double {
        (exponent - 1) * (z < 0 ? -log1p(-z) : log1p(z))
    }

    private static func power(_ z: Double, _ exponent: Double) -> Double {
        z < 0 ? -rise(log1p(-z), 2 - exponent) : rise(log1p(z), exponent)
    }

    private static func powerByExponent(_ z: Double, _ exponent: Double) -> Double {
        z < 0 ? riseByExponent(log1p(-z), 2 - exponent) : riseByExponent(log1p(z), exponent)
    }

    /// (e^(λ l) - 1) / λ.
    private static func rise(_ l: Double, _ exponent: Double) -> Double {
        abs(exponent * l) < 1e-5 ? l + 0.5 * exponent * l * l : expm1(exponent * l) / exponent
    }

    private static func riseByExponent(_ l: Double, _ exponent: Double) -> Double {
        abs(exponent * l) < 1e-3
            ? l * l * (0.5 + exponent * l / 3) : (l * exp(exponent * l) - expm1(exponent * l) / exponent) / exponent
    }

    private static func root(_ t: Double, _ exponent: Double) -> Double {
        t < 0 ? -expm1(fall(-t, 2 - exponent)) : expm1(fall(t, exponent))
    }

    /// log(1 + λ t) / λ; where a power has an end, what lies beyond it lies at the end.
    private static func fall(_ t: Double, _ exponent: Double) -> Double {
        if abs(exponent * t) < 1e-9 { return t }
        return min(log1p(max(exponent * t, leastRest - 1)) / exponent, mostLogarithm)
    }

    private static let leastRest = 1e-12
    private static let mostLogarithm = 600.0
}
