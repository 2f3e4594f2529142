import HoneCore
import HoneNumerics

/// Suggests random configurations: uniform in the quantiles of every parameter, none twice.
public struct RandomOptimizer: Optimizer {
    private let source: CandidateSource

    /// Draws from the whole space.
    public init() { self.init(source: .space) }

    package init(source: CandidateSource) {
        self.source = source
    }

    /// Suggestions; see `Optimizer`.
    public func suggest(
        _ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64
    ) async throws -> [Suggestion] {
        // One stream of numbers for each length of the history: the same call gives the same draws, a later one others.
        var generator = SeededGenerator(seed: seed).fork("random", history.length)
        let drawn = try RandomDraws(study.space, source).draw(
            count, excluding: history.taken, using: &generator)
        return drawn.map { Suggestion($0.configuration, SuggestionRecord(origin: "random")) }
    }

    /// True where the space has no constraints: under tight ones a draw may take a while.
    public func isPrompt(for study: StudyDescription) -> Bool { study.space.constraints.isEmpty }
}
