import Foundation
import HoneCore
import HoneNumerics

/// `gp`: Bayesian optimisation with a Gaussian process and expected improvement.
///
/// The first trials are points of a Sobol sequence. Then a process with a length scale for each parameter is fitted to all observations, anew each
/// time, so that a suggestion depends on the history alone; the candidate of highest log expected improvement is climbed
/// further. Trials that wait or run count as if they had come out as predicted (the "kriging believer" of Ginsbourger,
/// Le Riche and Carraro, "Kriging is well-suited to parallelize optimization", 2010), and so does each suggestion for the
/// next one of the same call.
///
/// Metrics with a bound get a process each, and the improvement is weighed by the probability that all bounds are kept (Gardner
/// et al., "Bayesian optimization with inequality constraints", 2014). Two objectives have a process each, and the expected
/// gain in hypervolume is maximised (Emmerich et al. 2011); three or more are put together with random weights (Knowles 2006).
///
///     let optimizer = GaussianProcessOptimizer()
///     let suggestions = try await optimizer.suggest(4, for: study, given: history, seed: 0)
///
/// - Complexity: O(n³) a fit of n observations, O(n²) a candidate.
public struct GaussianProcessOptimizer: Optimizer {
    package struct Settings: Sendable, Hashable {
        /// Trials before the first fit.
        package var initialTrials = 5
        package var pool = CandidatePool.Size()
        /// Candidates from which the acquisition function is climbed further.
        package var refinedCandidates = 5
        /// Samples of the function at what was tried over which the improvement is averaged under noise; 0 for the improvement on the
        /// best mean, less where more is known, which chose better configurations on seven noisy functions.
        package var samplesUnderNoise = 0
        /// How seconds weigh against improvement; nil where they do not.
        package var costs: CostWeighing?

        package init() {}
    }

    private let source: CandidateSource
    private let settings: Settings
    /// Below this many observations a process has nothing to learn from, however many trials are on their way.
    private static let leastObservations = 3

    /// Searches the whole space, with the settings that were found best.
    public init() { self.init(source: .space) }

    package init(source: CandidateSource, settings: Settings = Settings()) {
        self.source = source
        self.settings = settings
    }

    /// What chooses the first trials: even points, or of a list random ones.
    private var beginning: any Optimizer {
        if case .space = source { return SobolOptimizer(source: source) }
        return RandomOptimizer(source: source)
    }

    /// Suggestions; see `Optimizer`.
    public func suggest(
        _ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64
    ) async throws -> [Suggestion] {
        guard count > 0 else { return [] }
        let observations = SearchObservations(history, of: study)
        let planned = observations.count + observations.pending.count
        let canFit = observations.count >= Self.leastObservations
        let initial = canFit ? min(count, max(0, settings.initialTrials - planned)) : count
        var suggestions: [Suggestion] = []
        if initial > 0 {
            suggestions = try await beginning.suggest(initial, for: study, given: history, seed: seed)
        }
        guard initial < count, suggestions.count == initial else { return suggestions }
        var generator = SeededGenerator(seed: seed).fork("gp", history.length)
        var search = GaussianProcessSearch(study, source, settings, observations, using: &generator)
        search?.believe(suggestions.map(\.configuration))
        var taken = history.taken
        for suggestion in suggestions { taken.insert(suggestion.configuration.key) }
        guard let chosen = try search?.choose(count - initial, excluding: taken, using: &generator) else {
            // The values defeat the process; random search still works.
            let random = try await RandomOptimizer(source: source).suggest(
                count, for: study, given: history, seed: seed)
            return random
        }
        return suggestions + chosen
    }
}

extension GaussianProcessOptimizer: OutcomePredictor {
    package func forecast(
        of configurations: [Configuration], for study: StudyDescription, given history: TrialHistory, seed: UInt64
    ) async throws -> Forecast {
        let observations = SearchObservations(history, of: study)
        var generator = SeededGenerator(seed: seed).fork("gp", history.length)
        guard observations.count >= Self.leastObservations,
            let search = GaussianProcessSearch(study, source, settings, observations, using: &generator)
        else { return .nothing }
        return .results(search.outcomes(of: configurations))
    }
}
