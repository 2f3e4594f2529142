import Foundation
import HoneNumerics
import HoneSearch

/// `warm-gp`: the best configurations of the past tasks whose data are nearest, then `gp` (Feurer, Springenberg and Hutter,
/// "Initializing Bayesian hyperparameter optimization via meta-learning", 2015, algorithm 2). Of the candidates the one that lies
/// nearest to each is tried.
struct WarmStartRule: OpponentRule {
    /// Candidates near the best configuration of each task, the nearest task first: rows by distance.
    private let starts: [[Int]]
    static let size = 5

    init(_ past: OpponentPast) {
        let tasks = past.tasks.indices.sorted { (past.tasks[$0].distance, $0) < (past.tasks[$1].distance, $1) }
        let kernel = MaternKernel(columns: past.encoder.columns, logLengthScales: past.hyperparameters.logLengthScales)
        starts = tasks.prefix(Self.size * 2).compactMap { index in
            let task = past.tasks[index]
            guard let best = task.scores.indices.min(by: { (task.scores[$0], $0) < (task.scores[$1], $1) }) else {
                return nil
            }
            let near = kernel.matrix(task.features.selecting([best]), past.candidates.features)
            return Array(near.indices.sorted { (near[$1], $0) < (near[$0], $1) }.prefix(Self.size * 4))
        }
    }

    func choose(_ view: OpponentView, using generator: inout SeededGenerator) -> OpponentChoice? {
        guard view.tried.count < Self.size else { return nil }
        let open = Set(view.open)
        // A task whose best candidate was tried already has had its turn.
        let row = starts.lazy.compactMap(\.first).first(where: open.contains)
        return row.map { OpponentChoice(row: $0, rationale: "the best of a past task on data of like size") }
    }
}
