/// When a training ends before its last step: after so many evaluations in a row that ranked the watched tasks no better.
///
/// The rank correlation decides, not the loss: in our runs the held-out loss is lowest long before the ranking is best,
/// since the densities grow too sure of themselves while their order still improves (`docs/surrogate.md`).
package struct EarlyStopping: Sendable {
    package let patience: Int?

    package init(patience: Int?) { self.patience = patience }

    /// The evaluation with the best ranking, the earliest of equals.
    package static func best(_ evaluations: [FineTuningEvaluation]) -> FineTuningEvaluation? {
        evaluations.max { ($0.spearman, -$0.step) < ($1.spearman, -$1.step) }
    }

    package func ends(after evaluations: [FineTuningEvaluation]) -> Bool {
        guard let patience, let best = Self.best(evaluations) else { return false }
        return evaluations.count { $0.step > best.step } >= patience
    }
}
