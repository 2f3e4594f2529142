import HoneCore
import HoneSearch

extension LoadedReader {
    /// Predicts configurations of a study, in their order, before any of its trials.
    ///
    /// - Throws: `SpaceError` for a configuration that is not one of the study's space; whatever reading the language model throws.
    public func predict(_ configurations: [Configuration], for study: StudyDescription) async throws
        -> [CandidatePrediction]
    {
        let canonical = try configurations.map { try study.space.canonical($0) }
        let prior = prior
        let densities = try await prior.densities(of: canonical, for: study, progress: nil).densities
        let scale = PriorScale(study, families: [], bins: prior.bins)
        return zip(canonical, densities).compactMap { configuration, density in
            density.map { CandidatePrediction(configuration, $0, scale: scale, objective: study.objective) }
        }
    }
}
