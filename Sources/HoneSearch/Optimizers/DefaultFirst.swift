import HoneCore

/// Begins a study with its default configuration, whatever the optimiser that goes on.
package struct DefaultFirst: Optimizer {
    package let base: any Optimizer
    private let source: CandidateSource

    package init(_ base: any Optimizer, source: CandidateSource = .space) {
        self.base = base
        self.source = source
    }

    package func suggest(
        _ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64
    ) async throws -> [Suggestion] {
        guard count > 0, history.trials.isEmpty, let suggestion = study.defaultSuggestion,
            source.contains(Candidate(suggestion.configuration))
        else { return try await base.suggest(count, for: study, given: history, seed: seed) }
        guard count > 1 else { return [suggestion] }
        var continued = history
        continued.trials.append(Trial(number: 0, configuration: suggestion.configuration, suggestion: suggestion.record))
        continued.revision += 1
        return [suggestion] + (try await base.suggest(count - 1, for: study, given: continued, seed: seed))
    }
}
