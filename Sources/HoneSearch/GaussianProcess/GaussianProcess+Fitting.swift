import Foundation
import HoneNumerics

extension GaussianProcess {
    /// Learns the hyperparameters from observations: the mode of marginal likelihood times hyperprior, by L-BFGS from the prior's
    /// mode (and from `start`, if given, keeping the better), so that they depend on nothing but the data.
    ///
    /// - Returns: nil if the targets or the points have values that are not finite.
    package static func fit(
        _ model: Model, points: Points, targets: [Double], start: Hyperparameters? = nil,
        maximumIterations: Int = 40
    ) -> GaussianProcess? {
        mode(model, points: points, targets: targets, starts: [nil, start], maximumIterations: maximumIterations)
            .flatMap { mode in
                let transform = mode.transform(of: targets)
                return GaussianProcess(
                    model, mode.hyperparameters, points: points, targets: targets.map(transform.value))
            }
    }

    /// Hyperparameters of highest density, and minus its logarithm.
    package struct Mode: Sendable {
        package let model: Model
        package let hyperparameters: Hyperparameters
        package let negativeLogDensity: Double

        /// The transform of the targets that it was fitted to.
        package func transform(of targets: [Double]) -> PowerTransform {
            model.learnsTargetExponent
                ? PowerTransform(exponent: hyperparameters.targetExponent, standardising: targets) : .identity
        }
    }

    /// - Parameter starts: where to begin; nil for the prior's mode, once.
    static func mode(
        _ model: Model, points: Points, targets: [Double], starts: [Hyperparameters?] = [nil],
        maximumIterations: Int = 40
    ) -> Mode? {
        let posterior = HyperparameterPosterior(model, points: points, targets: targets)
        var minimizer = BoundedMinimizer()
        minimizer.maximumIterations = maximumIterations
        minimizer.gradientTolerance = 1e-4
        minimizer.valueTolerance = 1e-7
        let middle = model.beliefs.map(\.mean)
        var lower = middle.map { $0 - Self.reach }
        var upper = middle.map { $0 + Self.reach }
        if let place = model.exponentPlace {
            lower[place] = PowerTransform.range.lowerBound
            upper[place] = PowerTransform.range.upperBound
        }
        var firsts = starts.compactMap { $0.map(model.vector) }
        if starts.contains(nil) { firsts.insert(middle, at: 0) }
        var best: BoundedMinimizer.Result?
        for first in firsts {
            let result = minimizer.minimize(from: first, lower: lower, upper: upper) { point, gradient in
                posterior.negativeLogDensity(at: model.hyperparameters(point), gradient: &gradient)
            }
            guard result.value.isFinite else { continue }
            if best.map({ result.value < $0.value }) ?? true { best = result }
        }
        return best.map {
            Mode(model: model, hyperparameters: model.hyperparameters($0.point), negativeLogDensity: $0.value)
        }
    }

    /// How far a hyperparameter may move from its prior's mode, in units of its logarithm: a factor of 400 each way.
    private static let reach = 6.0
}
