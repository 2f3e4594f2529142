import Foundation
import Hone
import HoneCore

/// A study for `hone show`: what it is, how far it came, all its trials.
struct StudyDetails {
    let overview: StudyOverview
    let history: TrialHistory
    /// Where it is shown; nothing is cut or broken where nobody reads columns.
    let terminal: Terminal

    init(_ overview: StudyOverview, _ history: TrialHistory, on terminal: Terminal) {
        self.overview = overview
        self.history = history
        self.terminal = terminal
    }

    private var width: Int? { terminal.isInteractive ? terminal.width : nil }
    /// Where the second column of the first lines begins.
    private static let indent = 9

    private var study: StudyDescription { overview.study.description }

    var lines: [String] {
        head.flatMap { $0.wrapped(to: width, indent: Self.indent) } + table
    }

    private var head: [String] {
        var lines = [StudyTitle.line(for: study)]
        if !study.command.isEmpty { lines.append("program  \(CommandTemplate.shellText(study.command))") }
        if let reason = study.optimizer.resolved?.reason {
            lines.append("chosen   \(study.optimizer.effectiveName): \(reason)")
        }
        if let hash = study.optimizer.pastHash {
            lines.append("past     tasks of the trial databases, kept as \(hash.prefix(12))")
        }
        if let pruner = study.pruner { lines.append("pruner   \(StudyFilePruner.text(pruner))") }
        if let repeats = study.repeats {
            lines.append("repeats  up to \(repeats.max) runs of a promising configuration")
        }
        if !study.running.until.isEmpty {
            lines.append("until    \(study.running.until.map(\.description).joined(separator: ", or "))")
        }
        if overview.study.version > 1 { lines.append("version  \(overview.study.version) of its description") }
        if let owner = overview.owner { lines.append("running  by \(owner)") }
        lines.append("files    \(overview.study.directory)")
        if let folder = overview.study.folderElsewhere { lines.append("runs in  \(folder)") }
        return lines + [history.trials.isEmpty ? "no trials yet" : ""]
    }

    private var table: [String] {
        guard !history.trials.isEmpty else { return [] }
        let best = Set(ParetoFront(history, in: study).trials.map(\.number))
        let others = study.objectives.dropFirst()
        let parameters = study.space.searched
        let hasPredictions = history.trials.contains { $0.suggestion?.prediction != nil }
        var columns = [TextTable.Column("trial"), .init(study.objective.metric, .left)]
        columns += others.map { .init($0.metric) }
        if hasPredictions { columns.append(.init("predicted", .left)) }
        columns += parameters.map { .init($0.name, isOptional: true) }
        columns += [.init("time"), .init("origin", .left, isOptional: true)]
        var table = TextTable(columns)
        for trial in history.trials {
            if let failure = trial.failure {
                table.add([
                    String(trial.number), trial.state.rawValue,
                    "\(failure.reason.rawValue): \(failure.message.shortened(to: 100))",
                ])
                continue
            }
            var cells = [
                String(trial.number),
                trial.value.map { $0.metricText + mark(trial, best) } ?? trial.state.rawValue,
            ]
            cells += others.indices.map { $0 < trial.values.count ? trial.values[$0].metricText : "" }
            if hasPredictions { cells.append(trial.suggestion?.prediction?.shortText ?? "") }
            cells += parameters.map { trial.configuration[$0.name]?.shortText ?? "-" }
            cells += [trial.seconds?.clockText ?? "", trial.suggestion?.origin ?? ""]
            table.add(cells)
        }
        let (narrowed, left) = table.narrowed(to: width)
        guard !left.isEmpty else { return narrowed.lines(width: width) }
        let note =
            "no room for \(left.joined(separator: ", ")); a wider terminal, a pipe (| cat) or hone export shows all"
        return narrowed.lines(width: width) + note.wrapped(to: width, indent: 2)
    }
}

extension StudyDetails {
    /// `*` for the best, `!` for one beyond a bound.
    private func mark(_ trial: Trial, _ best: Set<Int>) -> String {
        if trial.state == .pruned { return " (pruned)" }
        return (best.contains(trial.number) ? " *" : "") + (study.excessText(of: trial) == nil ? "" : " !")
    }
}

/// The first line about a study: `digits-mlp · minimize error · lm (reason)`.
enum StudyTitle {
    static func line(for study: StudyDescription) -> String {
        var optimizer = study.optimizer.effectiveName
        if let resolved = study.optimizer.resolved, !resolved.reason.isEmpty {
            optimizer += " (\(resolved.reason))"
        } else if let hash = study.optimizer.adapterHash {
            optimizer += " (weights \(hash.prefix(8)))"
        } else if let hash = study.optimizer.pastHash {
            optimizer += " (past tasks \(hash.prefix(8)))"
        }
        return [study.name, study.goalText, optimizer].joined(separator: " · ")
    }
}
