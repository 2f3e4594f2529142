import HoneCore
import HoneSearch

/// A fine-tuned language model with the past tasks that it learnt from, as the search asks for it.
///
///     var registry = OptimizerRegistry()
///     registry.register(LanguageModelPrior(scorer: scorer, families: record.families))
///     let optimizer = try registry.optimizer(for: study)          // study.optimizer.name: lm
package struct LanguageModelPrior: DensityModel {
    package let families: [FamilySummary]
    private let scorer: LanguageModelScorer

    /// - Parameter families: from the adapter's record.
    package init(scorer: LanguageModelScorer, families: [FamilySummary]) {
        self.scorer = scorer
        self.families = families
    }

    package var bins: Int { scorer.bins }

    /// - Throws: `TransformerError` if the study's header is longer than the model's context; `CancellationError`.
    package func densities(
        of configurations: [Configuration], for study: StudyDescription, progress: DensityProgress?
    ) async throws -> (densities: [QuantileDensity?], cost: DensityCost) {
        let header = HeaderText(study)
        // A trial from before the space was changed may have a value that it does not have now.
        let rows = configurations.map { try? header.encoding.row($0) }
        let (known, cost) = try await scorer.densities(
            of: rows.compactMap(\.self), under: header, progress: progress)
        var next = known.makeIterator()
        return (rows.map { $0 == nil ? nil : next.next() }, cost)
    }
}

extension OptimizerRegistry {
    /// The optimisers that need a language model.
    package static let languageModelNames = ["lm", "lm-only"]

    /// Makes `lm` and `lm-only` available.
    ///
    /// - Parameters:
    ///   - past: past tasks, beside those that the model itself keeps.
    ///   - progress: told while candidates go through the model: done, of how many.
    package mutating func register(
        _ model: any DensityModel, past: [FamilySummary] = [], progress: DensityProgress? = nil
    ) {
        register("lm") { _, source in
            JointOptimizer("lm", model: model, past: past, source: source, progress: progress)
        }
        register("lm-only") { _, source in
            PriorOptimizer("lm-only", model: model, source: source, progress: progress)
        }
    }
}
