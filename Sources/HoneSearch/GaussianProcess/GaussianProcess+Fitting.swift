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
