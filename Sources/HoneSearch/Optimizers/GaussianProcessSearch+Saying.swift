import Foundation
import HoneCore
import HoneNumerics

// What is said of a suggestion, and of configurations that somebody asks about.
extension GaussianProcessSearch {
    /// What single trials of some configurations will give in the first objective, minimised, noise included.
    func outcomes(of configurations: [Configuration]) -> some OutcomeForecast {
        let surrogate = objectives[0]
        let posterior = surrogate.process.predict(Self.points(encoder.encode(configurations)))
        return UnitsForecast(
            units: surrogate.units, means: posterior.means,
            deviations: posterior.variances.map { ($0 + surrogate.process.noise).squareRoot() }, tails: .process)
    }

    func suggestion(_ configuration: Configuration, candidates: Int) -> Suggestion {
        let point = Self.points(encoder.encode([configuration]))
        var record = SuggestionRecord(origin: "gp", cost: SuggestionCost(candidates: candidates))
        var parts: [String] = []
        if case .improvement(let best) = goal, study.objectives.count == 1 {
            let surrogate = objectives[0]
            let posterior = surrogate.process.predict(point)
            let gain = surrogate.units.improvement(
                mean: posterior.means[0], deviation: posterior.variances[0].squareRoot(), best: best)
            record.acquisition = gain
            parts.append("expected improvement \(gain.formatted(significantDigits: 3))")
        } else if case .hypervolume = goal {
            parts.append("largest expected gain in hypervolume")
        }
        if study.objectives.count == 1 { record.prediction = prediction(at: point) }
        let kept = bounds.reduce(0.0) { $0 + $1.logProbability(point)[0] }
        if !bounds.isEmpty {
            parts.append("keeps the bounds with probability \(exp(kept).formatted(significantDigits: 2))")
        }
        record.rationale = parts.isEmpty ? nil : parts.joined(separator: ", ")
        return Suggestion(configuration, record)
    }

    private func prediction(at point: Points) -> Prediction {
        let surrogate = objectives[0]
        let posterior = surrogate.process.predict(point)
        let values = observations.values.map { study.objective.minimized($0[0]) }
        return MetricBounds(study.objective, values: values).clamped(
            surrogate.units.prediction(
                mean: posterior.means[0],
                deviation: (posterior.variances[0] + surrogate.process.noise).squareRoot(), for: study.objective,
                tails: .process))
    }
}
