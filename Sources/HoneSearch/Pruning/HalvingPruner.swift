import HoneBase
import HoneCore

/// Asynchronous successive halving: a trial that reaches a rung goes on if it is among the best there so far (Li, Jamieson,
/// Rostamizadeh et al., "A system for massively parallel hyperparameter tuning", 2020, algorithm 2, in the form that stops
/// trials and never pauses them).
package struct HalvingPruner: Pruner {
    /// Who goes on.
    package enum Rule: Sendable, Hashable {
        /// Those of the best 1/factor of the n trials at the rung, itself included, but at least the best one: no worse than
        /// number max(1, ⌊n / factor⌋). Optuna's successive halving.
        case topShare
        /// Those that at most 1/factor of the n trials at the rung, itself included, are better than. ASHA as in Syne Tune.
        case betterShare
    }

    /// The rungs; a first rung of nil: a hundredth of the longest complete trial.
    package var first: Int?
    package var factor: Double
    package var last: Int?
    package var rule: Rule
    /// Rungs that are left out at the beginning.
    package var skipped = 0
    /// Trials at a rung that are given up whatever their values, so that others have something to be compared with.
    package var bootstrap = 0

    package init(
        first: Int? = 1, factor: Double, last: Int? = nil, rule: Rule, skipped: Int = 0, bootstrap: Int = 0
    ) {
        self.first = first
        self.factor = factor
        self.last = last
        self.rule = rule
        self.skipped = skipped
        self.bootstrap = bootstrap
    }

    package func decision(
        for trial: Trial, among trials: TrialList, objectives: [Objective]
    ) -> PruningDecision {
        decision(for: trial, among: trials, objectives: objectives) { _ in true }
    }

    /// - Parameter competes: whether a trial of this number is compared with it.
    func decision(
        for trial: Trial, among trials: TrialList, objectives: [Objective], competes: (Int) -> Bool
    ) -> PruningDecision {
        guard let step = trial.lastStep, let own = trial.report(at: step),
            let rungs = rungs(among: trials, competes: competes)
        else { return .keep }
        if let last, step >= last { return .keep }
        for rung in rungs.reached(by: trial, at: step) {
            guard !own.isBroken else { return .stop("\(objectives[0].metric) at step \(step) is no number") }
            var others: [StepReport] = []
            for other in trials where other.number != trial.number && !other.reports.isEmpty && competes(other.number) {
                if let report = rungs.report(of: other, at: rung) { others.append(report) }
            }
            guard others.count >= bootstrap else { return .stop("one of the first \(bootstrap) at step \(step)") }
            guard let standing = StepStanding(own, among: others, objectives: objectives) else { return .keep }
            if !goesOn(standing) {
                let better = standing.others.count { $0 < standing.own }
                return .stop("at step \(step) \(better) of \(others.count) other trials are better")
            }
        }
        return .keep
    }

    private func rungs(among trials: TrialList, competes: (Int) -> Bool) -> HalvingRungs? {
        guard let first = first ?? Self.hundredth(of: trials, competes: competes) else { return nil }
        return HalvingRungs(first: first, factor: factor, last: last, skipped: skipped)
    }

    private static func hundredth(of trials: TrialList, competes: (Int) -> Bool) -> Int? {
        var longest: Int?
        for trial in trials where trial.state == .complete && competes(trial.number) {
            if let step = trial.lastStep { longest = max(step, longest ?? step) }
        }
        return longest.map { max($0 / 100, 1) }
    }

    private func goesOn(_ standing: StepStanding) -> Bool {
        let count = standing.others.count + 1
        let better = standing.others.count { $0 < standing.own }
        switch rule {
        case .topShare: return better < max(1, Int(Double(count) / factor))
        case .betterShare: return Double(better) / Double(count) <= 1 / factor
        }
    }
}
