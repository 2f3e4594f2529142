import HoneCore
import HoneNumerics

/// `lm-only`: the fine-tuned model's own ranking, for research beside `lm`.
///
/// The model is asked once per configuration with the header alone; the study's trials do not stand in its prompt. They
/// decide what is left to choose from, and what counts as an improvement: the best of n trials is taken to stand at quantile
/// 1 / (n + 1), where the best of n random ones would, and candidates are ranked by the expected improvement on it.
package struct LanguageModelOnlyOptimizer: Optimizer {
    private let scorer: LanguageModelScorer
    private let families: [FamilySummary]
    private let source: CandidateSource
    private let candidates: Int
    private let progress: (@Sendable (Int, Int) -> Void)?

    /// - Parameter candidates: random configurations that the model scores for every study.
    package init(
        scorer: LanguageModelScorer, families: [FamilySummary], source: CandidateSource = .space,
        candidates: Int = 1000, progress: (@Sendable (Int, Int) -> Void)? = nil
    ) {
        self.scorer = scorer
        self.families = families
        self.source = source
        self.candidates = candidates
        self.progress = progress
    }

    package func suggest(
        _ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64
    ) async throws -> [Suggestion] {
        guard count > 0 else { return [] }
        let start = ContinuousClock.now
        var prior = FrozenPrior(study, scorer: scorer, families: families, source: source, progress: progress)
        try await prior.addRandom(candidates, seed: seed)
        guard let pool = prior.pool else { return [] }
        let finished = Observations(history, objective: study.objective).count
        let best = 1 / Double(finished + 1)
        let improvements = prior.densities.map { $0.expectedImprovement(below: best) }
        let taken = history.takenKeys
        let chosen = improvements.indices.filter { !taken.contains(pool.keys[$0]) }
            .sorted { (-improvements[$0], $0) < (-improvements[$1], $1) }.prefix(count)
        guard !chosen.isEmpty else {
            return try await RandomOptimizer(source: source).suggest(count, for: study, given: history, seed: seed)
        }
        let seconds = start.duration(to: .now).inSeconds
        return chosen.enumerated().map { place, index in
            let density = prior.densities[index]
            let spent = place == 0 ? prior.cost : LanguageModelScorer.Cost()
            return Suggestion(
                pool.configurations[index],
                SuggestionRecord(
                    origin: "lm-only",
                    rationale: "the model places it at quantile \(density.mean.formatted(significantDigits: 2)) "
                        + "[\(density.quantile(0.1).formatted(significantDigits: 2)) "
                        + "\(density.quantile(0.9).formatted(significantDigits: 2))]",
                    cost: SuggestionCost(
                        seconds: seconds / Double(chosen.count), candidates: pool.count, tokens: spent.tokens,
                        gigaflops: spent.gigaflops)))
        }
    }
}
