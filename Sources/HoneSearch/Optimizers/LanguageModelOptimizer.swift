import Foundation
import HoneCore
import HoneNumerics

/// `lm`: a fine-tuned language model's frozen prior, joined with the study's own trials.
///
/// The model is asked once per configuration and study (header only, no history): a thousand random candidates and the
/// neighbours of the best. `JointModel` learns how far the prior holds; candidates are ranked by expected improvement.
/// Pending trials count as if they had come out as predicted.
package struct LanguageModelOptimizer: Optimizer {
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

    private let scorer: LanguageModelScorer
    private let families: [FamilySummary]
    private let source: CandidateSource
    private let settings: Settings
    private let progress: (@Sendable (Int, Int) -> Void)?

    /// - Parameters:
    ///   - families: from the adapter's card.
    ///   - progress: told while candidates go through the model: done, of how many.
    package init(
        scorer: LanguageModelScorer, families: [FamilySummary], source: CandidateSource = .space,
        settings: Settings = Settings(), progress: (@Sendable (Int, Int) -> Void)? = nil
    ) {
        self.scorer = scorer
        self.families = families
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
        var prior = FrozenPrior(study, scorer: scorer, families: families, source: source, progress: progress)
        try await prior.addRandom(settings.candidates, seed: seed)
        try await prior.addNeighboursOfBest(settings.priorCenters, seed: seed)
        try await prior.addNeighbours(of: Array(observations.bestFirst.prefix(settings.centers)), seed: seed)
        let observed = try await prior.points(of: observations.configurations)
        let pending = try await prior.points(of: observations.pending)
        var search = JointSearch(
            study, prior: prior, observations: observations, settings: settings, observed: observed)
        search.believe(pending)
        var suggestions = search.choose(count, excluding: history.takenKeys)
        if suggestions.isEmpty {
            suggestions = try await RandomOptimizer(source: source).suggest(
                count, for: study, given: history, seed: seed)
        }
        let elapsed = start.duration(to: .now).inSeconds
        for index in suggestions.indices {
            // The model's work is booked on the first suggestion of a call.
            let spent = index == 0 ? prior.cost : LanguageModelScorer.Cost()
            suggestions[index].record.cost = SuggestionCost(
                seconds: elapsed / Double(suggestions.count), candidates: prior.count, tokens: spent.tokens,
                gigaflops: spent.gigaflops)
        }
        return suggestions
    }
}
