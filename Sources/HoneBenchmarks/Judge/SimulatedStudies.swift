import Foundation
import HoneNumerics

/// Studies whose true difference is known, to see how often intervals hold it.
///
/// A difference is the sum of a cluster's, a task's, a run's and (where draws are shared) a draw's part, each of mean 0. The parts are gamma
/// distributed and turned, as differences of regret are: most are small, a few tasks and runs make the mean.
package struct SimulatedStudies: Sendable, Hashable {
    /// How many tasks each cluster has.
    package var sizes: [Int]
    /// Runs of a task.
    package var slots = 3
    /// Standard deviations of the parts.
    package var clusterDeviation = 0.03
    package var taskDeviation = 0.05
    package var runDeviation = 0.05
    package var drawDeviation = 0.0
    /// Skewness of each part but the draw's, which is normal.
    package var skewness = -1.5

    package init(sizes: [Int]) { self.sizes = sizes }

    /// - Complexity: a few numbers a run.
    package func study(using generator: inout SeededGenerator) -> ClusteredSample {
        let draws = (0..<slots).map { _ in drawDeviation * generator.normal() }
        return ClusteredSample(
            sizes.map { count in
                let shared = count > 1 || sizes.contains { $0 > 1 } ? part(clusterDeviation, &generator) : 0
                return (0..<count).map { _ in
                    let own = shared + part(taskDeviation, &generator)
                    return draws.map { own + $0 + part(runDeviation, &generator) }
                }
            })
    }

    /// A gamma variable of shape k = 4 / skewness², moved to mean 0 and scaled.
    private func part(_ deviation: Double, _ generator: inout SeededGenerator) -> Double {
        let shape = 4 / (skewness * skewness)
        let variable = (Self.gamma(shape, &generator) - shape) / shape.squareRoot()
        return (skewness < 0 ? -1 : 1) * deviation * variable
    }

    /// Marsaglia and Tsang, "A simple method for generating gamma variables", 2000.
    private static func gamma(_ shape: Double, _ generator: inout SeededGenerator) -> Double {
        if shape < 1 {
            return gamma(shape + 1, &generator) * pow(1 - generator.uniform(), 1 / shape)
        }
        let d = shape - 1 / 3.0
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = generator.normal()
            let v = pow(1 + c * x, 3)
            guard v > 0 else { continue }
            if log(1 - generator.uniform()) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
        }
    }
}
