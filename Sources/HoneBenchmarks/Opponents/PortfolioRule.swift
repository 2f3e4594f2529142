import HoneNumerics
import HoneSearch

/// `portfolio`: the candidate that lowers most the mean over the past tasks of the best result so far, again and again (the greedy
/// choice of Feurer, Eggensperger, Falkner, Lindauer and Hutter, "Auto-sklearn 2.0", 2022, section 3.2.1, and of Wistuba,
/// Schilling and Schmidt-Thieme, "Sequential model-free hyperparameter tuning", 2015, equation 8); then `gp`.
///
/// No past task has tried all candidates, so what each would give there is read off the task's surface, from 0 for its best candidate to
/// 1 for its worst. What was tried already, the default say, counts as chosen.
struct PortfolioRule: OpponentRule {
    /// Regret of each candidate on each task, `[tasks][candidates]`.
    private let regrets: [[Double]]
    /// Trials before another rule goes on.
    private let size: Int

    init(_ past: OpponentPast, size: Int = 7) {
        regrets = past.regrets
        self.size = size
    }

    func choose(_ view: OpponentView, using generator: inout SeededGenerator) -> OpponentChoice? {
        guard view.tried.count < size, !regrets.isEmpty else { return nil }
        let reached = regrets.map { task in view.tried.map { task[$0] }.min() ?? .infinity }
        let row = view.best { row in
            -zip(regrets, reached).reduce(0) { $0 + min($1.0[row], $1.1) }
        }
        return row.map { OpponentChoice(row: $0, rationale: "portfolio of \(regrets.count) past tasks") }
    }
}
