import Foundation
import HoneCore
import HoneNumerics

extension JointModel.Prediction {
    /// Expected improvement over `best` of each point: the components' values, weighted.
    package func expectedImprovements(below best: Double) -> [Double] {
        guard let count = means.first?.count else { return [] }
        var sums = [Double](repeating: 0, count: count)
        for (component, weight) in weights.enumerated() {
            for index in 0..<count {
                sums[index] +=
                    weight
                    * ExpectedImprovement.value(
                        mean: means[component][index], deviation: deviations[component][index], best: best)
            }
        }
        return sums
    }

    /// The mixture's mean at each point.
    package var expectations: [Double] {
        guard let count = means.first?.count else { return [] }
        var sums = [Double](repeating: 0, count: count)
        for (component, weight) in weights.enumerated() {
            for index in 0..<count { sums[index] += weight * means[component][index] }
        }
        return sums
    }

    /// Mean, deviation and central interval of one point's mixture.
    package func summary(at index: Int) -> (mean: Double, deviation: Double, low: Double, high: Double) {
        let mean = weights.indices.reduce(0) { $0 + weights[$1] * means[$1][index] }
        let square = weights.indices.reduce(0.0) { sum, component in
            let distance = means[component][index] - mean
            let deviation = deviations[component][index]
            return sum + weights[component] * (deviation * deviation + distance * distance)
        }
        let tail = (1 - HoneCore.Prediction.coverage) / 2
        return (mean, square.squareRoot(), quantile(tail, at: index), quantile(1 - tail, at: index))
    }

    /// The probability that the point's function value is below a bound.
    package func probability(below bound: Double, at index: Int) -> Double {
        weights.indices.reduce(0.0) { sum, component in
            let z = (bound - means[component][index]) / max(deviations[component][index], 1e-300)
            return sum + weights[component] * NormalDistribution.cumulative(z)
        }
    }

    /// By bisection: a mixture's quantile has no closed form.
    private func quantile(_ probability: Double, at index: Int) -> Double {
        let reach = 10.0
        var low = weights.indices.map { means[$0][index] - reach * deviations[$0][index] }.min() ?? 0
        var high = weights.indices.map { means[$0][index] + reach * deviations[$0][index] }.max() ?? 0
        for _ in 0..<60 {
            let middle = (low + high) / 2
            let below = self.probability(below: middle, at: index)
            if below < probability { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
