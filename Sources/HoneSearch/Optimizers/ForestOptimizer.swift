import HoneCore
import HoneNumerics

/// `forest`: Bayesian optimisation with a random forest, at home in hierarchical spaces of many choices.
///
/// The first trials are points of a Sobol sequence. Then a forest is grown on all observations (`RegressionForest`), to which
/// an inactive parameter is a missing value and no made-up one; the candidate of highest log expected improvement, climbed further
/// by local search, is suggested, and now and then a random configuration. Trials that wait or run count as if they had come out as predicted.
///
/// Source: Hutter, Hoos and Leyton-Brown, "Sequential model-based optimization for general algorithm configuration" (SMAC), 2011;
/// Lindauer et al., "SMAC3: a versatile Bayesian optimization package for hyperparameter optimization", 2022.
///
/// - Complexity: O(d n log² n) a suggestion.
package struct ForestOptimizer: Optimizer {
    package struct Settings: Sendable, Hashable {
        /// Trials before the first forest.
        package var initialTrials = 10
        package var pool = CandidatePool.Size()
        /// Candidates from which the acquisition function is climbed further.
        package var refinedCandidates = 10
        /// The part of the suggestions that are random, so that no region is given up for ever.
        package var randomShare = 0.1

        package init() {}
    }

    private let source: CandidateSource
    private let settings: Settings
    /// Below this many observations there is nothing to grow a tree on.
    private static let leastObservations = 4

    package init(source: CandidateSource = .space, settings: Settings = Settings()) {
        self.source = source
        self.settings = settings
    }

    package func suggest(
        _ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64
    ) async throws -> [Suggestion] {
        guard count > 0 else { return [] }
        let observations = Observations(history, of: study)
        let generator = SeededGenerator(seed: seed).fork("forest", history.length)
        guard observations.count >= max(settings.initialTrials, Self.leastObservations) else {
            return try await SobolOptimizer(source: source).suggest(count, for: study, given: history, seed: seed)
                .map { Suggestion($0.configuration, SuggestionRecord(origin: "forest", rationale: "among the first")) }
        }
        var search = ForestSearch(study, source, settings, observations, generator)
        var taken = history.taken
        var suggestions: [Suggestion] = []
        while suggestions.count < count {
            var draws = generator.fork("suggestion", suggestions.count)
            guard let next = try search.suggestion(excluding: taken, using: &draws) else { break }
            suggestions.append(next)
            taken.insert(next.configuration.key)
            if suggestions.count < count { search.believe([next.configuration]) }
        }
        return suggestions
    }
}
