import Foundation
import HoneNumerics

/// The density of the hyperparameters given the observations, up to a constant.
///
/// Where the model learns a transform of the targets, the density is that of the targets before it: the transform's slopes belong to
/// it (Snelson, Rasmussen and Ghahramani, "Warped Gaussian processes", 2004, equation 6).
package struct HyperparameterPosterior: Sendable {
    private let model: GaussianProcess.Model
    private let targets: [Double]
    private let features: FeatureMatrix
    private let distances: PairDistances
    /// Σ τ_j² b_j b_jᵀ, packed; empty without linear terms.
    private let linear: [Double]

    package init(_ model: GaussianProcess.Model, points: Points, targets: [Double]) {
        self.model = model
        self.targets = targets
        features = points.features
        distances = PairDistances(points.features, model.columns, parameters: model.parameterCount)
        let n = points.count
        var linear: [Double] = []
        if !model.linearVariances.isEmpty {
            linear = [Double](repeating: 0, count: distances.pairCount)
            for (variance, term) in zip(model.linearVariances, points.terms) {
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

    /// -log p(y | θ) - log p(θ) without constants, and its derivatives by `Model.vector(of:)`
    /// (Rasmussen and Williams, 2006, equations 5.8 and 5.9). Infinite where the kernel matrix cannot be factorised.
    ///
    /// - Complexity: O(n³ + n² d).
    package func negativeLogDensity(at theta: GaussianProcess.Hyperparameters, gradient: inout [Double]) -> Double {
        let n = targets.count
        let d = model.parameterCount
        let signal = theta.signal
        let noise = theta.noise
        let nugget = GaussianProcess.nugget * signal
        let bent = model.learnsInputShapes ? BentFeatures(features, model, theta.inputShapes) : nil
        let distances =
            bent.map { PairDistances($0.features, model.columns, parameters: model.parameterCount) } ?? distances
        let power = model.learnsTargetExponent ? PowerTransform.fitted(theta.targetExponent, targets) : nil
        let targets = power?.targets ?? targets
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
        let weights = factor.solve(targets)
        var value = 0.5 * factor.logDeterminant
        for i in 0..<n { value += 0.5 * targets[i] * weights[i] }
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
        var index = d + 2
        if let power {
            value -= power.logSlopes
            gradient[index] = -power.logSlopesByExponent
            for i in 0..<n { gradient[index] += weights[i] * power.targetsByExponent[i] }
            index += 1
        }
        bent?.addGradient(slopes, logLengthScales: theta.logLengthScales, to: &gradient, at: index)
        let position = model.vector(of: theta)
        for (index, belief) in model.beliefs.enumerated() {
            let z = (position[index] - belief.mean) / belief.deviation
            value += 0.5 * z * z
            gradient[index] += z / belief.deviation
        }
        return value.isNaN ? .infinity : value
    }
}
