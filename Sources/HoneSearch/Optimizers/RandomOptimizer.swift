import HoneCore
import HoneNumerics

/// Suggests random configurations: uniform in the quantiles of every parameter, none twice.
package struct RandomOptimizer: Optimizer {
    private let source: CandidateSource

    package init(source: CandidateSource = .space) {
        self.source = source
    }

    package func suggest(
        _ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64
    ) async throws -> [Suggestion] {
        // One stream of numbers for each length of the history: the same call gives the same draws, a later one others.
        var generator = SeededGenerator(seed: seed).fork("random", history.trials.count)
        let drawn = try RandomDraws(study.space, source).draw(
            count, excluding: history.taken, using: &generator)
        return drawn.map { Suggestion($0.configuration, SuggestionRecord(origin: "random")) }
    }
}
