import HoneBase
import HoneCore

/// Gives up a trial whose latest value is no number, or lies outside a range that the user knows.
package struct ThresholdPruner: Pruner, Hashable {
    /// Values below this are given up.
    package var lower: Double
    /// Values above this are given up.
    package var upper: Double
    var schedule = StepSchedule()

    /// - Parameters:
    ///   - warmup: steps below which nothing is given up.
    ///   - interval: steps from one decision to the next.
    package init(lower: Double = -.infinity, upper: Double = .infinity, warmup: Int = 0, interval: Int = 1) {
        self.lower = lower
        self.upper = upper
        schedule = StepSchedule(warmup: warmup, interval: interval)
    }

    /// The range is that of the first objective.
    package func decision(
        for trial: Trial, among trials: TrialList, objectives: [Objective]
    ) -> PruningDecision {
        guard let step = trial.lastStep, let value = trial.report(at: step)?.value, schedule.isDue(trial, at: step)
        else { return .keep }
        let name = objectives.first?.metric ?? "value"
        guard !value.isNaN else { return .stop("\(name) at step \(step) is no number") }
        let text = "\(name) \(value.formatted(significantDigits: 4)) at step \(step)"
        if value < lower { return .stop("\(text) is below \(lower.formatted(significantDigits: 4))") }
        if value > upper { return .stop("\(text) is above \(upper.formatted(significantDigits: 4))") }
        return .keep
    }
}
