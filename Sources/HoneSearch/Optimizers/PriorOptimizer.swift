import HoneCore
import HoneNumerics

/// `lm-only`: a density model's own ranking, for research beside `lm`.
///
/// The model is asked once per configuration; it never sees the study's trials. They decide what is left to choose from, and
/// what counts as an improvement: the best of n trials is taken to stand at quantile 1 / (n + 1), where the best of n random
/// ones would, and candidates are ranked by the expected improvement on it.
package struct PriorOptimizer: Optimizer {
    private let name: String
    private let model: any DensityModel
    private let source: CandidateSource
    private let candidates: Int
    private let progress: DensityProgress?

    /// - Parameters:
    ///   - name: what its suggestions give as their origin.
    ///   - candidates: random configurations that the model scores for every study.
    package init(
        _ name: String, model: any DensityModel, source: CandidateSource = .space, candidates: Int = 1000,
        progress: DensityProgress? = nil
    ) {
        self.name = name
        self.model = model
        self.source = source
        self.candidates = candidates
        self.progress = progress
    }

    package func suggest(
        _ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64
    ) async throws -> [Suggestion] {
        guard count > 0 else { return [] }
        let start = ContinuousClock.now
        let prior = try await FrozenPrior(
            study, model: model, families: model.families, source: source, random: candidates, seed: seed,
            progress: progress)
        let finished = Observations(history, of: study).count
        let best = 1 / Double(finished + 1)
        let improvements = prior.candidates.map { $0.density?.expectedImprovement(below: best) ?? 0 }
        let taken = history.taken
        let chosen = improvements.indices.filter { !taken.contains(prior.candidates[$0].candidate.key) }
            .sorted { (-improvements[$0], $0) < (-improvements[$1], $1) }.prefix(count)
        guard !chosen.isEmpty else {
            return try await RandomOptimizer(source: source).suggest(count, for: study, given: history, seed: seed)
        }
        let seconds = start.duration(to: .now).inSeconds / Double(chosen.count)
        return chosen.enumerated().map { place, index in
            // The model's work is booked on the first suggestion of a call.
            let spent = place == 0 ? prior.cost : DensityCost()
            let cost = SuggestionCost(
                seconds: seconds, candidates: prior.candidates.count, tokens: spent.tokens, gigaflops: spent.gigaflops)
            return suggestion(prior.candidates[index], cost: cost)
        }
    }

    private func suggestion(_ chosen: FrozenPrior.Scored, cost: SuggestionCost) -> Suggestion {
        guard let density = chosen.density else {
            return Suggestion(chosen.candidate.configuration, SuggestionRecord(origin: name, cost: cost))
        }
        let (low, high) = (density.quantile(0.1), density.quantile(0.9))
        return Suggestion(
            chosen.candidate.configuration,
            SuggestionRecord(
                origin: name,
                rationale: "the model places it at quantile \(density.mean.formatted(significantDigits: 2)) "
                    + "[\(low.formatted(significantDigits: 2)) \(high.formatted(significantDigits: 2))]", cost: cost))
    }
}
