import HoneCore
import HoneNumerics

/// Moves objective values to mean 0 and variance 1 for the surrogate, and predictions back.
///
/// Values far on the bad side are drawn in first: a diverged run with a loss of 10⁹ would otherwise leave all other values
/// indistinguishable. How bad a bad configuration is does not matter for where the best one lies.
package struct TargetScaling: Sendable, Hashable {
    /// What became 0, in the objective's units (lower is better).
    package let center: Double
    /// What became 1; positive.
    package let scale: Double
    /// Values above this one count as this one.
    package let cap: Double

    /// How far above the median values may lie, in units of the median's distance from the best.
    package static let reach = 5.0

    /// - Parameter values: finite, lower is better; not empty.
    package init(_ values: [Double], reach: Double = TargetScaling.reach) {
        let sorted = values.sorted()
        let largest = max(abs(sorted.first ?? 0), abs(sorted.last ?? 0))
        // Squares of values near the largest double would overflow; fractions of the largest do not.
        guard largest > 1e-290 else {
            center = 0
            scale = 1
            cap = sorted.last ?? 0
            return
        }
        let fractions = sorted.map { $0 / largest }
        let median = (fractions[(fractions.count - 1) / 2] + fractions[fractions.count / 2]) / 2
        let spread = median - fractions[0]
        let highest = fractions[fractions.count - 1]
        let limit = spread > 0 ? min(highest, median + reach * spread) : highest
        let capped = fractions.map { min($0, limit) }
        let count = Double(capped.count)
        let mean = capped.reduce(0, +) / count
        let variance = capped.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        center = mean * largest
        // Rounding alone makes a constant look like it varies by some 10⁻¹⁶ of its size.
        scale = variance > 1e-24 ? variance.squareRoot() * largest : largest
        cap = limit * largest
    }

    package func scaled(_ value: Double) -> Double { (min(value, cap) - center) / scale }

    package func unscaled(_ value: Double) -> Double { value * scale + center }

    /// A normal prediction in scaled units as the objective's own.
    ///
    /// - Parameter deviation: the standard deviation of an observation, noise included.
    package func prediction(mean: Double, deviation: Double, for objective: Objective) -> Prediction {
        let center = objective.minimized(unscaled(mean))
        let spread = deviation * scale
        return Prediction(
            mean: center, standardDeviation: spread, low: center - Self.coverageQuantile * spread,
            high: center + Self.coverageQuantile * spread)
    }

    /// Standard deviations from the middle to the end of the interval that holds `Prediction.coverage` of a normal distribution.
    private static let coverageQuantile = NormalDistribution.quantile(0.5 + Prediction.coverage / 2)
}
