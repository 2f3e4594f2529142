import Foundation
import Hone
import HoneCore

/// One trial for `hone show NAME --trial N`: configuration, where it came from, what happened, what it printed last.
struct TrialDetails {
    let trial: Trial
    let study: StoredStudy

    /// Lines of output that are shown.
    private static let tailLines = 8
    /// Characters of such a line.
    private static let tailWidth = 200
    /// Whether the files are still there when this is read.
    private let keepsFiles: Bool

    init(_ trial: Trial, of study: StoredStudy, keepsFiles: Bool = true) {
        self.trial = trial
        self.study = study
        self.keepsFiles = keepsFiles
    }

    var lines: [String] {
        var lines = ["\(study.name) · trial \(trial.number) · \(trial.state.rawValue)"]
        // A trial that was given up has its reason there.
        let source = trial.state == .pruned ? nil : trial.valueSource
        if trial.state == .pruned, let reason = trial.valueSource { lines.append(reason) }
        for (objective, value) in zip(study.description.objectives, trial.values) {
            lines.append("\(objective.metric) \(value)" + (source.map { "  (from \($0))" } ?? ""))
        }
        if let excess = study.description.excessText(of: trial) { lines.append(excess) }
        if let failure = trial.failure { lines.append("\(failure.reason.rawValue): \(failure.message)") }
        if let record = trial.suggestion {
            lines.append("chosen by \(record.origin)" + (record.rationale.map { ": \($0)" } ?? ""))
            if let prediction = record.prediction { lines.append("predicted \(prediction.shortText)") }
            if let remark = PriorRemark(record)?.detail { lines.append(remark) }
        }
        lines.append("")
        for parameter in study.description.space.parameters {
            if let value = trial.configuration[parameter.name] { lines.append("  \(parameter.name) = \(value)") }
        }
        for (name, value) in trial.metrics.sorted(by: { $0.key < $1.key }) {
            lines.append("  metric \(PrintableText.line(name)) = \(value)")
        }
        if trial.metrics.count >= MetricFindings.metricLimit {
            lines.append("  (the first \(MetricFindings.metricLimit) metrics are kept, others are not)")
        }
        if let last = trial.reports.last {
            lines.append("  \(trial.reports.count) reports, the last at step \(last.step): \(last.value.metricText)")
        }
        lines.append("")
        if let command = RepeatCommand(of: trial, in: study, keepsFiles: keepsFiles)?.text {
            lines.append("run it:  \(command)")
        }
        lines += attempts
        return lines
    }

    private var attempts: [String] {
        guard !trial.attempts.isEmpty else { return [] }
        let tokens = trial.attempts.map { $0.token }
        let files = AttemptFiles(
            trialDirectory: "\(study.directory)/\(trial.number)", ordinal: max(1, trial.attempts.count)
        ).located(token: tokens.last ?? "", earlier: Array(tokens.dropLast()))
        var lines: [String] = []
        for (index, attempt) in trial.attempts.enumerated() {
            let time = attempt.endedAt.map { " after \(($0 - attempt.startedAt).clockText)" } ?? ""
            lines.append("attempt \(index + 1): \(attempt.state.rawValue)\(time)")
        }
        if keepsFiles { lines.append("files:   \(files.trialDirectory)") }
        for (name, path) in [("stdout", files.standardOutput), ("stderr", files.standardError)] {
            let tail = FileTail.lines(of: path, count: Self.tailLines, width: Self.tailWidth)
            guard !tail.isEmpty else { continue }
            lines.append("\(name), the end:")
            lines += tail.map { "  | \($0)" }
        }
        return lines
    }
}
