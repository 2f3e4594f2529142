import Foundation
import HoneNumerics

extension GaussianProcess {
    /// The function at one point, and how it changes with the point's coordinates.
    package struct Slopes: Sendable {
        package var mean: Double
        /// At least `GaussianProcess.leastVariance`.
        package var variance: Double
        /// By the coordinate, `[columns]`; 0 for those that are compared by identity.
        package var meanSlope: [Double]
        package var varianceSlope: [Double]
    }

    /// Mean and variance at a point with their derivatives: those of Rasmussen and Williams, 2006, equations 2.25 and 2.26 with
    ///
    ///     dk/dx_c = -(5 / 3ℓ²) (x_c - x'_c) (1 + r) exp(-r)
    ///
    /// - Parameters:
    ///   - row: the point's coordinates, `[columns]`.
    ///   - terms: the values of the linear terms there, taken for constant.
    /// - Complexity: O(n² + n columns).
    package func slopes(at row: [Double], terms: [Double]) -> Slopes {
        let n = points.count
        let width = points.features.columns
        let signal = hyperparameters.signal
        let scales = kernel.columnWeights
        let isSmooth = model.columns.map { $0.comparison == .difference }
        var covariance = [Double](repeating: 0, count: n)
        // s² (1 + r) exp(-r) / 3 of each observation.
        var decays = covariance
        points.features.storage.withUnsafeBufferPointer { others in
            for i in 0..<n {
                var square = 0.0
                for c in 0..<width {
                    let difference = row[c] - others[i * width + c]
                    square += scales[c] * (isSmooth[c] ? difference * difference : (difference == 0 ? 0 : 1))
                }
                let r = square.squareRoot()
                let decay = exp(-r)
                covariance[i] = signal * (1 + r + square / 3) * decay
                decays[i] = signal * (1 + r) * decay / 3
            }
        }
        var prior = signal
        for (term, variance) in model.linearVariances.enumerated() {
            prior += variance * terms[term] * terms[term]
            for i in 0..<n { covariance[i] += variance * terms[term] * points.terms[term][i] }
        }
        let whitened = factor.forwardSolve(covariance)
        let reach = factor.backwardSolve(whitened)
        var result = Slopes(
            mean: 0, variance: prior, meanSlope: Array(repeating: 0, count: width),
            varianceSlope: Array(repeating: 0, count: width))
        for i in 0..<n {
            result.mean += weights[i] * covariance[i]
            result.variance -= whitened[i] * whitened[i]
        }
        points.features.storage.withUnsafeBufferPointer { others in
            for c in 0..<width where isSmooth[c] {
                var (mean, variance) = (0.0, 0.0)
                for i in 0..<n {
                    let slope = decays[i] * (row[c] - others[i * width + c])
                    mean += weights[i] * slope
                    variance += reach[i] * slope
                }
                result.meanSlope[c] = -scales[c] * mean
                result.varianceSlope[c] = 2 * scales[c] * variance
            }
        }
        result.variance = max(result.variance, Self.leastVariance)
        return result
    }
}
