import Foundation
import HoneNumerics

/// Joins frozen prior knowledge with a study's own trials:
///
///     y(x) = a + σ (Σ_j b_j h_j(x) + r(x) + ε),   b_j ~ N(β_j, τ_j²),   r ~ GP(0, ρ² s(x) s(x') Matérn),   ε ~ N(0, ν²)
///
/// The h_j are the points' `terms`: the language model's expected place, and the mean surface of past tasks in the same space
/// where there are any (`MeanSurface`). a is the unknown level (flat), σ the unknown unit, and s(x) may grow where the prior
/// itself is unsure (the points' `uncertainties`). Nothing of this is fixed: a number of hypotheses about length scales,
/// residual and slopes, one of them that the past says nothing at all, are weighed by their marginal likelihood together with
/// σ on a grid, so that a prior that does not fit loses its weight within a few trials, and no hyperparameter rests on three
/// observations.
///
///     let model = JointModel(
///         columns: encoder.columns, hypotheses: JointHypotheses().all(encoder, surface: nil), logScale: (log(0.1), 0.5),
///         observed: points, targets: losses)
///     let improvements = model.predict(candidates)?.expectedImprovements(below: best)
///
/// Linear terms with a Gaussian residual: Rasmussen and Williams, "Gaussian Processes for Machine Learning", 2006, section 2.7;
/// averaging over hypotheses by their evidence: section 5.2.
package struct JointModel: Sendable {
    let columns: [FeatureEncoder.Column]
    private let hypotheses: [Hypothesis]
    private let logScale: (mean: Double, deviation: Double)
    let points: Points
    let targets: [Double]

    /// The prior variance of the level, in units of σ²: flat for all purposes, finite for the arithmetic.
    static let levelVariance = 100.0
    /// Part of the diagonal that is always added, against rounding.
    static let nugget = 1e-8
    /// Places of σ on its grid, in prior standard deviations.
    private static let scaleGrid = stride(from: -2.5, through: 2.5, by: 0.25).map { $0 }
    /// Components with less weight than this are left out of predictions.
    private static let leastWeight = 1e-3

    /// - Parameters:
    ///   - columns: of the encoder that made the points.
    ///   - hypotheses: with as many slopes as the points have terms.
    ///   - logScale: belief about log σ.
    ///   - targets: the observed values, lower is better, one a point.
    package init(
        columns: [FeatureEncoder.Column], hypotheses: [Hypothesis], logScale: (mean: Double, deviation: Double),
        observed points: Points, targets: [Double]
    ) {
        precondition(points.count == targets.count, "one target a point")
        precondition(
            points.count == 0 || hypotheses.allSatisfy { $0.slopes.count == points.terms.count }, "one slope a term")
        self.columns = columns
        self.hypotheses = hypotheses
        self.logScale = logScale
        self.points = points
        self.targets = targets
    }

    /// Predicts candidates.
    ///
    /// - Returns: nil if no hypothesis can be computed (values that are not finite).
    /// - Complexity: O(hypotheses * candidates * n²).
    package func predict(_ candidates: Points) -> JointPrediction? {
        guard !targets.isEmpty else { return priorPrediction(candidates) }
        let center = targets.reduce(0, +) / Double(targets.count)
        var conditioned: [Conditioned] = []
        var logWeights: [[Double]] = []
        for hypothesis in hypotheses {
            guard let one = condition(hypothesis, candidates, center: center) else { continue }
            logWeights.append(
                Self.scaleGrid.map { place in
                    let scale = logScale.mean + place * logScale.deviation
                    return log(hypothesis.weight) - 0.5 * place * place + one.logLikelihood(logScale: scale)
                })
            conditioned.append(one)
        }
        let top = logWeights.joined().max() ?? -.infinity
        guard top.isFinite else { return nil }
        let total = logWeights.joined().reduce(0) { $0 + exp($1 - top) }
        var prediction = JointPrediction()
        for (one, row) in zip(conditioned, logWeights) {
            for (place, logWeight) in zip(Self.scaleGrid, row) {
                let weight = exp(logWeight - top) / total
                guard weight >= Self.leastWeight else { continue }
                let scale = exp(logScale.mean + place * logScale.deviation)
                prediction.components.append(one.component(weight: weight, center: center, scale: scale))
            }
        }
        return prediction.normalised
    }

    /// Before any observation: the prior alone, around level 0.
    private func priorPrediction(_ candidates: Points) -> JointPrediction? {
        let informed = hypotheses.filter(\.isInformed)
        let total = informed.reduce(0) { $0 + $1.weight }
        guard total > 0 else { return nil }
        let scale = exp(logScale.mean)
        let squares = residualSquares(candidates, relativeTo: meanUncertainty(candidates))
        return JointPrediction(
            components: informed.map { hypothesis in
                JointPrediction.Component(
                    weight: hypothesis.weight / total, means: hypothesis.means(candidates).map { scale * $0 },
                    deviations: zip(hypothesis.linearVariances(candidates), squares).map { linear, square in
                        let residual = hypothesis.residualVariance * (hypothesis.followsUncertainty ? square : 1)
                        return scale * (linear + residual).squareRoot()
                    })
            })
    }
}
