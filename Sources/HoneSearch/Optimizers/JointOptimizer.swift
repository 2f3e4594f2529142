import Foundation
import HoneCore
import HoneNumerics
import Synchronization

/// `lm` and `transfer`: the frozen prior of a density model, or of past tasks alone, joined with the study's own trials.
///
/// The model is asked once per configuration and study: a thousand random candidates, the neighbours of the best, and those of
/// the most promising. `JointModel` learns how far the prior holds; candidates are ranked by expected improvement. Pending
/// trials count as if they had come out as expected. Without a model and without any past task like the study it is `gp`.
///
///     let optimizer = JointOptimizer("lm", model: languageModelPrior)
///     let suggestions = try await optimizer.suggest(2, for: study, given: history, seed: 0)
package struct JointOptimizer: Optimizer {
    package struct Settings: Sendable, Hashable {
        /// Random configurations that are scored for every study.
        package var candidates = 1000
        /// The prior's best configurations whose neighbours are scored as well, before the first trial.
        package var priorCenters = 3
        /// The study's best configurations whose neighbours join the candidates.
        package var centers = 3
        /// How often the neighbours of the most promising candidates join them, and of how many.
        package var refinements = 3
        package var refinedCandidates = 2
        package var hypotheses = JointHypotheses()
        /// Probability that the prior says nothing: for a study like what is known, outside of it, and at most.
        package var nearDoubt = 0.05
        package var farDoubt = 0.5
        package var mostDoubt = 0.7

        package init() {}
    }

    private let name: String
    private let model: (any DensityModel)?
    private let families: [FamilySummary]
    private let source: CandidateSource
    private let settings: Settings
    private let progress: DensityProgress?
    private let shelf = KnowledgeShelf()

    /// - Parameters:
    ///   - name: what its suggestions give as their origin.
    ///   - model: nil for past tasks alone.
    ///   - settings: nil for those that the model asks for.
    ///   - past: past tasks beside those that the model learnt from: the user's own.
    ///   - progress: told while the model works on candidates: done, of how many.
    package init(
        _ name: String, model: (any DensityModel)?, past: [FamilySummary] = [], source: CandidateSource = .space,
        settings: Settings? = nil, progress: DensityProgress? = nil
    ) {
        self.name = name
        self.model = model
        families = past + (model?.families ?? [])
        self.source = source
        var usual = Settings()
        if let model { usual.hypotheses = model.hypotheses }
        self.settings = settings ?? usual
        self.progress = progress
    }

    package func suggest(
        _ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64
    ) async throws -> [Suggestion] {
        guard count > 0 else { return [] }
        let start = ContinuousClock.now
        let past = shelf.knowledge(study, families)
        guard model != nil || past != nil else {
            return try await GaussianProcessOptimizer(source: source).suggest(
                count, for: study, given: history, seed: seed)
        }
        let observations = Observations(history, of: study)
        var prior = try await FrozenPrior(
            study, model: model, past: past, families: families, source: source, random: settings.candidates,
            seed: seed,
            progress: progress)
        try await prior.addNeighbours(of: prior.best(settings.priorCenters))
        try await prior.addNeighbours(of: Array(observations.bestFirst.prefix(settings.centers)))
        var search = try await JointSearch(
            study, origin: name, prior: prior, observations: observations, source: source, settings: settings)
        var suggestions = try await search.choose(count, excluding: history.taken)
        if suggestions.isEmpty {
            suggestions = try await RandomOptimizer(source: source).suggest(
                count, for: study, given: history, seed: seed)
        }
        let elapsed = start.duration(to: .now).inSeconds
        for index in suggestions.indices {
            // The model's work is booked on the first suggestion of a call.
            let spent = index == 0 ? search.prior.cost : DensityCost()
            suggestions[index].record.cost = SuggestionCost(
                seconds: elapsed / Double(suggestions.count), candidates: search.prior.candidates.count,
                tokens: spent.tokens, gigaflops: spent.gigaflops)
        }
        return suggestions
    }
}

extension JointOptimizer: OutcomePredictor {
    package func forecast(
        of configurations: [Configuration], for study: StudyDescription, given history: TrialHistory, seed: UInt64
    ) async throws -> Forecast {
        let past = shelf.knowledge(study, families)
        guard model != nil || past != nil else {
            return try await GaussianProcessOptimizer(source: source).forecast(
                of: configurations, for: study, given: history, seed: seed)
        }
        let observations = Observations(history, of: study)
        let prior = try await FrozenPrior(
            study, model: model, past: past, families: families, source: source, random: settings.candidates,
            seed: seed, progress: progress)
        let search = try await JointSearch(
            study, origin: name, prior: prior, observations: observations, source: source, settings: settings)
        var known = search.prior
        let points = try await known.points(of: configurations)
        if observations.count == 0, let model {
            return try await unseen(configurations, study, model, past: search.pastPrediction(points))
        }
        guard let prediction = search.prediction(points) else { return .nothing }
        let calibrated = prediction.calibrated(observations: observations.count)
        return observations.count == 0 ? .relativeResults(calibrated) : .results(calibrated)
    }

    /// Before any trial: the model's own densities of places and what past tasks expect, each with half a say. As the joint model's
    /// hypotheses both would be spread over residuals and slopes between which only trials can tell.
    private func unseen(
        _ configurations: [Configuration], _ study: StudyDescription, _ model: any DensityModel,
        past: JointPrediction?
    ) async throws -> Forecast {
        let densities = try await model.densities(of: configurations, for: study, progress: progress).densities
        let read = Forecast.places(PlacesReading(densities))
        guard let past else { return read }
        return .mixture([(0.5, read), (0.5, .relativeResults(past.calibrated(observations: 0)))])
    }
}

/// What past tasks say of the studies that were asked about, so that their surfaces are drawn once a study. A class because of
/// this; what it keeps depends on the study alone.
private final class KnowledgeShelf: Sendable {
    private let known = Mutex<[StudyDescription: PastKnowledge?]>([:])
    private static let most = 8

    func knowledge(_ study: StudyDescription, _ families: [FamilySummary]) -> PastKnowledge? {
        guard !families.isEmpty else { return nil }
        var key = study
        key.running = RunSettings()
        key.optimizer = OptimizerChoice()
        key.seed = 0
        if let found = known.withLock({ $0[key] }) { return found }
        let new = PastKnowledge(study, families: families)
        known.withLock { known in
            if known.count >= Self.most { known.removeAll() }
            known[key] = .some(new)
        }
        return new
    }
}
