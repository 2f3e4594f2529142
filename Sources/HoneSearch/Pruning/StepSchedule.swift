import HoneCore

/// At which steps a pruner decides: from `warmup` on, at the first report of every `interval` steps.
struct StepSchedule: Sendable, Hashable {
    /// Steps below this are never decided at.
    var warmup = 0
    /// Steps from one decision to the next, at least 1.
    var interval = 1

    /// Whether the trial's latest step is one to decide at.
    func isDue(_ trial: Trial, at step: Int) -> Bool {
        guard step >= warmup else { return false }
        let start = warmup + (step - warmup) / interval * interval
        return trial.secondLastStep ?? -1 < start
    }
}
