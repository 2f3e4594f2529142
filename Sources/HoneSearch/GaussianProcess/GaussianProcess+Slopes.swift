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
        let nearness = nearness(of: row, terms: terms)
        return Slopes(
            mean: nearness.mean(weights), variance: nearness.variance,
            meanSlope: meanSlope(nearness, weights: weights), varianceSlope: varianceSlope(nearness))
    }

    /// How a point stands to the observations: what its mean and variance and their derivatives are made of.
    struct Nearness {
        /// The row as it was given, and as the kernel sees it.
        fileprivate let given: [Double]
        fileprivate let bent: [Double]
        /// The prior covariance with each observation.
        fileprivate let covariance: [Double]
        /// s² (1 + r) exp(-r) / 3 of each observation.
        fileprivate let decays: [Double]
        /// K⁻¹ times the covariance.
        fileprivate let reach: [Double]
        /// At least `GaussianProcess.leastVariance`.
        let variance: Double

        func mean(_ weights: [Double]) -> Double {
            var sum = 0.0
            for index in covariance.indices { sum += weights[index] * covariance[index] }
            return sum
        }
    }

    func nearness(of given: [Double], terms: [Double]) -> Nearness {
        let row = bent(FeatureMatrix(columns: given.count, storage: given)).storage
        let n = points.count
        let width = coordinates.columns
        let signal = hyperparameters.signal
        let scales = kernel.columnWeights
        let isSmooth = model.columns.map { $0.comparison == .difference }
        var covariance = [Double](repeating: 0, count: n)
        var decays = covariance
        coordinates.storage.withUnsafeBufferPointer { others in
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
        var variance = signal
        for (term, weight) in model.linearVariances.enumerated() {
            variance += weight * terms[term] * terms[term]
            for i in 0..<n { covariance[i] += weight * terms[term] * points.terms[term][i] }
        }
        let whitened = factor.forwardSolve(covariance)
        for i in 0..<n { variance -= whitened[i] * whitened[i] }
        return Nearness(
            given: given, bent: row, covariance: covariance, decays: decays, reach: factor.backwardSolve(whitened),
            variance: max(variance, Self.leastVariance))
    }

    /// How Σ_i w_i k(x, x_i) changes with the coordinates.
    func meanSlope(_ nearness: Nearness, weights: [Double]) -> [Double] { slope(nearness, weights, factor: -1) }

    func varianceSlope(_ nearness: Nearness) -> [Double] { slope(nearness, nearness.reach, factor: 2) }

    private func slope(_ nearness: Nearness, _ weights: [Double], factor: Double) -> [Double] {
        let width = coordinates.columns
        var result = [Double](repeating: 0, count: width)
        coordinates.storage.withUnsafeBufferPointer { others in
            for c in 0..<width where model.columns[c].comparison == .difference {
                var sum = 0.0
                for i in weights.indices {
                    sum += weights[i] * nearness.decays[i] * (nearness.bent[c] - others[i * width + c])
                }
                result[c] = factor * kernel.columnWeights[c] * sum
            }
        }
        guard !hyperparameters.inputShapes.isEmpty else { return result }
        for (parameter, column) in model.bentColumns {
            result[column] *= hyperparameters.inputShapes[parameter].slope(nearness.given[column])
        }
        return result
    }
}
