import Foundation
import HoneNumerics

/// Expected improvement where the best value is not known either, because trials are noisy: the expectation over what the function may
/// be at the points that were tried,
///
///     NEI(x) = 1/S Σ_s E[max(min_i f_s(x_i) - f(x), 0) | f(x_i) = f_s(x_i) for all i]
///
/// with S samples f_s of the posterior at these points (Letham et al., "Constrained Bayesian optimization with noisy experiments", 2019,
/// equation 6). Given a sample there is no noise, and each term is the expected improvement in closed form. The samples are drawn
/// once, so that the mean over them is a smooth function of the candidate.
package struct NoisyImprovement: Sendable {
    /// The process without noise, conditioned on the first sample; all samples share its variances.
    private let process: GaussianProcess
    /// K⁻¹ f_s, `[samples][points]`.
    private let weights: [[Double]]
    /// The lowest value of each sample.
    private let bests: [Double]

    /// - Parameters:
    ///   - process: with noise; equal points are taken together.
    ///   - count: samples, in pairs around the mean.
    /// - Returns: nil if the covariance cannot be factorised.
    package init?(_ process: GaussianProcess, samples count: Int, using generator: inout SeededGenerator) {
        let distinct = process.distinctPoints
        let points = process.points.selecting(distinct)
        guard let (means, factor) = process.jointPosterior(at: points) else { return nil }
        var samples: [[Double]] = []
        for _ in 0..<(count / 2) {
            let step = factor.multiply((0..<distinct.count).map { _ in generator.normal() })
            samples.append(zip(means, step).map { $0 + $1 })
            samples.append(zip(means, step).map { $0 - $1 })
        }
        self.init(process, at: points, samples: samples)
    }

    /// - Parameters:
    ///   - points: no two equal.
    ///   - samples: values of the function at the points, `[samples][points]`; at least one.
    package init?(_ process: GaussianProcess, at points: Points, samples: [[Double]]) {
        guard let first = samples.first, let exact = process.withoutNoise(at: points, values: first) else { return nil }
        self.process = exact
        weights = samples.map(exact.factor.solve)
        bests = samples.map { $0.min() ?? 0 }
    }

    /// The logarithm at some points.
    ///
    /// - Complexity: O(n² + n S) a point.
    package func logarithms(_ candidates: Points) -> [Double] {
        let posterior = process.predict(candidates, weights: weights)
        return posterior.variances.indices.map { index in
            let deviation = posterior.variances[index].squareRoot()
            return Self.logMean(
                bests.indices.map {
                    ExpectedImprovement.logarithm(
                        mean: posterior.means[$0][index], deviation: deviation, best: bests[$0])
                })
        }
    }

    /// The logarithm at a row of coordinates, and its derivatives by them.
    package func slopes(at row: [Double], terms: [Double]) -> (value: Double, slopes: [Double]) {
        let nearness = process.nearness(of: row, terms: terms)
        let deviation = nearness.variance.squareRoot()
        let parts = bests.indices.map {
            ExpectedImprovement.logarithmSlopes(mean: nearness.mean(weights[$0]), deviation: deviation, best: bests[$0])
        }
        let value = Self.logMean(parts.map(\.value))
        var combined = [Double](repeating: 0, count: weights.first?.count ?? 0)
        var byVariance = 0.0
        for (part, weights) in zip(parts, weights) {
            let share = exp(part.value - value) / Double(parts.count)
            byVariance += share * part.byDeviation / (2 * deviation)
            for index in combined.indices { combined[index] += share * part.byMean * weights[index] }
        }
        let mean = process.meanSlope(nearness, weights: combined)
        let variance = process.varianceSlope(nearness)
        return (value, mean.indices.map { mean[$0] + byVariance * variance[$0] })
    }

    private static func logMean(_ logarithms: [Double]) -> Double {
        let most = logarithms.max() ?? -.infinity
        guard most.isFinite else { return most }
        return most + log(logarithms.reduce(0) { $0 + exp($1 - most) } / Double(logarithms.count))
    }
}
