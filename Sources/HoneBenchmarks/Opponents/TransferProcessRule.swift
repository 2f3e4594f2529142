import Foundation
import HoneNumerics
import HoneSearch

/// `transfer-gp`: one process over past and own trials of a program, past results scaled by their ranks within each task, tasks
/// correlated by one ρ (`SourceProcess`; a subset of the past trials, those of the most alike tasks).
///
/// The own results' level is unknown (a linear term) and their unit is a multiple of their own spread; ρ and the unit are weighed
/// by the marginal likelihood of the own trials (Swersky, Snoek and Adams, "Multi-task Bayesian optimization", 2013, section 3,
/// who sample what stands on a grid here). A small ρ lets go of a past that misleads.
struct TransferProcessRule: OpponentRule {
    private let sources: [SourceProcess]
    private let columns = CovarianceShelf()

    private static let correlations = [0.05, 0.4, 0.7, 0.85, 0.95]
    private static let units = [0.5, 1, 2, 4, 8]
    /// Past trials, and of how many tasks.
    private static let mostTrials = 300
    private static let mostTasks = 12
    /// Prior variance of the own level, in squared units.
    private static let levelVariance = 4.0

    init?(_ past: OpponentPast) {
        let tasks = past.tasks.prefix(Self.mostTasks)
        var features = FeatureMatrix(columns: past.encoder.columns.count)
        var targets: [Double] = []
        var groups: [Int] = []
        for (group, task) in tasks.enumerated() {
            let kept = ObservationSubset.indices(of: task.scores, atMost: Self.mostTrials / max(1, tasks.count))
            for index in kept {
                features.append(row: index, of: task.features)
                targets.append(task.scores[index])
                groups.append(group)
            }
        }
        sources = Self.correlations.compactMap { correlation in
            SourceProcess(
                features, targets: targets, groups: groups, correlation: correlation,
                hyperparameters: past.hyperparameters, columns: past.encoder.columns,
                candidates: past.candidates.features)
        }
        guard sources.count == Self.correlations.count else { return nil }
    }

    func choose(_ view: OpponentView, using generator: inout SeededGenerator) -> OpponentChoice? {
        guard view.tried.count > 1 else {
            let row = view.best { row in -sources.reduce(0) { $0 + $1.means[row] } }
            return row.map { OpponentChoice(row: $0, rationale: "what past tasks expect") }
        }
        let scaling = TargetScaling(view.costs)
        let values = view.costs.map(scaling.scaled)
        var hypotheses: [OwnPosterior] = []
        for (index, source) in sources.enumerated() {
            let among = source.covariance(among: view.tried)
            for unit in Self.units {
                if let new = OwnPosterior(
                    source, index, tried: view.tried, values: values, unit: unit, level: Self.levelVariance,
                    covariance: among)
                {
                    hypotheses.append(new)
                }
            }
        }
        guard let top = hypotheses.map(\.logEvidence).max() else { return nil }
        var scores = [Double](repeating: 0, count: sources[0].means.count)
        var correlation = 0.0
        let total = hypotheses.reduce(0) { $0 + exp($1.logEvidence - top) }
        for hypothesis in hypotheses {
            let weight = exp(hypothesis.logEvidence - top) / total
            correlation += weight * Self.correlations[hypothesis.source]
            // What weighs less moves nothing.
            guard weight > 1e-3 else { continue }
            let source = sources[hypothesis.source]
            let cross = view.tried.map { columns.covariances(hypothesis.source, $0, source) }
            hypothesis.addImprovements(source, cross, open: view.open, weight: weight, to: &scores)
        }
        let row = view.best { scores[$0] }
        return row.map {
            OpponentChoice(
                row: $0, rationale: "correlation of \(correlation.formatted(significantDigits: 2)) with past tasks")
        }
    }
}
