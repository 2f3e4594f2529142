import Foundation
import HoneCore
import HoneNumerics
import Synchronization

/// `tpe`: the tree-structured Parzen estimator.
///
/// The first trials are points of a Sobol sequence. Then the best tenth of the trials and all others get a density each (`ParzenEstimator`); of points drawn
/// from the first, the one with the highest ratio of the two is suggested. Parameters that are always active together are modelled
/// together, from the trials in which they are; so conditional spaces lose nothing. Trials that wait or run, and the
/// suggestions of the same call, count among the others, which keeps new suggestions away from them (a "constant liar").
///
/// Sources: Bergstra, Bardenet, Bengio and Kégl, "Algorithms for hyper-parameter optimization", 2011; joint densities: Falkner,
/// Klein and Hutter, "BOHB", 2018; details: Watanabe, "Tree-structured Parzen estimator", 2023, and Optuna 5, whose defaults these
/// are; several objectives: Ozaki et al., "Multiobjective tree-structured Parzen estimator", 2022.
///
/// - Complexity: O(n) for n trials, each with a candidate and a parameter.
package struct TreeParzenOptimizer: Optimizer {
    package struct Settings: Sendable, Hashable {
        /// Trials that have to end before anything is modelled.
        package var initialTrials = 10
        /// Points that are drawn for a decision.
        package var candidates = 24
        /// Whether parameters that are active together are modelled together where there is one objective; otherwise each by itself.
        package var isMultivariate = true
        /// The same where there are several: good trials lie all along a front then, and a kernel around each of them, narrow in every
        /// parameter, repeats what is known. Apart, parameters of one good trial meet those of another.
        package var isMultivariateForSeveralObjectives = false

        package init() {}
    }

    private let source: CandidateSource
    private let settings: Settings
    private let tables = TrialTables()

    package init(source: CandidateSource = .space, settings: Settings = Settings()) {
        self.source = source
        self.settings = settings
    }

    package func suggest(
        _ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64
    ) async throws -> [Suggestion] {
        guard count > 0 else { return [] }
        let table = tables.table(of: history, for: study)
        guard table.ranked >= settings.initialTrials else {
            return try await SobolOptimizer(source: source).suggest(count, for: study, given: history, seed: seed)
                .map { Suggestion($0.configuration, SuggestionRecord(origin: "tpe", rationale: "among the first")) }
        }
        var search = TreeParzenSearch(table, settings)
        var proposals = Proposals(study.space, source, excluding: history.taken)
        let generator = SeededGenerator(seed: seed).fork("tpe", history.length)
        var suggestions: [Suggestion] = []
        while suggestions.count < count {
            var draws = generator.fork("suggestion", suggestions.count)
            guard let suggestion = try search.suggestion(&proposals, using: &draws) else { break }
            suggestions.append(suggestion)
            if suggestions.count < count { search.plan(suggestion.configuration) }
        }
        return suggestions
    }
}

extension TreeParzenOptimizer {
    /// Which trials of a history count as good and which are all others, by their places in it.
    package static func split(_ history: TrialHistory, for study: StudyDescription) -> (good: [Int], others: [Int]) {
        var table = TrialTable(study)
        table.update(to: history)
        let split = TrialSplit(table)
        return (split.good, split.others)
    }
}

/// The table of the history that was asked about last. Shared by the copies of one optimiser; what it answers depends on the
/// question alone.
private final class TrialTables: Sendable {
    private let last = Mutex<TrialTable?>(nil)

    func table(of history: TrialHistory, for study: StudyDescription) -> TrialTable {
        last.withLock { last in
            // Taken out, so that nothing else holds the table while it changes: all of it would be copied.
            let known = last.take()
            var table: TrialTable
            if let known, known.study.ranksAlike(study) {
                table = known
            } else {
                table = TrialTable(study)
            }
            table.update(to: history)
            last = table
            return table
        }
    }
}
