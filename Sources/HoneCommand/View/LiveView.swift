import Hone
import HoneCore

/// The lines of a running study on a terminal, drawn anew from its progress each time.
struct LiveView {
    let progress: StudyProgress
    let header: String
    let terminal: Terminal
    /// Seconds since 1970.
    let now: Double

    private static let barWidth = 20
    /// Lines that are not rows of the table.
    private static let frameLines = 6
    private static let rowLimit = 16

    var lines: [ScreenLine] {
        var lines = [ScreenLine(header, .bold), ScreenLine(status)]
        if let best { lines.append(ScreenLine(best, .green)) }
        lines += table
        if let last { lines.append(ScreenLine(last, .yellow)) }
        return lines
    }

    /// ` 12 of 40  ██████░░░░  2 running · 1 failed · 0:48 elapsed · about 1:50 left`
    private var status: String {
        var parts: [String] = []
        let running = progress.runningCount
        if running > 0 { parts.append("\(running) running") }
        if progress.failed > 0 { parts.append("\(progress.failed) failed") }
        parts.append("\((now - progress.startedAt).clockText) elapsed")
        if let left = progress.secondsLeft(at: now) { parts.append("about \(left.clockText) left") }
        guard let target = progress.target else {
            return " \(progress.finished) done  \(parts.joined(separator: " · "))"
        }
        let share = min(1, Double(progress.finished) / Double(max(1, target)))
        let full = Int(share * Double(Self.barWidth))
        let bar = String(repeating: "█", count: full) + String(repeating: "░", count: Self.barWidth - full)
        return " \(progress.finished) of \(target)  \(bar)  \(parts.joined(separator: " · "))"
    }

    private var best: String? {
        guard let best = progress.best, let value = best.value else { return nil }
        guard progress.study.objectives.count == 1 else {
            return " front of \(progress.front.trials.count)  trials "
                + progress.front.trials.map { String($0.number) }.joined(separator: ", ").shortened(to: 100)
        }
        return
            " best \(value.metricText)  trial \(best.number)   \(best.configuration.shortText(in: progress.study.space))"
    }

    /// What is being computed for longer than a moment, or why the study stops.
    private var last: String? {
        if let notice = progress.notice, now < notice.until { return " \(notice.text)" }
        guard let activity = progress.activity, now - activity.since > 0.5 else { return nil }
        return " \(activity.text) … \((now - activity.since).clockText)"
    }

    private var table: [ScreenLine] {
        let limit = max(3, min(Self.rowLimit, terminal.height - Self.frameLines))
        let running = progress.running(limit)
        let shown = running + progress.newestFinished(max(0, limit - running.count))
        guard !shown.isEmpty else { return [] }
        let hasPredictions = shown.contains { $0.suggestion?.prediction != nil }
        let parameters = progress.study.space.searched
        let others = progress.study.objectives.dropFirst()
        var columns = [TextTable.Column(" trial"), .init(progress.study.objective.metric, .left)]
        columns += others.map { .init($0.metric) }
        if hasPredictions { columns.append(.init("predicted", .left)) }
        columns += parameters.map { .init($0.name) }
        columns.append(.init("time"))
        var table = TextTable(columns)
        for trial in shown {
            if trial.state == .failed {
                let problem = trial.failure.map { "\($0.reason.rawValue): \($0.message)" } ?? ""
                table.add([String(trial.number), "failed", problem.shortened(to: 200)])
                continue
            }
            var cells = [String(trial.number), valueText(of: trial)]
            cells += others.indices.map { $0 < trial.values.count ? trial.values[$0].metricText : "" }
            if hasPredictions { cells.append(trial.suggestion?.prediction?.shortText ?? "") }
            cells += parameters.map { trial.configuration[$0.name]?.shortText ?? "-" }
            cells.append(time(of: trial))
            table.add(cells)
        }
        let lines = table.lines(width: terminal.width)
        return zip(lines, [nil] + shown.map(Optional.some)).map { line, trial in
            guard let trial else { return ScreenLine(line, .dim) }
            if trial.state == .failed { return ScreenLine(line, .red) }
            return ScreenLine(line, progress.isBest(trial) ? .green : nil)
        }
    }

    private func valueText(of trial: Trial) -> String {
        if let value = trial.value {
            return value.metricText + (trial.state == .pruned ? " pruned" : progress.isBest(trial) ? " *" : "")
        }
        guard trial.state == .running, let report = progress.lastReport[trial.number] else {
            return trial.state.rawValue
        }
        return "\(report.value.metricText) at \(report.step)"
    }

    private func time(of trial: Trial) -> String {
        if let since = progress.runningSince[trial.number] { return (now - since).clockText }
        return trial.seconds?.clockText ?? ""
    }
}
