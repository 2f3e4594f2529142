import Foundation
import HoneCore
import HoneNumerics

/// What `JointModel` predicts of some points: a mixture of normal distributions, one a hypothesis and place of the unit,
/// with weights that all points share.
package struct JointPrediction: Sendable {
    struct Component: Sendable {
        var weight: Double
        /// One a point.
        var means: [Double]
        var deviations: [Double]
    }

    var components: [Component] = []

    private var count: Int { components.first?.means.count ?? 0 }

    /// The same with weights that add up to 1.
    var normalised: JointPrediction {
        let sum = components.reduce(0) { $0 + $1.weight }
        return JointPrediction(
            components: components.map { component in
                var component = component
                component.weight /= sum
                return component
            })
    }

    /// Expected improvement over `best` of each point: the components' values, weighted.
    package func expectedImprovements(below best: Double) -> [Double] {
        var sums = [Double](repeating: 0, count: count)
        for component in components {
            for index in sums.indices {
                sums[index] +=
                    component.weight
                    * ExpectedImprovement.value(
                        mean: component.means[index], deviation: component.deviations[index], best: best)
            }
        }
        return sums
    }

    /// The mixture's mean at each point.
    package var expectations: [Double] {
        var sums = [Double](repeating: 0, count: count)
        for component in components {
            for index in sums.indices { sums[index] += component.weight * component.means[index] }
        }
        return sums
    }

    /// Mean, deviation and central interval of one point's mixture.
    package func summary(at index: Int) -> (mean: Double, deviation: Double, low: Double, high: Double) {
        let mean = components.reduce(0) { $0 + $1.weight * $1.means[index] }
        let square = components.reduce(0.0) { sum, component in
            let distance = component.means[index] - mean
            let deviation = component.deviations[index]
            return sum + component.weight * (deviation * deviation + distance * distance)
        }
        let tail = (1 - Prediction.coverage) / 2
        return (mean, square.squareRoot(), quantile(tail, at: index), quantile(1 - tail, at: index))
    }

    /// The probability that the point's function value is below a bound.
    package func probability(below bound: Double, at index: Int) -> Double {
        components.reduce(0.0) { sum, component in
            let z = (bound - component.means[index]) / max(component.deviations[index], 1e-300)
            return sum + component.weight * NormalDistribution.cumulative(z)
        }
    }

    /// By bisection: a mixture's quantile has no closed form.
    private func quantile(_ probability: Double, at index: Int) -> Double {
        let reach = 10.0
        var low = components.map { $0.means[index] - reach * $0.deviations[index] }.min() ?? 0
        var high = components.map { $0.means[index] + reach * $0.deviations[index] }.max() ?? 0
        for _ in 0..<60 {
            let middle = (low + high) / 2
            let below = self.probability(below: middle, at: index)
            if below < probability { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
