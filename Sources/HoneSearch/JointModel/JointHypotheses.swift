import Foundation

/// The hypotheses among which `JointModel` weighs. Amplitudes are in units of the task's scale (median minus 5 % quantile).
///
/// Chosen on the validation datasets (`docs/results/`); each source's word alone, all together, and nobody's are told apart by
/// the trials.
package struct JointHypotheses: Sendable, Hashable {
    /// Length scales of the residual for every parameter, times the root of the number of parameters; those of past tasks and
    /// those that the study's own trials suggest join them.
    package var lengthScales = [0.3, 0.7, 1.6]
    /// Variances of what the prior leaves over.
    package var residualVariances = [0.1, 0.5]
    /// Variance of the objective where the past says nothing.
    package var plainVariances = [1.0]
    /// Variances of a single observation around the function, each with its prior probability: how noisy a program is shows
    /// only in its trials.
    package var noise: [Noise] = [
        Noise(variance: 1e-3, share: 0.7), Noise(variance: 1e-2, share: 0.15), Noise(variance: 1e-1, share: 0.1),
        Noise(variance: 1, share: 0.05),
    ]
    /// The slope of one source of prior knowledge alone, and of each of two together.
    package var alone = JointModel.Slope(mean: 1, variance: 0.25)
    package var together = JointModel.Slope(mean: 0.5, variance: 0.125)
    /// Variance of a term that is no expectation: what the density's good end says beside its mean.
    package var tailVariance = 0.05
    /// Probability, of those hypotheses in which the past speaks, that both sources are right together, and that the surfaces
    /// alone are.
    package var togetherShare = 0.52
    package var surfaceShare = 0.42

    package struct Noise: Sendable, Hashable {
        package var variance: Double
        package var share: Double
    }

    package init() {}

    /// - Parameters:
    ///   - encoder: of the study's space.
    ///   - sources: who speaks in the points' terms, in their order.
    ///   - scales: logarithms of further length scales, one a parameter: of past tasks, of the study's own trials.
    ///   - doubt: probability, before any trial, that nobody else than the study's own trials says anything of it.
    package func all(
        _ encoder: FeatureEncoder, sources: [PriorSource], scales: [[Double]] = [], doubt: Double
    ) -> [JointModel.Hypothesis] {
        let count = encoder.parameters.count
        let root = 0.5 * log(Double(max(1, count)))
        let scales = lengthScales.map { Array(repeating: log($0) + root, count: count) } + scales
        let trust = sources.isEmpty ? 0 : 1 - doubt
        var hypotheses: [JointModel.Hypothesis] = []
        func add(
            _ family: HypothesisFamily, share: Double, speaking: [PriorSource], slope: JointModel.Slope,
            variances: [Double]
        ) {
            guard share > 0 else { return }
            let slopes = sources.flatMap { source in
                (0..<source.terms).map { term -> JointModel.Slope in
                    guard speaking.contains(source) else { return .none }
                    return term == 0 ? slope : JointModel.Slope(mean: 0, variance: tailVariance)
                }
            }
            // Whether the residual follows the first speaker's uncertainty and the tasks' spread, or is the same everywhere.
            let followed = speaking.first.flatMap { speaker in sources.firstIndex(of: speaker) }
            let hasSpread = speaking.contains { $0.family == .pastTasks }
            let shapes: [(uncertainty: Int?, spread: Double)] =
                speaking.isEmpty ? [(nil, 0)] : [(followed, hasSpread ? 1 : 0), (nil, 0)]
            let weight = share / Double(variances.count * scales.count * shapes.count)
            for variance in variances {
                for scale in scales {
                    for shape in shapes {
                        for noise in noise {
                            hypotheses.append(
                                JointModel.Hypothesis(
                                    family: family, weight: weight * noise.share, slopes: slopes,
                                    spread: shape.spread, logLengthScales: scale, residualVariance: variance,
                                    noiseVariance: noise.variance, uncertainty: shape.uncertainty))
                        }
                    }
                }
            }
        }
        if sources.count > 1 {
            add(
                .together, share: trust * togetherShare, speaking: sources, slope: together,
                variances: residualVariances)
        }
        for source in sources {
            let share: Double
            if sources.count == 1 {
                share = trust
            } else if source.family == .pastTasks {
                share = trust * surfaceShare
            } else {
                share = trust * max(0, 1 - togetherShare - surfaceShare)
            }
            add(source.family, share: share, speaking: [source], slope: alone, variances: residualVariances)
        }
        add(.ownTrials, share: 1 - trust, speaking: [], slope: .none, variances: plainVariances)
        return hypotheses
    }
}

/// A source of prior knowledge, as the points' terms have it.
package struct PriorSource: Sendable, Hashable {
    package var family: HypothesisFamily
    /// How many of the points' terms are its: its expectation first.
    package var terms: Int

    package init(_ family: HypothesisFamily, terms: Int = 1) {
        self.family = family
        self.terms = terms
    }
}
