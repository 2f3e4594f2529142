import HoneCore
import HoneReader
import HoneSearch
import Synchronization

/// What a reader says of configurations before a study has tried any: from the names, ranges and defaults of its parameters, and from
/// the hundreds of programs that it was trained on.
///
/// The joint model takes it beside the surfaces of past tasks and the study's own trials, and weighs it by how well it has predicted
/// these so far. What was said once is kept: it does not depend on the study's trials.
///
///     let optimizer = JointOptimizer("lm", model: ReaderPrior(reader), past: families)
package final class ReaderPrior: DensityModel {
    package let bins = 64
    package var families: [FamilySummary] { [] }
    /// Where a program has past tasks, names add little to what these say; chosen on validation datasets.
    package var hypotheses: JointHypotheses {
        var hypotheses = JointHypotheses()
        hypotheses.togetherShare = 0.25
        hypotheses.surfaceShare = 0.7
        return hypotheses
    }
    private let model: ReaderModel
    private let state = Mutex(State())

    private struct State {
        /// The study that was asked about last.
        var study: StudyKey?
        var scorer: ReaderScorer?
        var known: [String: QuantileDensity] = [:]
    }

    /// What a study's densities depend on.
    private struct StudyKey: Hashable {
        var space: SearchSpace
        var program: String
        var task: TaskDescription
        var objective: Objective
    }

    private static let mostKnown = 100_000

    package init(_ model: ReaderModel) { self.model = model }

    package func densities(
        of configurations: [Configuration], for study: StudyDescription, progress: DensityProgress?
    ) async throws -> (densities: [QuantileDensity?], cost: DensityCost) {
        let key = StudyKey(
            space: study.space, program: ProgramText(study).usual, task: study.task, objective: study.objective)
        let parameters = study.space.searched
        return try state.withLock { state in
            if state.study != key {
                state.scorer = try model.scorer(try model.study(study))
                state.study = key
                state.known = [:]
            }
            if state.known.count > Self.mostKnown { state.known = [:] }
            let keys = configurations.map { study.space.contains($0) ? $0.key : nil }
            var open: [(key: String, configuration: Configuration)] = []
            for (key, configuration) in zip(keys, configurations) {
                if let key, state.known[key] == nil { open.append((key, configuration)) }
            }
            var cost = DensityCost()
            if !open.isEmpty, let scorer = state.scorer {
                let scores = try scorer.score(
                    open.map { ReaderTrial($0.configuration, of: parameters) }, in: try scorer.context([], results: []))
                for (index, entry) in open.enumerated() {
                    state.known[entry.key] = Self.even(scores.quantile(index), bins: bins)
                }
                cost.rows = open.count
                progress?(open.count, open.count)
            }
            return (keys.map { key in key.flatMap { state.known[$0] } }, cost)
        }
    }

    /// The same density over even bins.
    private static func even(_ density: ReaderDensity, bins: Int) -> QuantileDensity {
        var below = 0.0
        return QuantileDensity(
            weights: (1...bins).map { bin in
                let next = density.cumulative(Double(bin) / Double(bins))
                defer { below = next }
                return Float(max(next - below, 0))
            })
    }
}
