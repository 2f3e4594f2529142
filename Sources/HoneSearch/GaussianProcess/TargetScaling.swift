import HoneCore

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
        // Quarters, so that differences of values near the largest double do not overflow.
        let sorted = values.sorted().map { $0 / 4 }
        let lowest = sorted.first ?? 0
        let highest = sorted.last ?? 0
        let median = (sorted.isEmpty ? 0 : sorted[(sorted.count - 1) / 2] / 2 + sorted[sorted.count / 2] / 2)
        let spread = median - lowest
        let limit = spread > 0 ? min(highest, median + reach * spread) : highest
        let range = limit - lowest
        cap = limit * 4
        // Rounding alone makes a constant look like it varies by some 10⁻¹⁶ of its size.
        let size = max(abs(lowest), abs(limit))
        guard range > max(1e-12 * size, 1e-290) else {
            center = lowest * 4
            scale = size > 1e-290 ? size : 1
            return
        }
        let places = sorted.map { (min($0, limit) - lowest) / range }
        let count = Double(places.count)
        let mean = places.reduce(0, +) / count
        let variance = places.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        center = (lowest + mean * range) * 4
        scale = variance.squareRoot() * range * 4
    }

    package func scaled(_ value: Double) -> Double { (min(value, cap) - center) / scale }

    package func unscaled(_ value: Double) -> Double { value * scale + center }

    /// A prediction in scaled units as the objective's own.
    ///
    /// - Parameters:
    ///   - deviation: the standard deviation of an observation, noise included.
    ///   - tails: how far results stray from the mean.
    package func prediction(
        mean: Double, deviation: Double, for objective: Objective, tails: PredictiveTails = .normal
    ) -> Prediction {
        let center = objective.minimized(unscaled(mean))
        let spread = deviation * scale
        let end = tails.quantile(0.5 + Prediction.coverage / 2) * spread
        return Prediction(
            mean: center, standardDeviation: tails.widening * spread, low: center - end, high: center + end,
            quantiles: Prediction.quantilePlaces.map { center + tails.quantile($0) * spread })
    }
}
