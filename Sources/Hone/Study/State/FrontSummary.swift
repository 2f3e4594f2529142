import HoneCore
import HoneNumerics

/// A Pareto front in figures.
public struct FrontSummary: Sendable, Hashable {
    /// The trials that none is better than, ordered by the first objective, the best first.
    public let trials: [Trial]
    /// The worst value of each objective among all complete trials, in the objectives' own directions: the point that the
    /// hypervolume is measured from.
    public let reference: [Double]
    /// The volume of what the front is better than, within the reference, in parts of the box between the reference and
    /// the best value of each objective: 0 for nothing, 1 if one trial were the best in all (Zitzler and Thiele 1998).
    public let hypervolume: Double

    /// The front of a history; nil for a study with one objective, or without a trial that keeps its bounds.
    public init?(_ history: TrialHistory, in study: StudyDescription) {
        guard study.objectives.count > 1 else { return nil }
        let front = ParetoFront(history, in: study)
        let feasible = front.trials.filter { study.violation(of: $0) == 0 }
        let all = history.complete.compactMap(study.minimized)
        guard !feasible.isEmpty, let first = all.first else { return nil }
        trials = feasible.sorted {
            let (a, b) = (study.objective.minimized($0.values[0]), study.objective.minimized($1.values[0]))
            return (a, $0.number) < (b, $1.number)
        }
        let worst = first.indices.map { index in all.map { $0[index] }.max() ?? 0 }
        let best = first.indices.map { index in all.map { $0[index] }.min() ?? 0 }
        let sides = zip(worst, best).map { $0 - $1 }
        // An objective in which all are equal tells nothing apart.
        let scaled = feasible.compactMap(study.minimized).map { values in
            values.indices.map { sides[$0] > 0 ? (values[$0] - best[$0]) / sides[$0] : 0 }
        }
        hypervolume = Hypervolume.of(scaled, reference: sides.map { _ in 1 })
        reference = zip(study.objectives, worst).map { $0.minimized($1) }
    }
}
