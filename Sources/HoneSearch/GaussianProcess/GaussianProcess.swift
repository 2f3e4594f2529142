import Foundation
import HoneNumerics

/// A Gaussian process over a search space: linear terms and a Matérn 5/2 residual with a length scale for each parameter,
///
///     y(x) = Σ_j β_j b_j(x) + f(x) + ε,   β_j ~ N(0, τ_j²),   f ~ GP(0, s² Matérn),   ε ~ N(0, σ²)
///
/// The b_j are the points' `terms`: a constant 1 with variance τ² is an unknown mean. Integrating the β_j out adds
/// Σ τ_j² b_j b_jᵀ to the kernel (Rasmussen and Williams, "Gaussian Processes for Machine Learning", 2006, equation 2.40).
///
///     let encoder = FeatureEncoder(space)
///     let points = Points(encoder.encode(configurations), terms: [Array(repeating: 1, count: configurations.count)])
///     let model = GaussianProcess.Model(encoder, linearVariances: [1])
///     let process = GaussianProcess.fit(model, points: points, targets: values)     // values: mean 0, variance 1
///     let posterior = process?.predict(candidates)                                   // means and variances of y - ε
///
/// A value: `observing` gives another process and leaves this one as it is.
package struct GaussianProcess: Sendable {
    package let model: Model
    package let hyperparameters: Hyperparameters
    package private(set) var points: Points
    /// What was observed, one value a point.
    package private(set) var targets: [Double]

    let kernel: MaternKernel
    /// The points' coordinates as the kernel sees them: bent where inputs have shapes.
    private(set) var coordinates: FeatureMatrix
    private(set) var factor: CholeskyFactor
    /// K⁻¹ y.
    private(set) var weights: [Double]
    /// L⁻¹ y, from which the weights follow.
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
        coordinates = Self.bent(points.features, model, hyperparameters)
        let matrix = Self.covariance(
            model, hyperparameters, kernel, Points(coordinates, terms: points.terms))
        guard let factor = CholeskyFactor(matrix) else { return nil }
        self.factor = factor
        whitened = factor.forwardSolve(targets)
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
        copy.coordinates.append(bent(point.features))
        copy.targets.append(target)
        copy.whitened = copy.factor.forwardSolve(copy.targets)
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
        let byColumn = coordinates.byColumn(0..<count)
        byColumn.withUnsafeBufferPointer { others in
            bent(point.features).storage.withUnsafeBufferPointer { here in
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
            let weight = variance * point.terms[term][0]
            for i in 0..<count { result[i] += weight * points.terms[term][i] }
        }
        return result
    }

    /// Coordinates as the kernel sees them.
    func bent(_ features: FeatureMatrix) -> FeatureMatrix { Self.bent(features, model, hyperparameters) }

    private static func bent(_ features: FeatureMatrix, _ model: Model, _ hyperparameters: Hyperparameters)
        -> FeatureMatrix
    {
        guard !hyperparameters.inputShapes.isEmpty else { return features }
        var storage = features.storage
        for (parameter, column) in model.bentColumns {
            let shape = hyperparameters.inputShapes[parameter]
            for place in stride(from: column, to: storage.count, by: features.columns) {
                storage[place] = shape.value(storage[place])
            }
        }
        return FeatureMatrix(columns: features.columns, storage: storage)
    }

    /// Prior variance of the function at each point.
    func priorVariance(of points: Points) -> [Double] {
        var result = [Double](repeating: hyperparameters.signal, count: points.count)
        for (term, variance) in model.linearVariances.enumerated() {
            for i in 0..<points.count { result[i] += variance * points.terms[term][i] * points.terms[term][i] }
        }
        return result
    }

    /// - Parameter points: with coordinates as the kernel sees them.
    static func covariance(
        _ model: Model, _ hyperparameters: Hyperparameters, _ kernel: MaternKernel, _ points: Points,
        noise: Double? = nil
    ) -> SymmetricMatrix {
        let n = points.count
        let noise = noise ?? hyperparameters.noise + nugget * hyperparameters.signal
        guard n <= mostInPairs else { return largeCovariance(model, hyperparameters, kernel, points, noise) }
        var matrix = SymmetricMatrix(order: n)
        let distances = PairDistances(points.features, model.columns, parameters: model.parameterCount)
        distances.squaredRadii(logLengthScales: hyperparameters.logLengthScales, into: &matrix.storage)
        let signal = hyperparameters.signal
        var next = 0
        for i in 0..<n {
            for j in 0...i {
                var value = signal * MaternKernel.value(squaredRadius: matrix.storage[next])
                for (term, variance) in model.linearVariances.enumerated() {
                    value += variance * points.terms[term][i] * points.terms[term][j]
                }
                matrix.storage[next] = i == j ? value + noise : value
                next += 1
            }
        }
        return matrix
    }

    /// Observations up to which the distances of all pairs are kept by parameter.
    private static let mostInPairs = 250

    /// The same row by row, without a list of distances.
    private static func largeCovariance(
        _ model: Model, _ hyperparameters: Hyperparameters, _ kernel: MaternKernel, _ points: Points, _ noise: Double
    ) -> SymmetricMatrix {
        let n = points.count
        let width = points.features.columns
        var matrix = SymmetricMatrix(order: n)
        let signal = hyperparameters.signal
        points.features.byColumn(0..<n).withUnsafeBufferPointer { others in
            points.features.storage.withUnsafeBufferPointer { coordinates in
                matrix.storage.withUnsafeMutableBufferPointer { output in
                    guard let others = others.baseAddress, let here = coordinates.baseAddress,
                        let output = output.baseAddress
                    else { return }
                    for i in 0..<n {
                        let row = output + i * (i + 1) / 2
                        kernel.values(point: here + i * width, others: others, stride: n, count: i + 1, output: row)
                        for j in 0...i { row[j] *= signal }
                        for (term, variance) in model.linearVariances.enumerated() {
                            let weight = variance * points.terms[term][i]
                            for j in 0...i { row[j] += weight * points.terms[term][j] }
                        }
                        row[i] += noise
                    }
                }
            }
        }
        return matrix
    }
}
