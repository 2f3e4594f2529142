import Foundation
import HoneCore

/// What a suggestion of the joint model says of itself: its prediction in the objective's units, and whose word it rests on.
struct SuggestionReport {
    private let study: StudyDescription
    private let origin: String
    private let scale: PriorScale
    private let valueCount: Int
    private let bounds: MetricBounds

    /// Values that tell the unit where nothing else does.
    private static let fewestForUnit = 3
    /// Families with less weight than this are not named.
    private static let leastShare = 0.05

    /// - Parameter values: the study's, minimised.
    init(_ study: StudyDescription, origin: String, scale: PriorScale, values: [Double]) {
        self.study = study
        self.origin = origin
        self.scale = scale
        valueCount = values.count
        bounds = MetricBounds(study.objective, values: values.map(study.objective.minimized))
    }

    /// - Parameters:
    ///   - prediction: of this one point.
    ///   - families: how much the past tasks, the language model and the study's own trials weigh.
    func suggestion(
        _ configuration: Configuration, prediction: JointPrediction, improvement: Double?, families: FamilyWeights,
        density: QuantileDensity?, isRepeat: Bool
    ) -> Suggestion {
        let shares = families.shares
        var parts = [Self.text(shares)]
        if isRepeat { parts.append("tried again, since values are noisy") }
        if let density, shares[.languageModel, default: 0] >= Self.leastShare {
            parts.append("the language model places it at quantile \(density.mean.formatted(significantDigits: 2))")
        }
        if let improvement { parts.append("expected improvement \(improvement.formatted(significantDigits: 3))") }
        return Suggestion(
            configuration,
            SuggestionRecord(
                origin: origin, prediction: summary(prediction), acquisition: improvement,
                rationale: parts.joined(separator: ", "),
                weights: Dictionary(uniqueKeysWithValues: shares.map { ($0.key.rawValue, $0.value) })))
    }

    /// `past tasks 62 %, own trials 38 %`, the heaviest first.
    private static func text(_ shares: [HypothesisFamily: Double]) -> String {
        let sorted = shares.filter { $0.value >= 0.005 }
            .sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
        return "weights: "
            + sorted.map { "\($0.key.rawValue) \(Int(($0.value * 100).rounded())) %" }.joined(separator: ", ")
    }

    /// In the objective's units; nil while neither past tasks nor trials tell what these are.
    private func summary(_ prediction: JointPrediction) -> Prediction? {
        let prediction = prediction.calibrated(observations: valueCount)
        let (mean, deviation, low, high) = prediction.summary(at: 0)
        let places = Prediction.quantilePlaces.map { prediction.quantile($0, at: 0) }
        // One or two values say little of the unit; a made-up interval would be worse than none.
        guard scale.logScale != nil || valueCount >= Self.fewestForUnit else { return nil }
        guard valueCount == 0 else { return turned(mean, deviation, low, high, places) }
        guard let level = scale.level, scale.logScale != nil else { return nil }
        let spread = (deviation * deviation + level.deviation * level.deviation).squareRoot()
        let widened = spread / max(deviation, 1e-300)
        func moved(_ value: Double) -> Double { mean + level.mean + (value - mean) * widened }
        return turned(mean + level.mean, spread, moved(low), moved(high), places.map(moved))
    }

    private func turned(
        _ mean: Double, _ deviation: Double, _ low: Double, _ high: Double, _ places: [Double]
    ) -> Prediction {
        let ends = [study.objective.minimized(low), study.objective.minimized(high)]
        return bounds.clamped(
            Prediction(
                mean: study.objective.minimized(mean), standardDeviation: deviation, low: ends.min() ?? low,
                high: ends.max() ?? high, quantiles: places.map(study.objective.minimized).sorted()))
    }
}
