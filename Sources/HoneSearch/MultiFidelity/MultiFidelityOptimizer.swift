import HoneCore
import HoneNumerics

/// `bohb`: a sampler that learns from the highest fidelity that tells it enough, beside a pruner that stops most trials early (Falkner,
/// Klein and Hutter, "BOHB: robust and efficient hyperparameter optimization at scale", 2018, algorithm 2; there the sampler is a
/// tree-structured Parzen estimator).
///
/// The sampler is shown the trials that have reached a fidelity with their values there, as if they had been complete. A share of the
/// suggestions is random, which keeps the guarantees of Hyperband.
///
///     let optimizer = MultiFidelityOptimizer("bohb", sampler: tpe)
package struct MultiFidelityOptimizer: Optimizer {
    private let name: String
    private let sampler: any Optimizer
    private let source: CandidateSource
    private let randomShare: Double
    private let rungs: @Sendable (StudyDescription) -> HalvingRungs?

    /// - Parameters:
    ///   - name: `bohb`.
    ///   - sampler: what learns from the trials at a fidelity.
    ///   - randomShare: the probability of a random suggestion; a third as in the paper.
    ///   - rungs: where the study's trials are compared, by default its pruner's rungs; nil: every third of the way down
    ///     from the highest step seen.
    package init(
        _ name: String, sampler: any Optimizer, source: CandidateSource = .space, randomShare: Double = 1.0 / 3,
        rungs: @escaping @Sendable (StudyDescription) -> HalvingRungs? = { $0.pruner?.rungs }
    ) {
        self.name = name
        self.sampler = sampler
        self.source = source
        self.randomShare = randomShare
        self.rungs = rungs
    }

    package func suggest(
        _ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64
    ) async throws -> [Suggestion] {
        guard count > 0 else { return [] }
        let levels = FidelityLevels(history.trials, objectives: study.objectives, rungs: rungs(study))
        var generator = SeededGenerator(seed: seed).fork(name, history.length)
        var result: [Suggestion] = []
        // As many as the sampler needs for a density of the good and one of the others (the paper's N_min + 2).
        if let level = levels.highest(with: study.space.searched.count + 3) {
            let informed = (0..<count).count { _ in generator.uniform() >= randomShare }
            if informed > 0 {
                let view = Self.view(of: history, at: levels.results[level])
                // Bounded metrics are those of complete trials.
                var shown = study
                if level + 1 < levels.results.count { shown.metricConstraints = [] }
                result = try await sampler.suggest(informed, for: shown, given: view, seed: seed)
                for index in result.indices { result[index].record.origin = name }
            }
        }
        guard result.count < count else { return result }
        let taken = TakenConfigurations(history, adding: Set(result.map(\.configuration.key)))
        let drawn = try RandomDraws(study.space, source).draw(
            count - result.count, excluding: taken, using: &generator)
        return result + drawn.map { Suggestion($0.configuration, SuggestionRecord(origin: "random")) }
    }

    /// The history as the sampler sees it: complete are those that have a result, and nobody else.
    static func view(of history: TrialHistory, at results: [FidelityLevels.Result]) -> TrialHistory {
        var view = history
        var values: [Int: [Double]] = [:]
        for result in results { values[result.position] = result.values }
        for position in view.trials.indices {
            if let known = values[position] {
                view.trials[position].state = .complete
                view.trials[position].values = known
            } else if view.trials[position].state == .complete {
                view.trials[position].state = .pruned
            }
        }
        return view
    }
}
