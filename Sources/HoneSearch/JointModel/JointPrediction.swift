import Foundation
import HoneCore
import HoneNumerics

/// What `JointModel` predicts of some points: a mixture of normal distributions of the warped objective, one a hypothesis and
/// place of the unit, with weights that all points share.
package struct JointPrediction: Sendable {
    struct Component: Sendable {
        var weight: Double
        /// σ.
        var scale: Double
        /// Of g((y - anchor) / σ), one a point.
        var means: [Double]
        var deviations: [Double]
        /// Standard deviation of a single observation around the function, in units of σ.
        var noise: Double
    }

    /// The value that became 0.
    let anchor: Double
    var components: [Component]
    /// Of single trials; what the function itself is believed to be is normal.
    private(set) var tails = PredictiveTails.normal

    init(anchor: Double, components: [Component]) {
        self.anchor = anchor
        self.components = components
    }

    /// The same with what single trials do besides: for what is told and judged. Choices rest on the function.
    package func calibrated(observations: Int) -> JointPrediction {
        var copy = self
        copy.tails = .jointModel(observations: observations)
        return copy
    }

    package var count: Int { components.first?.means.count ?? 0 }

    private func place(_ value: Double, in component: Component) -> Double {
        TargetWarp.warped((value - anchor) / component.scale)
    }

    private func value(_ place: Double, in component: Component) -> Double {
        anchor + component.scale * TargetWarp.unwarped(place)
    }

    /// Expected improvement of the function over `best` at each point: the components' values, weighted. Near the best the warp
    /// is the identity, so that the closed form is exact.
    ///
    /// - Parameter discountsNoise: whether a point counts less the better it is known already beside the noise, each component's
    ///   value times 1 - ν / √(s² + ν²) (Huang et al., "Global optimization of stochastic black-box systems via sequential
    ///   kriging meta-models", 2006, equation 12): so that trying again and trying another can be compared.
    package func expectedImprovements(below best: Double, discountsNoise: Bool = false) -> [Double] {
        var sums = [Double](repeating: 0, count: count)
        for component in components {
            let best = place(best, in: component)
            let factor = component.weight * component.scale
            let noise = component.noise
            for index in sums.indices {
                let deviation = component.deviations[index]
                let improvement = ExpectedImprovement.value(
                    mean: component.means[index], deviation: deviation, best: best)
                let discount =
                    discountsNoise && noise > 0
                    ? 1 - noise / (deviation * deviation + noise * noise).squareRoot() : 1
                sums[index] += factor * improvement * discount
            }
        }
        return sums
    }

    /// What candidates are ranked by: the mean over the hypotheses of the logarithm of each one's expected improvement. The mean of
    /// the improvements themselves is ruled by whichever hypothesis makes the objective vary most, however improbable it is.
    ///
    /// - Returns: one finite number a point; only differences mean something.
    package func logImprovements(below best: Double) -> [Double] {
        var sums = [Double](repeating: 0, count: count)
        for component in components {
            let best = place(best, in: component)
            for index in sums.indices {
                let logarithm = ExpectedImprovement.logarithm(
                    mean: component.means[index], deviation: component.deviations[index], best: best)
                sums[index] += component.weight * max(logarithm, Self.leastLogarithm)
            }
        }
        return sums
    }

    /// A hypothesis under which a point cannot improve anything shall not be all that counts.
    private static let leastLogarithm = -1e4

    /// The function's mean at each point, in the objective's units.
    package var expectations: [Double] {
        var sums = [Double](repeating: 0, count: count)
        for component in components {
            for index in sums.indices {
                sums[index] += component.weight * value(component.means[index], in: component)
            }
        }
        return sums
    }

    /// Mean, deviation and central interval of what a trial at one point will give, noise included.
    package func summary(at index: Int) -> (mean: Double, deviation: Double, low: Double, high: Double) {
        let mean = components.reduce(0.0) { $0 + $1.weight * value($1.means[index], in: $1) }
        let square = components.reduce(0.0) { sum, component in
            let distance = value(component.means[index], in: component) - mean
            let deviation = component.scale * total(component, index) * tails.widening
            return sum + component.weight * (deviation * deviation + distance * distance)
        }
        let tail = (1 - Prediction.coverage) / 2
        return (mean, square.squareRoot(), quantile(tail, at: index), quantile(1 - tail, at: index))
    }

    private func total(_ component: Component, _ index: Int) -> Double {
        let deviation = component.deviations[index]
        return (deviation * deviation + component.noise * component.noise).squareRoot()
    }

    /// The probability that the point's function value, or a trial's with its noise, is below a bound.
    package func probability(below bound: Double, at index: Int, withNoise: Bool = false) -> Double {
        components.reduce(0.0) { sum, component in
            let deviation = withNoise ? total(component, index) : component.deviations[index]
            let z = (place(bound, in: component) - component.means[index]) / max(deviation, 1e-300)
            return sum + component.weight * (withNoise ? tails.cumulative(z) : NormalDistribution.cumulative(z))
        }
    }

    /// A quantile of what a trial will give, by bisection: a mixture's has no closed form.
    package func quantile(_ probability: Double, at index: Int) -> Double {
        let reach = 10.0 * tails.widening
        var low = Double.infinity
        var high = -Double.infinity
        for component in components {
            let spread = reach * total(component, index)
            low = min(low, value(component.means[index] - spread, in: component))
            high = max(high, value(component.means[index] + spread, in: component))
        }
        guard low.isFinite, high.isFinite else { return low.isFinite ? low : anchor }
        for _ in 0..<60 {
            let middle = low + (high - low) / 2
            let below = self.probability(below: middle, at: index, withNoise: true)
            if below < probability { low = middle } else { high = middle }
        }
        return low + (high - low) / 2
    }
}

extension JointPrediction: OutcomeForecast {
    package func cumulative(_ value: Double, of index: Int) -> Double {
        probability(below: value, at: index, withNoise: true)
    }

    package func expectation(of index: Int) -> Double {
        components.reduce(0.0) { $0 + $1.weight * self.value($1.means[index], in: $1) }
    }
}
