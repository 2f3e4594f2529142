import Foundation

/// The hypotheses among which `JointModel` weighs. Amplitudes are in units of the task's scale (median minus 5 % quantile).
///
/// Chosen on the validation datasets (`docs/results/`); the language model's word (the points' first term), the past
/// surface's (the second, where there is one) and both together are told apart by the trials.
package struct JointHypotheses: Sendable, Hashable {
    /// Length scales of the residual for every parameter, times the root of the number of parameters; the past tasks' own
    /// join them where there are any.
    package var lengthScales = [0.3, 0.7, 1.6]
    /// Variances of what the prior leaves over.
    package var residualVariances = [0.1, 0.5]
    /// Variance of the objective where the past says nothing.
    package var plainVariances = [1.0]
    package var noiseVariance = 1e-3
    /// Whether the residual is larger where the model is unsure; both hypotheses are weighed.
    package var followsUncertainty = [true, false]
    /// The slope of one source of prior knowledge alone, and of each of two together.
    package var alone = JointModel.Slope(mean: 1, variance: 0.25)
    package var together = JointModel.Slope(mean: 0.5, variance: 0.125)
    /// Probability, before any trial, that model and surface are right together, and that the surface alone is.
    package var togetherShare = 0.5
    package var surfaceShare = 0.4
    /// Probability, before any trial, that the past says nothing of the study: with and without a surface beside the model.
    package var doubt = 0.04
    package var doubtWithoutSurface = 0.05

    package init() {}

    /// - Parameters:
    ///   - encoder: of the study's space.
    ///   - surface: what past tasks in the space say; nil without any.
    ///   - fitted: logarithms of length scales that fit the study's own trials, where the past has none to offer: a parameter
    ///     that was not varied yet keeps its prior there, and so stays worth a try.
    ///   - doubt: instead of the usual one, for studies far from everything the model was tested on.
    package func all(
        _ encoder: FeatureEncoder, surface: MeanSurface?, fitted: [Double]? = nil, doubt: Double? = nil
    ) -> [JointModel.Hypothesis] {
        let count = encoder.parameters.count
        let root = 0.5 * log(Double(max(1, count)))
        var scales = lengthScales.map { Array(repeating: log($0) + root, count: count) }
        if let surface { scales.append(surface.logLengthScales(for: encoder)) }
        if let fitted { scales.append(fitted) }
        var hypotheses: [JointModel.Hypothesis] = []
        func add(
            share: Double, model: JointModel.Slope, past: JointModel.Slope, variances: [Double], follows: [Bool]
        ) {
            guard share > 0 else { return }
            // In the order of the points' terms.
            let slopes = surface == nil ? [model] : [model, past]
            let weight = share / Double(variances.count * scales.count * follows.count)
            for variance in variances {
                for scale in scales {
                    for follow in follows {
                        hypotheses.append(
                            JointModel.Hypothesis(
                                weight: weight, slopes: slopes, logLengthScales: scale, residualVariance: variance,
                                noiseVariance: noiseVariance, followsUncertainty: follow))
                    }
                }
            }
        }
        let doubt = doubt ?? (surface == nil ? doubtWithoutSurface : self.doubt)
        let both = surface == nil ? 0 : togetherShare
        let past = surface == nil ? 0 : surfaceShare
        let model = max(0, 1 - doubt - both - past)
        add(
            share: model, model: alone, past: .none, variances: residualVariances, follows: followsUncertainty)
        add(
            share: both, model: together, past: together, variances: residualVariances, follows: followsUncertainty)
        add(
            share: past, model: .none, past: alone, variances: residualVariances, follows: followsUncertainty)
        add(share: doubt, model: .none, past: .none, variances: plainVariances, follows: [false])
        return hypotheses
    }
}
