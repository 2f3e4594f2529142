import Hone
import HoneCore
import HoneSearch

// What is said of a trial's values, of one objective or of several.
extension StudyDescription {
    /// `loss 0.31`, `loss 0.31, seconds 12`; nil for a trial without values.
    func valueText(of trial: Trial) -> String? {
        guard !trial.values.isEmpty else { return nil }
        return zip(objectives, trial.values).map { "\($0.metric) \($1.metricText)" }.joined(separator: ", ")
    }

    /// `minimize loss, minimize seconds, latency <= 50`.
    var goalText: String {
        (objectives.map { "\($0.direction.rawValue) \($0.metric)" } + metricConstraints.map(\.description))
            .joined(separator: ", ")
    }

    /// `beyond latency <= 50`: the bounds that a complete trial does not keep; nil if it keeps all.
    func excessText(of trial: Trial) -> String? {
        guard trial.state == .complete, violation(of: trial) > 0 else { return nil }
        let missed = metricConstraints.filter { constraint in
            var one = self
            one.metricConstraints = [constraint]
            return one.violation(of: trial) > 0
        }
        return "beyond \(missed.map(\.description).joined(separator: ", "))"
    }
}

extension StudyDescription {
    /// ` ± 0.002 over 5 runs`, of the leading configuration where configurations run several times; else nothing.
    func runsText(_ history: TrialHistory) -> String {
        guard repeats != nil, let runs = ParetoFront(history, in: self).runs else { return "" }
        let count = runs.values.count
        return (runs.error.map { " ± \($0.formatted(significantDigits: 2))" } ?? "")
            + " over \(count) run\(count == 1 ? "" : "s")"
    }
}

extension Trial {
    /// `waits at step 9: its best loss 0.4 is worse than the median of 5 trials`, of a paused trial.
    var pauseText: String {
        let step = reports.last.map { " at step \($0.step)" } ?? ""
        let reason = valueSource.map { $0.hasPrefix("waits: ") ? ": " + $0.dropFirst(7) : ": " + $0 } ?? ""
        return "waits\(step)\(reason)"
    }
}

extension NoiseAwareBest {
    /// `values are noisy (± 0.01 a trial): trial 12 is expected to be better, loss 0.31 in the mean`
    func text(_ metric: String) -> String {
        "values are noisy (± \(deviation.formatted(significantDigits: 2)) a trial): trial \(trial.number) is expected to be better, \(metric) \(expected.metricText) in the mean"
    }
}
