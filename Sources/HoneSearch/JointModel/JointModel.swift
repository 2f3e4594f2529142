import Foundation
import HoneNumerics

/// Joins frozen prior knowledge with a study's own trials:
///
///     g((y(x) - y_best) / σ) = a + Σ_j b_j h_j(x) + Σ_t c_t d_t(x) + r(x) + ε,
///     b_j ~ N(β_j, τ_j²),   c_t ~ N(0, κ²),   r ~ GP(0, ρ² s(x) s(x') Matérn),   ε ~ N(0, ν²)
///
/// The h_j are the points' `terms`: the language model's expected place, and the mean surface of past tasks where there are
/// any (`PastKnowledge`); the d_t how far each past task lies from that mean, so that the study may be like some of them more
/// than like others. a is the unknown level (flat), σ the unknown unit, g draws in bad values (`TargetWarp`), s(x) may grow
/// where a source is itself unsure. Nothing of this is fixed: a number of hypotheses about length scales, residual, noise and
/// slopes, one family of them that the past says nothing at all, are weighed by their marginal likelihood together with σ on
/// a grid, so that a prior that does not fit loses its weight within a few trials, and no hyperparameter rests on three
/// observations.
///
///     let model = JointModel(
///         columns: encoder.columns, hypotheses: JointHypotheses().all(encoder, sources: []),
///         unit: UnitBelief(known: nil, own: log(0.1)), observed: points, targets: losses)
///     let improvements = model.posterior()?.predict(candidates).expectedImprovements(below: best)
///
/// Linear terms with a Gaussian residual: Rasmussen and Williams, "Gaussian Processes for Machine Learning", 2006, section 2.7;
/// averaging over hypotheses by their evidence: section 5.2. Tasks as draws around their mean: Wang, Kim and Kaelbling,
/// "Regret bounds for meta Bayesian optimization with an unknown Gaussian process prior", 2018.
package struct JointModel: Sendable {
    let columns: [FeatureEncoder.Column]
    let hypotheses: [Hypothesis]
    let unit: UnitBelief
    let points: Points
    let targets: [Double]

    /// The prior variance of the level, in units of σ²: flat for all purposes, finite for the arithmetic.
    static let levelVariance = 100.0
    /// Part of the diagonal that is always added, against rounding.
    static let nugget = 1e-8

    /// - Parameters:
    ///   - columns: of the encoder that made the points.
    ///   - hypotheses: with as many slopes as the points have terms.
    ///   - unit: belief about log σ.
    ///   - targets: the observed values, lower is better, one a point.
    package init(
        columns: [FeatureEncoder.Column], hypotheses: [Hypothesis], unit: UnitBelief, observed points: Points,
        targets: [Double]
    ) {
        precondition(points.count == targets.count, "one target a point")
        precondition(
            points.count == 0 || hypotheses.allSatisfy { $0.slopes.count == points.terms.count }, "one slope a term")
        self.columns = columns
        self.hypotheses = hypotheses
        self.unit = unit
        self.points = points
        self.targets = targets
    }

    /// Before any observation: the prior alone, around level 0.
    package func priorPrediction(_ candidates: Points) -> JointPrediction? {
        let informed = hypotheses.filter(\.isInformed)
        let total = informed.reduce(0) { $0 + $1.weight }
        guard total > 0 else { return nil }
        // Hypotheses that differ in what only trials can tell predict the same.
        var merged: [Hypothesis] = []
        for hypothesis in informed {
            var plain = hypothesis
            plain.logLengthScales = []
            plain.noiseVariance = 0
            plain.weight = 0
            if let index = merged.firstIndex(where: { known in
                var other = known
                other.weight = 0
                return other == plain
            }) {
                merged[index].weight += hypothesis.weight
            } else {
                plain.weight = hypothesis.weight
                merged.append(plain)
            }
        }
        return JointPrediction(
            anchor: 0,
            components: merged.map { hypothesis in
                let amplitudes = hypothesis.amplitudes(candidates)
                return JointPrediction.Component(
                    weight: hypothesis.weight / total, scale: exp(unit.mean), means: hypothesis.means(candidates),
                    deviations: zip(hypothesis.linearVariances(candidates), amplitudes).map { linear, amplitude in
                        (linear + hypothesis.residualVariance * amplitude * amplitude).squareRoot()
                    }, noise: 0)
            })
    }

    /// The weights of the families before any trial.
    package var priorWeights: FamilyWeights {
        var weights = FamilyWeights()
        for hypothesis in hypotheses { weights.add(hypothesis.weight, to: hypothesis.family) }
        return weights
    }
}
