import Foundation
import Hone
import HoneCore

/// One trial for `hone show NAME --trial N`: configuration, where it came from, what happened, what it printed last.
struct TrialDetails {
    let trial: Trial
    let study: StoredStudy

    /// Lines of output that are shown.
    private static let tailLines = 8
    /// Bytes from the end of a file that are read for them.
    private static let tailBytes: UInt64 = 16 * 1024

    init(_ trial: Trial, of study: StoredStudy) {
        self.trial = trial
        self.study = study
    }

    var lines: [String] {
        var lines = ["\(study.name) · trial \(trial.number) · \(trial.state.rawValue)"]
        for (objective, value) in zip(study.description.objectives, trial.values) {
            lines.append("\(objective.metric) \(value)" + (trial.valueSource.map { "  (from \($0))" } ?? ""))
        }
        if let failure = trial.failure { lines.append("\(failure.reason.rawValue): \(failure.message)") }
        if let record = trial.suggestion {
            lines.append("chosen by \(record.origin)" + (record.rationale.map { ": \($0)" } ?? ""))
            if let prediction = record.prediction { lines.append("predicted \(prediction.shortText)") }
        }
        lines.append("")
        for parameter in study.description.space.parameters {
            if let value = trial.configuration[parameter.name] { lines.append("  \(parameter.name) = \(value)") }
        }
        for (name, value) in trial.metrics.sorted(by: { $0.key < $1.key }) {
            lines.append("  metric \(name) = \(value)")
        }
        if let last = trial.reports.last {
            lines.append("  \(trial.reports.count) reports, the last at step \(last.step): \(last.value.metricText)")
        }
        lines.append("")
        if let command = study.description.shellCommand(for: trial.configuration) {
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
        lines.append("files:   \(files.trialDirectory)")
        for (name, path) in [("stdout", files.standardOutput), ("stderr", files.standardError)] {
            let tail = Self.tail(of: path)
            guard !tail.isEmpty else { continue }
            lines.append("\(name), the end:")
            lines += tail.map { "  | \($0.shortened(to: 200))" }
        }
        return lines
    }

    private static func tail(of path: String) -> [String] {
        guard let file = FileHandle(forReadingAtPath: path) else { return [] }
        defer { try? file.close() }
        guard let end = try? file.seekToEnd() else { return [] }
        try? file.seek(toOffset: end > tailBytes ? end - tailBytes : 0)
        guard let data = try? file.readToEnd() else { return [] }
        return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).suffix(tailLines).map(
            String.init)
    }
}
