import Foundation
import HoneCore
import HoneNumerics
import HoneReader
import HoneSearch

/// `reader`: a network that has seen many programs looks at the study's names, ranges and defaults, at its own trials, and
/// at what past tasks of its program say, and tells for each candidate a density of its result.
///
/// Before there are three results to measure by, candidates are ranked by how far their place is expected to lie below where the best
/// of as many random trials would stand, spread out; from then on by
/// the expected improvement on the best expectation among the trials, exact for the density. Pending trials count as if they had
/// come out as predicted. The best few are climbed from.
///
///     let optimizer = ReaderOptimizer("reader", model: reader)
///     let suggestions = try await optimizer.suggest(2, for: study, given: history, seed: 0)
package struct ReaderOptimizer: Optimizer {
    /// Trials of past tasks of a study's program, with minimised results.
    package typealias PastTasks =
        @Sendable (StudyDescription) throws -> [(configurations: [Configuration], values: [Double])]

    private let name: String
    let model: ReaderModel
    private let source: CandidateSource
    let past: PastTasks

    /// - Parameters:
    ///   - name: what its suggestions give as their origin.
    ///   - past: what past tasks there are; none by default.
    package init(
        _ name: String, model: ReaderModel, source: CandidateSource = .space, past: @escaping PastTasks = { _ in [] }
    ) {
        self.name = name
        self.model = model
        self.source = source
        self.past = past
    }

    package func suggest(
        _ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64
    ) async throws -> [Suggestion] {
        guard count > 0 else { return [] }
        let start = ContinuousClock.now
        var generator = SeededGenerator(seed: seed).fork("reader", history.length)
        let observations = Observations(history, of: study)
        var search = try ReaderSearch(study, origin: name, model: model, source: source, past: try past(study))
        try search.observe(observations)
        var suggestions = try search.choose(
            count, observations: observations, excluding: history.taken, using: &generator)
        if suggestions.isEmpty {
            suggestions = try await RandomOptimizer(source: source).suggest(
                count, for: study, given: history, seed: seed)
        }
        let seconds = start.duration(to: .now).inSeconds / Double(max(1, suggestions.count))
        for index in suggestions.indices {
            suggestions[index].record.cost = SuggestionCost(
                seconds: seconds, candidates: search.candidateCount, tokens: 0, gigaflops: 0)
        }
        return suggestions
    }
}
