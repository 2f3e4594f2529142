import HoneCore
import HoneModelSearch
import HoneSearch

/// What an adapter says of one configuration of a study: the answer of `hone predict`.
public struct CandidatePrediction: Sendable, Hashable, Codable {
    /// What was asked about.
    public var configuration: Configuration
    /// Expected place among all trials of such a task: 0 the best, 1 the worst.
    public var mean: Double
    /// How far the value may lie from the mean, in the objective's units.
    public var standardDeviation: Double
    /// The central interval of the place with probability `Prediction.coverage`.
    public var low: Double
    /// The upper end of that interval.
    public var high: Double
    /// Probability of each of the equal bins of 0...1, from the best.
    public var density: [Float]
    /// The objective in its own units, where past tasks with the study's metric tell them.
    public var objective: Prediction?

    /// - Parameter scale: of the study, for the objective's own units.
    package init(_ configuration: Configuration, _ density: QuantileDensity, scale: PriorScale, objective: Objective) {
        self.configuration = configuration
        mean = density.mean
        standardDeviation = density.standardDeviation
        let tail = (1 - Prediction.coverage) / 2
        low = density.quantile(tail)
        high = density.quantile(1 - tail)
        self.density = density.probabilities
        self.objective = scale.prediction(of: density, for: objective)
    }
}

extension LoadedAdapter {
    /// Predicts configurations of a study, in their order.
    ///
    /// - Parameter progress: told while candidates go through the model: done, of how many.
    /// - Throws: `RowEncodingError` or `SpaceError` for a configuration that is not one of the study's space.
    public func predict(
        _ configurations: [Configuration], for study: StudyDescription,
        progress: (@Sendable (Int, Int) -> Void)? = nil
    ) async throws -> [CandidatePrediction] {
        let header = HeaderText(study)
        let canonical = try configurations.map { try study.space.canonical($0) }
        let rows = try canonical.map { try header.encoding.row($0) }
        let densities = try await scorer.densities(of: rows, under: header, progress: progress).densities
        let scale = PriorScale(study, families: record.families, bins: scorer.bins)
        return zip(canonical, densities).map {
            CandidatePrediction($0, $1, scale: scale, objective: study.objective)
        }
    }
}
