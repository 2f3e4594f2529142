import Foundation
import HoneNumerics
import HoneSearch

/// `warm-gp`: the best configurations of the past tasks whose data are nearest, then `gp` (Feurer, Springenberg and Hutter,
/// "Initializing Bayesian hyperparameter optimization via meta-learning", 2015, algorithm 2). No past task has tried all candidates:
/// its best one is read off its surface.
struct WarmStartRule: OpponentRule {
    /// The candidate that looks best on each task, the task on the nearest data first.
    private let starts: [Int]
    static let size = 5

    init(_ past: OpponentPast) {
        let order = past.regrets.indices.sorted { (past.distances[$0], $0) < (past.distances[$1], $1) }
        var starts: [Int] = []
        for index in order {
            let regrets = past.regrets[index]
            let best = regrets.indices.min { (regrets[$0], $0) < (regrets[$1], $1) }
            if let best, !starts.contains(best) { starts.append(best) }
        }
        self.starts = starts
    }

    func choose(_ view: OpponentView, using generator: inout SeededGenerator) -> OpponentChoice? {
        guard view.tried.count < Self.size else { return nil }
        let open = Set(view.open)
        let row = starts.first(where: open.contains)
        return row.map { OpponentChoice(row: $0, rationale: "the best of a past task on data of like size") }
    }
}
