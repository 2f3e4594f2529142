import Foundation
import HoneCore
import HoneNumerics

/// `lm`: the frozen prior of a density model, joined with the study's own trials.
///
/// The model is asked once per configuration and study: a thousand random candidates and the neighbours of the best.
/// `JointModel` learns how far the prior holds; candidates are ranked by expected improvement. Pending trials count as if
/// they had come out as predicted.
///
///     let optimizer = JointOptimizer("lm", model: languageModelPrior)
///     let suggestions = try await optimizer.suggest(2, for: study, given: history, seed: 0)
package struct JointOptimizer: Optimizer {
    package struct Settings: Sendable, Hashable {
        /// Random configurations that the model scores for every study.
        package var candidates = 1000
        /// The prior's best configurations whose neighbours are scored as well, before the first trial.
        package var priorCenters = 3
        /// The study's best configurations whose neighbours join the candidates.
        package var centers = 3
        package var hypotheses = JointHypotheses()
        /// Probability that the prior says nothing, for a study outside of what it was tested on.
        package var farDoubt = 0.5

        package init() {}
    }

    private let name: String
    private let model: any DensityModel
    private let source: CandidateSource
    private let settings: Settings
    private let progress: DensityProgress?

    /// - Parameters:
    ///   - name: what its suggestions give as their origin.
    ///   - progress: told while the model works on candidates: done, of how many.
    package init(
        _ name: String, model: any DensityModel, source: CandidateSource = .space, settings: Settings = Settings(),
        progress: DensityProgress? = nil
    ) {
        self.name = name
        self.model = model
        self.source = source
        self.settings = settings
        self.progress = progress
    }

    package func suggest(
        _ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64
    ) async throws -> [Suggestion] {
        guard count > 0 else { return [] }
        let start = ContinuousClock.now
        let observations = Observations(history, objective: study.objective)
        var prior = try await FrozenPrior(
            study, model: model, source: source, random: settings.candidates, seed: seed, progress: progress)
        try await prior.addNeighbours(of: prior.best(settings.priorCenters))
        try await prior.addNeighbours(of: Array(observations.bestFirst.prefix(settings.centers)))
        let observed = try await prior.points(of: observations.configurations)
        let pending = try await prior.points(of: observations.pending)
        var search = JointSearch(
            study, origin: name, prior: prior, observations: observations, observed: observed, settings: settings)
        search.believe(pending)
        var suggestions = search.choose(count, excluding: history.taken)
        if suggestions.isEmpty {
            suggestions = try await RandomOptimizer(source: source).suggest(
                count, for: study, given: history, seed: seed)
        }
        let elapsed = start.duration(to: .now).inSeconds
        for index in suggestions.indices {
            // The model's work is booked on the first suggestion of a call.
            let spent = index == 0 ? prior.cost : DensityCost()
            suggestions[index].record.cost = SuggestionCost(
                seconds: elapsed / Double(suggestions.count), candidates: prior.candidates.count, tokens: spent.tokens,
                gigaflops: spent.gigaflops)
        }
        return suggestions
    }
}
