import Hone
import HoneCore
import HoneSearch

/// The last lines of a run: what came out, and what to type next.
struct StudyEnding {
    let summary: StudySummary
    /// The number of finished trials that was asked for.
    let target: Int?
    let invocation: Invocation

    private var study: StudyDescription { summary.study.description }

    var lines: [String] {
        guard let best = summary.best else { return [total] + nothingCompleted }
        return [total] + (front ?? [self.best(best)]) + nextSteps(best)
    }

    /// `done: 40 trials (38 complete, 2 failed) in 2:41`
    private var total: String {
        let counts = summary.counts
        let states = TrialState.allCases.filter(\.isFinished).compactMap { state in
            counts[state].map { "\($0) \(state.rawValue)" }
        }
        let finished = TrialState.allCases.filter(\.isFinished).map { counts[$0] ?? 0 }.reduce(0, +)
        let what = "\(finished) trial\(finished == 1 ? "" : "s")"
        let beginning = summary.stopped.map { "stopped (\($0.summary))" } ?? "done"
        let detail = counts[.complete] == finished ? "" : " (\(states.joined(separator: ", ")))"
        return "\(beginning): \(what)\(detail) in \(summary.seconds.clockText)"
    }

    /// Most trials of a front that are listed.
    private static let frontLines = 10

    /// The Pareto front, the best in the first objective first; nil with one objective.
    private var front: [String]? {
        guard let front = FrontSummary(summary.history, in: study) else { return nil }
        let count = front.trials.count
        var lines = [
            "front of \(count) trial\(count == 1 ? "" : "s"); hypervolume \(front.hypervolume.formatted(significantDigits: 3)) of the box between the best and the worst values"
        ]
        lines += front.trials.prefix(Self.frontLines).map {
            "  \(study.valueText(of: $0) ?? "")  (trial \($0.number))  \($0.configuration.shortText(in: study.space))"
        }
        if count > Self.frontLines {
            lines.append("  \(count - Self.frontLines) more: \(invocation.text("best", study.name))")
        }
        return lines
    }

    /// `best 0.0218 (trial 31); default 0.0298, so 27 % lower; the model had predicted 0.0225 [.019 .028]`
    private func best(_ best: Trial) -> String {
        let excess = study.excessText(of: best).map { ", \($0): no trial keeps all bounds" } ?? ""
        var parts = [
            "best \(study.objective.metric) \(best.value?.metricText ?? "")\(study.runsText(summary.history)) (trial \(best.number))\(excess)"
        ]
        if let comparison = comparisonWithDefault(best) { parts.append(comparison) }
        if let prediction = best.suggestion?.prediction {
            let origin = best.suggestion?.origin ?? ""
            // Only a language model is "the model"; others go by their name.
            let name = origin.hasPrefix("lm") ? "the model" : origin
            parts.append("\(name) had predicted \(prediction.shortText)")
        }
        if let likely = NoiseAwareBest(summary.history, in: study), likely.trial.number != best.number {
            parts.append(likely.text(study.objective.metric))
        }
        return parts.joined(separator: "; ")
    }

    /// Only where every parameter has a default of the user's: one that Hone made up is no yardstick.
    private func comparisonWithDefault(_ best: Trial) -> String? {
        // A first trial made up of middles is nobody's default.
        let stated = study.space.statedDefault
        let isDefault = { (trial: Trial) in trial.suggestion?.origin == "default" && trial.configuration == stated }
        guard let trial = summary.history.trials.first(where: isDefault), let value = best.value else { return nil }
        if trial.number == best.number { return "it is the default configuration" }
        guard trial.state == .complete, let other = trial.value else { return "the default \(trial.state.rawValue)" }
        guard other != 0, other.isFinite else { return "default \(other.metricText)" }
        let percent = ((value - other) / other.magnitude * 100).magnitude.formatted(significantDigits: 2)
        return "default \(other.metricText), so \(percent) % \(value < other ? "lower" : "higher")"
    }

    private func nextSteps(_ best: Trial) -> [String] {
        var steps: [(name: String, command: String)] = []
        if let command = RepeatCommand(of: best, in: summary.study)?.text { steps.append(("run it:", command)) }
        steps.append(("look at it:", invocation.text("show", study.name, "--trial", String(best.number))))
        if summary.stopped != .exhausted {
            let finished = summary.history.countTowardsTotal
            steps.append(("go on:", invocation.goingOn(with: study.name, after: finished, of: target)))
        }
        steps.append(("learn from it:", invocation.text("learn")))
        let width = steps.map(\.name.count).max() ?? 0
        return steps.map { "\($0.name.padded(to: width))  \($0.command)" }
    }

    private var nothingCompleted: [String] {
        let failed = summary.history.trials.filter { $0.state == .failed }
        guard let first = failed.first, let failure = first.failure else {
            return ["no trial completed; go on: \(invocation.text("run", "--resume", study.name))"]
        }
        return [
            "no trial completed. Trial \(first.number) failed (\(failure.reason.rawValue)): \(failure.message)",
            "look at it:  \(invocation.text("show", study.name, "--trial", String(first.number)))",
        ]
    }
}

extension StopReason {
    /// In a few words, for the last lines.
    var summary: String {
        switch self {
        case .requested, .requestedNow: "as you asked"
        case .timeout: "the time is up"
        case .failures(let count): "\(count) failures"
        case .nothingButFailures(let count): "the first \(count) trials all failed"
        case .exhausted: "nothing is left to try"
        case .rule(let rule, let detail): "\(rule): \(detail)"
        }
    }
}
