import Foundation
import HoneNumerics

extension GaussianProcess {
    /// Learns the hyperparameters from observations: the mode of marginal likelihood times hyperprior, by L-BFGS from the prior's
    /// mode (and from `start`, if given, keeping the better), so that they depend on nothing but the data.
    ///
    /// - Returns: nil if the targets or the points have values that are not finite.
    package static func fit(
        _ model: Model, points: Points, targets: [Double], start: Hyperparameters? = nil, maximumIterations: Int = 40
    ) -> GaussianProcess? {
        let posterior = HyperparameterPosterior(model, points: points, targets: targets)
        let mode = model.hyperprior.mode(parameterCount: model.parameterCount)
        var minimizer = BoundedMinimizer()
        minimizer.maximumIterations = maximumIterations
        minimizer.gradientTolerance = 1e-4
        minimizer.valueTolerance = 1e-7
        let lower = mode.vector.map { $0 - Self.reach }
        let upper = mode.vector.map { $0 + Self.reach }
        var best: BoundedMinimizer.Result?
        for first in [mode] + (start.map { [$0] } ?? []) {
            let result = minimizer.minimize(from: first.vector, lower: lower, upper: upper) { point, gradient in
                posterior.negativeLogDensity(at: Hyperparameters(vector: point), gradient: &gradient)
            }
            guard result.value.isFinite else { continue }
            if best.map({ result.value < $0.value }) ?? true { best = result }
        }
        guard let best else { return nil }
        return GaussianProcess(model, Hyperparameters(vector: best.point), points: points, targets: targets)
    }

    /// How far a hyperparameter may move from its prior's mode, in units of its logarithm: a factor of 400 each way.
    private static let reach = 6.0
}

/// The density of the hyperparameters given the observations, up to a constant.
package struct HyperparameterPosterior: Sendable {
    private let model: GaussianProcess.Model
    private let residuals: [Double]
    private let distances: PairDistances
    /// Σ τ_j² b_j b_jᵀ, packed; empty without linear terms.
    private let linear: [Double]

    package init(_ model: GaussianProcess.Model, points: GaussianProcess.Points, targets: [Double]) {
        self.model = model
        residuals = zip(targets, points.mean).map { $0 - $1 }
        distances = PairDistances(points.features, model.columns, parameters: model.parameterCount)
        let n = points.count
        var linear: [Double] = []
        if !model.linearVariances.isEmpty {
            linear = [Double](repeating: 0, count: distances.pairCount)
            for (variance, term) in zip(model.linearVariances, points.basis) {
                var next = 0
                for i in 0..<n {
                    for j in 0...i {
                        linear[next] += variance * term[i] * term[j]
                        next += 1
                    }
                }
            }
        }
        self.linear = linear
    }

    /// -log p(y | θ) - log p(θ) without constants, and its derivatives by the logarithms of length scales, signal and noise
    /// (Rasmussen and Williams, 2006, equations 5.8 and 5.9). Infinite where the kernel matrix cannot be factorised.
    ///
    /// - Complexity: O(n³ + n² d).
    package func negativeLogDensity(at theta: GaussianProcess.Hyperparameters, gradient: inout [Double]) -> Double {
        let n = residuals.count
        let d = model.parameterCount
        let signal = theta.signal
        let noise = theta.noise
        let nugget = GaussianProcess.nugget * signal
        var radii = [Double](repeating: 0, count: distances.pairCount)
        distances.squaredRadii(logLengthScales: theta.logLengthScales, into: &radii)
        // The kernel, and what the derivative by log ℓ_p has beside D_p / ℓ_p²: s² (5/3) (1 + r) exp(-r).
        var covariance = SymmetricMatrix(order: n)
        var slopes = [Double](repeating: 0, count: distances.pairCount)
        for k in 0..<distances.pairCount {
            let r = radii[k].squareRoot()
            let decay = exp(-r)
            slopes[k] = signal * (1 + r) * decay * (5.0 / 3)
            radii[k] = signal * (1 + r + radii[k] / 3) * decay  // from here on: s² times the kernel
            covariance.storage[k] = linear.isEmpty ? radii[k] : radii[k] + linear[k]
        }
        for i in 0..<n { covariance[i, i] += noise + nugget }
        for index in gradient.indices { gradient[index] = 0 }
        guard let factor = CholeskyFactor(covariance) else { return .infinity }
        let inverse = factor.inverse()
        let weights = factor.solve(residuals)
        var value = 0.5 * factor.logDeterminant
        for i in 0..<n { value += 0.5 * residuals[i] * weights[i] }
        // W = K⁻¹ - a aᵀ; each pair off the diagonal counts twice in a trace.
        var trace = 0.0
        var signalSum = 0.0
        var next = 0
        for i in 0..<n {
            for j in 0...i {
                let w = inverse.storage[next] - weights[i] * weights[j]
                let doubled = i == j ? w : 2 * w
                if i == j { trace += w }
                signalSum += doubled * radii[next]
                slopes[next] *= doubled
                next += 1
            }
        }
        for parameter in 0..<d {
            gradient[parameter] =
                0.5 * exp(-2 * theta.logLengthScales[parameter])
                * distances.weightedSum(slopes, parameter: parameter)
        }
        gradient[d] = 0.5 * (signalSum + nugget * trace)
        gradient[d + 1] = 0.5 * noise * trace
        let position = theta.vector
        for (index, belief) in model.hyperprior.beliefs(parameterCount: d).enumerated() {
            let z = (position[index] - belief.mean) / belief.deviation
            value += 0.5 * z * z
            gradient[index] += z / belief.deviation
        }
        return value.isNaN ? .infinity : value
    }
}
