import HoneBase
import HoneCore

/// Gives up a trial whose best value so far is worse than a percentile of the complete trials' values at the same step; with 50 the
/// median stopping rule (Golovin et al., "Google Vizier: a service for black-box optimization", 2017, section 3.2.2, with values
/// in place of running averages, as in Optuna).
///
/// With several objectives the rank of the trial's latest vector counts, which has no best so far.
package struct PercentilePruner: Pruner, Hashable {
    /// The percentage of trials that go on, 0...100.
    package var percent = 50.0
    /// Complete trials below which nothing is given up.
    package var startup = 5
    /// Trials with a value at the step below which nothing is given up there.
    package var least = 1
    var schedule = StepSchedule()

    /// - Parameters:
    ///   - warmup: steps below which nothing is given up.
    ///   - interval: steps from one decision to the next.
    package init(
        percent: Double = 50, startup: Int = 5, warmup: Int = 0, interval: Int = 1, least: Int = 1
    ) {
        self.percent = percent
        self.startup = startup
        self.least = least
        schedule = StepSchedule(warmup: warmup, interval: interval)
    }

    package func decision(
        for trial: Trial, among trials: TrialList, objectives: [Objective]
    ) -> PruningDecision {
        let complete = trials.counts[.complete] ?? 0
        guard complete > 0, complete >= startup, let step = trial.lastStep, let own = best(of: trial, step, objectives),
            schedule.isDue(trial, at: step)
        else { return .keep }
        guard !own.isBroken else { return .stop("no value so far is a number") }
        var others: [StepReport] = []
        for other in trials where other.state == .complete && other.number != trial.number {
            if let report = other.report(at: step) { others.append(report) }
        }
        guard others.count >= least, let standing = StepStanding(own, among: others, objectives: objectives) else {
            return .keep
        }
        let limit = standing.others.percentile(percent)
        guard standing.own > limit else { return .keep }
        return .stop(reason(own, limit, others: others.count, step: step, objectives))
    }

    /// What of the trial is compared: with one objective its best value that is a number.
    private func best(of trial: Trial, _ step: Int, _ objectives: [Objective]) -> StepReport? {
        guard objectives.count == 1 else { return trial.report(at: step) }
        let objective = objectives[0]
        var best = StepReport(step: step, value: .nan)
        for report in trial.reports where best.value.isNaN || objective.isBetter(report.value, than: best.value) {
            best.value = report.value
        }
        return best
    }

    private func reason(
        _ own: StepReport, _ limit: Double, others: Int, step: Int, _ objectives: [Objective]
    ) -> String {
        let level = percent == 50 ? "the median" : "percentile \(percent.formatted(significantDigits: 3))"
        let place = "of \(others) complete trial\(others == 1 ? "" : "s") at step \(step)"
        guard objectives.count == 1 else { return "its front is worse than \(level) \(place)" }
        let value = objectives[0].minimized(limit).formatted(significantDigits: 4)
        return "its best \(objectives[0].metric) \(own.value.formatted(significantDigits: 4)) is worse than \(level) "
            + "\(place), \(value)"
    }
}
