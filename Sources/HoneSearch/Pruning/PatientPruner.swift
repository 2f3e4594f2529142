import HoneCore
import HoneNumerics

/// Lets another pruner decide only where the trial has not become better for some steps; alone it gives up such trials itself.
package struct PatientPruner: Pruner {
    /// Who decides then; nil: nobody else.
    package var wrapped: (any Pruner)?
    /// Steps without an improvement that are borne.
    package var patience: Int
    /// What counts as an improvement, in the objective's units, at least 0.
    package var delta = 0.0

    package init(_ wrapped: (any Pruner)?, patience: Int, delta: Double = 0) {
        self.wrapped = wrapped
        self.patience = patience
        self.delta = delta
    }

    package func decision(
        for trial: Trial, among trials: TrialList, objectives: [Objective]
    ) -> PruningDecision {
        guard trial.reports.count > patience + 1, hasStalled(trial, objectives) else { return .keep }
        guard let wrapped else { return .stop("it has not become better for \(patience + 1) steps") }
        return wrapped.decision(for: trial, among: trials, objectives: objectives)
    }

    /// With several objectives: whether every one of the latest vectors is dominated by, or equal to, an earlier one.
    private func hasStalled(_ trial: Trial, _ objectives: [Objective]) -> Bool {
        let vectors = trial.reports.sorted { $0.step < $1.step }.compactMap { $0.minimized(objectives) }
        guard vectors.count > patience + 1 else { return false }
        let before = vectors.dropLast(patience + 1)
        let after = vectors.suffix(patience + 1)
        guard objectives.count == 1 else {
            return after.allSatisfy { late in before.contains { $0 == late || Dominance.dominates($0, late) } }
        }
        guard let best = before.map({ $0[0] }).filter({ !$0.isNaN }).min(),
            let latest = after.map({ $0[0] }).filter({ !$0.isNaN }).min()
        else { return false }
        return best + delta < latest
    }
}
