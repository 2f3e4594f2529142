import HoneCore
import HoneNumerics

/// What a study's history says of all its objectives and of its bounds on metrics.
struct SearchObservations {
    var configurations: [Configuration] = []
    /// `[observations][objectives]`, lower is better.
    var values: [[Double]] = []
    /// How far each is beyond each bound, `[observations][bounds]`, in the metric's unit; 0 or below where it is kept.
    var excesses: [[Double]] = []
    /// Seconds of each, where they are known and above 0.
    var seconds: [Double?] = []
    /// Configurations that wait or run.
    let pending: [Configuration]

    /// Complete trials; failures that speak against their configuration get the worst value seen of each objective, and the
    /// farthest excess.
    init(_ history: TrialHistory, of study: StudyDescription) {
        pending = history.pending.map(\.configuration)
        let constraints = study.metricConstraints
        for trial in history.complete {
            guard let values = study.minimized(trial) else { continue }
            let excesses = constraints.map { constraint in
                study.value(of: constraint.metric, in: trial).map {
                    constraint.isUpper ? $0 - constraint.bound : constraint.bound - $0
                }
            }
            configurations.append(trial.configuration)
            seconds.append(trial.seconds.flatMap { $0 > 0 ? $0 : nil })
            self.values.append(values)
            self.excesses.append(excesses.map { $0.flatMap { $0.isFinite ? $0 : nil } ?? .nan })
        }
        for bound in constraints.indices {
            // What was not reported counts as being as far beyond as the farthest.
            let farthest = max(excesses.map { $0[bound] }.filter(\.isFinite).max() ?? 1, 0)
            for index in excesses.indices where excesses[index][bound].isNaN { excesses[index][bound] = farthest }
        }
        guard let first = values.first else { return }
        let worst = first.indices.map { index in values.map { $0[index] }.max() ?? 0 }
        let farthest = constraints.indices.map { bound in max(excesses.map { $0[bound] }.max() ?? 0, 0) }
        for trial in history.evidentFailures {
            configurations.append(trial.configuration)
            values.append(worst)
            seconds.append(trial.seconds.flatMap { $0 > 0 ? $0 : nil })
            excesses.append(farthest)
        }
    }

    var count: Int { values.count }

    func isFeasible(_ index: Int) -> Bool { excesses[index].allSatisfy { $0 <= 0 } }

    /// What each observation is beyond its bounds, summed over them, each in parts of the farthest seen; 0 where all are kept.
    private var violations: [Double] {
        let farthest = excesses.first.map { $0.indices.map { bound in excesses.map { $0[bound] }.max() ?? 0 } } ?? []
        return excesses.map { row in
            zip(row, farthest).reduce(0) { $0 + ($1.1 > 0 ? max($1.0, 0) / $1.1 : 0) }
        }
    }

    /// The configurations, the best first: those that keep all bounds by rank of non-domination and value, then by how far beyond
    /// they are; the earlier of equals first.
    var bestFirst: [Configuration] {
        let violations = violations
        let isSingle = values.first?.count == 1
        let ranks = isSingle ? values.map { _ in 0 } : NonDominatedSorting.ranks(of: values)
        return values.indices.sorted { a, b in
            if violations[a] != violations[b] { return violations[a] < violations[b] }
            if ranks[a] != ranks[b] { return ranks[a] < ranks[b] }
            return (values[a][0], a) < (values[b][0], b)
        }.map { configurations[$0] }
    }

    func selecting(_ indices: [Int]) -> SearchObservations {
        var copy = self
        copy.configurations = indices.map { configurations[$0] }
        copy.values = indices.map { values[$0] }
        copy.seconds = indices.map { seconds[$0] }
        copy.excesses = indices.map { excesses[$0] }
        return copy
    }
}
