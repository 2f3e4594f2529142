import Foundation
import HoneNumerics

/// A Gaussian process over a search space with a known mean, linear terms and a Matérn 5/2 residual:
///
///     y(x) = m(x) + Σ_j β_j b_j(x) + f(x) + ε,   β_j ~ N(0, τ_j²),   f ~ GP(0, s² Matérn),   ε ~ N(0, σ²)
///
/// m and the b_j are given with every point, so they may come from anywhere (a constant 1 with variance τ² is an unknown
/// mean; a language model's prediction as m and as b_1 is a prior whose weight is learnt). Integrating the β_j out adds
/// Σ τ_j² b_j b_jᵀ to the kernel (Rasmussen and Williams, 2006, equation 2.40).
package struct GaussianProcess: Sendable {
    package let model: Model
    package let hyperparameters: Hyperparameters
    package private(set) var points: Points
    /// What was observed, one value a point.
    package private(set) var targets: [Double]

    let kernel: MaternKernel
    private(set) var factor: CholeskyFactor
    /// K⁻¹ (y - m).
    private(set) var weights: [Double]
    /// L⁻¹ (y - m), from which the weights follow.
    private var whitened: [Double]

    /// Conditions the process on observations, hyperparameters given.
    ///
    /// - Returns: nil if the kernel matrix cannot be factorised (values that are not finite).
    package init?(_ model: Model, _ hyperparameters: Hyperparameters, points: Points, targets: [Double]) {
        precondition(points.count == targets.count, "one target a point")
        self.model = model
        self.hyperparameters = hyperparameters
        self.points = points
        self.targets = targets
        kernel = MaternKernel(columns: model.columns, logLengthScales: hyperparameters.logLengthScales)
        let matrix = Self.covariance(model, hyperparameters, kernel, points)
        guard let factor = CholeskyFactor(matrix) else { return nil }
        self.factor = factor
        whitened = factor.forwardSolve(zip(targets, points.mean).map { $0 - $1 })
        weights = factor.backwardSolve(whitened)
        guard weights.allSatisfy(\.isFinite) else { return nil }
    }

    /// The same process with one more observation, hyperparameters kept; O(n²).
    package func observing(_ point: Points, target: Double) -> GaussianProcess {
        precondition(point.count == 1, "one point at a time")
        var copy = self
        let column = prior(between: points, and: point)
        copy.factor.append(
            column: column, diagonal: priorVariance(of: point)[0] + noise, floor: max(noise, 1e-12))
        copy.points.append(point)
        copy.targets.append(target)
        copy.whitened = copy.factor.forwardSolve(zip(copy.targets, copy.points.mean).map { $0 - $1 })
        copy.weights = copy.factor.backwardSolve(copy.whitened)
        return copy
    }

    /// The variance of a single observation around the function, the numerical nugget included.
    package var noise: Double { hyperparameters.noise + Self.nugget * hyperparameters.signal }

    /// Part of the signal's variance that is always added to the diagonal, against rounding.
    static let nugget = 1e-6

    /// Prior covariance of the function between each point of a set and one other point.
    func prior(between points: Points, and point: Points) -> [Double] {
        let count = points.count
        var result = [Double](repeating: 0, count: count)
        let byColumn = points.byColumn(0..<count)
        byColumn.withUnsafeBufferPointer { others in
            point.features.storage.withUnsafeBufferPointer { here in
                result.withUnsafeMutableBufferPointer { output in
                    guard let others = others.baseAddress, let here = here.baseAddress, let output = output.baseAddress
                    else { return }
                    kernel.values(point: here, others: others, stride: count, count: count, output: output)
                }
            }
        }
        let signal = hyperparameters.signal
        for i in 0..<count { result[i] *= signal }
        for (term, variance) in model.linearVariances.enumerated() {
            let weight = variance * point.basis[term][0]
            for i in 0..<count { result[i] += weight * points.basis[term][i] }
        }
        return result
    }

    /// Prior variance of the function at each point.
    func priorVariance(of points: Points) -> [Double] {
        var result = [Double](repeating: hyperparameters.signal, count: points.count)
        for (term, variance) in model.linearVariances.enumerated() {
            for i in 0..<points.count { result[i] += variance * points.basis[term][i] * points.basis[term][i] }
        }
        return result
    }

    private static func covariance(
        _ model: Model, _ hyperparameters: Hyperparameters, _ kernel: MaternKernel, _ points: Points
    ) -> SymmetricMatrix {
        let n = points.count
        var matrix = SymmetricMatrix(order: n)
        let distances = PairDistances(points.features, model.columns, parameters: model.parameterCount)
        distances.squaredRadii(logLengthScales: hyperparameters.logLengthScales, into: &matrix.storage)
        let signal = hyperparameters.signal
        let noise = hyperparameters.noise + nugget * signal
        var next = 0
        for i in 0..<n {
            for j in 0...i {
                var value = signal * MaternKernel.value(squaredRadius: matrix.storage[next])
                for (term, variance) in model.linearVariances.enumerated() {
                    value += variance * points.basis[term][i] * points.basis[term][j]
                }
                matrix.storage[next] = i == j ? value + noise : value
                next += 1
            }
        }
        return matrix
    }
}
