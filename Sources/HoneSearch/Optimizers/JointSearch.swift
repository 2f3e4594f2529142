import Foundation
import HoneCore
import HoneNumerics

/// One call of `JointOptimizer` once everything is scored: observations and beliefs, and the choices made so far.
struct JointSearch {
    private let study: StudyDescription
    private let origin: String
    private let scale: PriorScale
    private let candidates: [FrozenPrior.Scored]
    /// The candidates' coordinates and prior knowledge.
    private let points: Points
    private let columns: [FeatureEncoder.Column]
    private let hypotheses: [JointModel.Hypothesis]
    private var observed: Points
    /// Minimised, drawn in on the bad side.
    private var targets: [Double]

    /// Width of the belief about the unit's logarithm: at least this (a family's datasets differ more than a handful of them
    /// shows), and this where only the study's own values tell.
    private static let leastScaleDeviation = 0.5
    private static let unknownScaleDeviation = 1.0
    /// Values that spread by more than e³ units are of another order than past tasks'.
    private static let otherOrder = 3.0
    /// Values that tell the unit where nothing else does.
    private static let fewestForUnit = 3

    /// - Parameter observed: the observations' configurations as the prior's points.
    init(
        _ study: StudyDescription, origin: String, prior: FrozenPrior, observations: Observations, observed: Points,
        settings: JointOptimizer.Settings
    ) {
        self.study = study
        self.origin = origin
        scale = prior.scale
        candidates = prior.candidates
        points = prior.points
        let encoder = FeatureEncoder(study.space)
        columns = encoder.columns
        let isFar = prior.scale.distance > PriorScale.farthest
        hypotheses = settings.hypotheses.all(
            encoder, surface: prior.surface,
            fitted: prior.surface == nil ? Self.fittedLengthScales(observations, observed.features, encoder) : nil,
            doubt: isFar ? settings.farDoubt : nil)
        self.observed = observed
        if observations.values.isEmpty {
            targets = []
        } else {
            let scaling = TargetScaling(observations.values)
            targets = observations.values.map { min($0, scaling.cap) }
        }
    }

    /// Observations from which length scales can be learnt, one a parameter.
    private static let fewestForFit = 4

    /// Length scales of a plain process through the study's own trials; nil for too few of them.
    private static func fittedLengthScales(
        _ observations: Observations, _ features: FeatureMatrix, _ encoder: FeatureEncoder
    ) -> [Double]? {
        guard observations.count >= fewestForFit else { return nil }
        let scaling = TargetScaling(observations.values)
        let points = Points(features, terms: [Array(repeating: 1, count: features.count)])
        return GaussianProcess.fit(
            GaussianProcess.Model(encoder, linearVariances: [1]), points: points,
            targets: observations.values.map(scaling.scaled)
        )?.hyperparameters.logLengthScales
    }

    /// Takes points as observed with the values that are predicted for them.
    mutating func believe(_ points: Points) {
        for index in 0..<points.count {
            let point = points.selecting([index])
            guard let mean = model.predict(point)?.expectations.first else { return }
            observe(point, mean)
        }
    }

    private mutating func observe(_ point: Points, _ value: Double) {
        observed.append(point)
        targets.append(value)
    }

    private var model: JointModel {
        JointModel(
            columns: columns, hypotheses: hypotheses, logScale: logScale, observed: observed, targets: targets)
    }

    /// What is believed of the unit: from past tasks with the same metric, unless the study's own values are of another
    /// order (per cent instead of parts, say); without past tasks from the spread of the values themselves.
    private var logScale: (mean: Double, deviation: Double) {
        let own = ownLogScale
        guard let known = scale.logScale else { return (own ?? 0, Self.unknownScaleDeviation) }
        if let own, own - known.mean > Self.otherOrder { return (own, Self.unknownScaleDeviation) }
        return (known.mean, max(known.deviation, Self.leastScaleDeviation))
    }

    /// Logarithm of the values' standard deviation; nil where there are too few, or all are equal.
    private var ownLogScale: Double? {
        guard targets.count > 1 else { return nil }
        let mean = targets.reduce(0, +) / Double(targets.count)
        let variance = targets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(targets.count)
        return variance > 0 && variance.isFinite ? 0.5 * log(variance) : nil
    }

    /// The candidates with the highest expected improvement, each chosen as if those before it had come out as predicted.
    mutating func choose(_ count: Int, excluding taken: TakenConfigurations) -> [Suggestion] {
        var taken = taken
        var suggestions: [Suggestion] = []
        while suggestions.count < count {
            guard let prediction = model.predict(points) else { break }
            let best = targets.min()
            let improvements = best.map { prediction.expectedImprovements(below: $0) }
            // Before any value there is nothing to improve on: the best expectation.
            let scores = improvements ?? prediction.expectations.map { -$0 }
            let open = scores.indices.filter { !taken.contains(candidates[$0].candidate.key) }
            guard let chosen = open.max(by: { (scores[$0], -$0) < (scores[$1], -$1) }) else { break }
            suggestions.append(suggestion(chosen, prediction, improvement: improvements?[chosen]))
            taken.insert(candidates[chosen].candidate.key)
            observe(points.selecting([chosen]), prediction.expectations[chosen])
        }
        return suggestions
    }

    private func suggestion(_ index: Int, _ prediction: JointPrediction, improvement: Double?) -> Suggestion {
        let place = candidates[index].density.mean
        var rationale = "the model places it at quantile \(place.formatted(significantDigits: 2))"
        if let improvement { rationale += ", expected improvement \(improvement.formatted(significantDigits: 3))" }
        return Suggestion(
            candidates[index].candidate.configuration,
            SuggestionRecord(
                origin: origin, prediction: summary(prediction, at: index), acquisition: improvement,
                rationale: rationale))
    }

    /// In the objective's units; nil while neither past tasks nor trials tell what these are.
    private func summary(_ prediction: JointPrediction, at index: Int) -> Prediction? {
        let (mean, deviation, low, high) = prediction.summary(at: index)
        let shift: Double
        let spread: Double
        // One or two values say little of the unit; a made-up interval would be worse than none.
        guard scale.logScale != nil || targets.count >= Self.fewestForUnit else { return nil }
        if targets.isEmpty {
            guard let level = scale.level, scale.logScale != nil else { return nil }
            shift = level.mean
            spread = (deviation * deviation + level.deviation * level.deviation).squareRoot()
            let widened = spread / max(deviation, 1e-300)
            return turned(
                mean + shift, spread, mean + shift + (low - mean) * widened, mean + shift + (high - mean) * widened)
        }
        return turned(mean, deviation, low, high)
    }

    private func turned(_ mean: Double, _ deviation: Double, _ low: Double, _ high: Double) -> Prediction {
        let ends = [study.objective.minimized(low), study.objective.minimized(high)]
        return Prediction(
            mean: study.objective.minimized(mean), standardDeviation: deviation, low: ends.min() ?? low,
            high: ends.max() ?? high)
    }
}
