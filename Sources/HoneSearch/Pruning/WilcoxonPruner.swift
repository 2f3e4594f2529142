import HoneBase
import HoneCore
import HoneNumerics

/// Gives up a trial that is worse than the best one on the folds, seeds or instances that both have seen, by Wilcoxon's signed rank
/// test (Wilcoxon, "Individual comparisons by ranking methods", 1945). Steps are the folds' numbers, in any order.
///
/// The test is made again with each fold, so its level is not that of the whole; it is a rule of thumb that works.
package struct WilcoxonPruner: Pruner, Hashable {
    /// Below this probability of so large a difference between equals the trial is given up, 0...1.
    package var probability = 0.1
    /// Folds below which nothing is given up, at least 2.
    package var startup = 2

    package init(probability: Double = 0.1, startup: Int = 2) {
        self.probability = probability
        self.startup = startup
    }

    /// With several objectives the first one's values are compared, with those of its best trial.
    package func decision(
        for trial: Trial, among trials: TrialList, objectives: [Objective]
    ) -> PruningDecision {
        let objective = objectives[0]
        let own = Self.values(of: trial, objective)
        guard !own.isEmpty, own.values.allSatisfy(\.isFinite), let best = Self.best(of: trials, objective) else {
            return .keep
        }
        let known = Self.values(of: best, objective)
        guard !known.isEmpty, known.values.allSatisfy(\.isFinite) else { return .keep }
        let shared = own.keys.filter { known[$0] != nil }.sorted()
        guard shared.count >= max(2, startup) else { return .keep }
        let differences = shared.map { (own[$0] ?? 0) - (known[$0] ?? 0) }
        let chance = SignedRankTest.probabilityOfMore(differences)
        guard chance < probability else { return .keep }
        // Better on average in spite of the test: folds that the best one has not seen, or a few large differences.
        guard Self.mean(of: trial, objective) > Self.mean(of: best, objective) else { return .keep }
        return .stop(
            "worse than trial \(best.number) on \(shared.count) steps, p = \(chance.formatted(significantDigits: 2))")
    }

    private static func values(of trial: Trial, _ objective: Objective) -> [Int: Double] {
        var values: [Int: Double] = [:]
        for report in trial.reports { values[report.step] = objective.minimized(report.value) }
        return values
    }

    /// In the order of reporting, so that the sum is the same to the last bit.
    private static func mean(of trial: Trial, _ objective: Objective) -> Double {
        trial.reports.reduce(0) { $0 + objective.minimized($1.value) } / Double(trial.reports.count)
    }

    private static func best(of trials: TrialList, _ objective: Objective) -> Trial? {
        TrialHistory(trials: trials).best(for: objective)
    }
}
