import HoneCore
import HoneSearch

/// A metric of a task's rows that no method is told: the same figure as the objective, taken on data of its own.
package struct HeldOutMetric: Sendable, Hashable {
    package let name: String
    /// One a row, nil where it was not reported.
    let values: [Double?]
    private let scale: RegretScale

    private static let words: Set<String> = ["test", "holdout", "heldout"]

    /// - Parameters:
    ///   - metrics: what was reported of each row beside the objective.
    /// - Returns: nil where none is the objective's figure on a test set, or only one row has it.
    package init?(_ metrics: [[String: Double]], objective: Objective) {
        let names = Set(metrics.flatMap(\.keys)).filter { name in
            !Self.words.isDisjoint(with: name.lowercased().split { !$0.isLetter }.map(String.init))
                && MetricName.areSame(Objective(objective.direction, name), objective)
        }
        guard let name = names.min() else { return nil }
        values = metrics.map { $0[name].flatMap { $0.isFinite ? $0 : nil } }
        let known = values.compactMap(\.self)
        guard known.count > 1 else { return nil }
        self.name = name
        scale = RegretScale(known, direction: objective.direction)
    }

    /// Of the incumbent by the objective, after each evaluation; nil if an incumbent does not have the metric.
    func regrets(rows: [Int], values objective: [Double]) -> [Double]? {
        var result: [Double] = []
        var best: Double?
        var current = 0.0
        for (row, value) in zip(rows, objective) {
            let cost = scale.direction == .minimize ? value : -value
            if best.map({ cost < $0 }) ?? true {
                guard values.indices.contains(row), let held = values[row] else { return nil }
                best = cost
                current = scale.regrets([held])[0]
            }
            result.append(current)
        }
        return result
    }
}
