import HoneCore
import HoneNumerics

/// An objective's values as a process sees them, and back: scaled to mean 0 and variance 1, then put through a monotone transform.
///
/// Quantiles go through the inverse as they are; expectations are means over quantiles.
package struct TargetUnits: Sendable, Hashable {
    package let scaling: TargetScaling
    package let transform: PowerTransform

    package init(_ scaling: TargetScaling, _ transform: PowerTransform = .identity) {
        (self.scaling, self.transform) = (scaling, transform)
    }

    /// Places of the quantiles that stand for a distribution.
    private static let places = (0..<32).map { (Double($0) + 0.5) / 32 }
    private static let normalQuantiles = places.map(NormalDistribution.quantile)

    package func scaled(_ value: Double) -> Double { transform.value(scaling.scaled(value)) }

    package func unscaled(_ target: Double) -> Double { scaling.unscaled(transform.inverse(target)) }

    /// `scaled` without the cap: also of what lies far on the bad side.
    func place(_ value: Double) -> Double { transform.value((value - scaling.center) / scaling.scale) }

    /// The expected value where the target is normal.
    package func expectation(mean: Double, deviation: Double) -> Double {
        guard transform != .identity else { return scaling.unscaled(mean) }
        return Self.normalQuantiles.reduce(0) { $0 + unscaled(mean + $1 * deviation) } / Double(Self.places.count)
    }

    /// What a value is expected to be below the best one.
    ///
    /// - Parameter best: a target.
    package func improvement(mean: Double, deviation: Double, best: Double) -> Double {
        guard transform != .identity else {
            return ExpectedImprovement.value(mean: mean, deviation: deviation, best: best) * scaling.scale
        }
        let top = unscaled(best)
        return Self.normalQuantiles.reduce(0) { $0 + max(top - unscaled(mean + $1 * deviation), 0) }
            / Double(Self.places.count)
    }

    /// A standard deviation around a target, in the value's units.
    package func deviation(_ deviation: Double, at target: Double) -> Double {
        guard transform != .identity else { return deviation * scaling.scale }
        return (unscaled(target + deviation) - unscaled(target - deviation)) / 2
    }

    /// A prediction of an observation, noise included, in the objective's own units.
    package func prediction(
        mean: Double, deviation: Double, for objective: Objective, tails: PredictiveTails
    ) -> Prediction {
        guard transform != .identity else {
            return scaling.prediction(mean: mean, deviation: deviation, for: objective, tails: tails)
        }
        let isTurned = objective.minimized(1) < 0
        func quantile(_ place: Double) -> Double {
            objective.minimized(unscaled(mean + deviation * tails.quantile(isTurned ? 1 - place : place)))
        }
        let values = Self.places.map(quantile)
        let count = Double(values.count)
        let average = values.reduce(0) { $0 + $1 / count }
        let variance = values.reduce(0) { $0 + ($1 - average) * ($1 - average) / count }
        let tail = (1 - Prediction.coverage) / 2
        return Prediction(
            mean: average, standardDeviation: variance.squareRoot(), low: quantile(tail), high: quantile(1 - tail),
            quantiles: Prediction.quantilePlaces.map(quantile))
    }
}

/// What a process expects of some configurations in the user's units, noise included.
struct UnitsForecast: OutcomeForecast {
    let units: TargetUnits
    let means: [Double]
    let deviations: [Double]
    let tails: PredictiveTails

    var count: Int { means.count }

    func cumulative(_ value: Double, of index: Int) -> Double {
        tails.cumulative((units.place(value) - means[index]) / max(deviations[index], 1e-300))
    }

    func expectation(of index: Int) -> Double { units.expectation(mean: means[index], deviation: deviations[index]) }
}
