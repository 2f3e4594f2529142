import Foundation
import Hone
import HoneCore

/// A study for `hone show`: what it is, how far it came, all its trials.
struct StudyDetails {
    let overview: StudyOverview
    let history: TrialHistory

    init(_ overview: StudyOverview, _ history: TrialHistory) {
        self.overview = overview
        self.history = history
    }

    private var study: StudyDescription { overview.study.description }

    var lines: [String] {
        var lines = [StudyTitle.line(for: study)]
        if !study.command.isEmpty { lines.append("program  \(CommandTemplate.shellText(study.command))") }
        if let reason = study.optimizer.resolved?.reason {
            lines.append("chosen   \(study.optimizer.effectiveName): \(reason)")
        }
        if overview.study.version > 1 { lines.append("version  \(overview.study.version) of its description") }
        if let owner = overview.owner { lines.append("running  by \(owner)") }
        lines.append("files    \(overview.study.directory)")
        guard !history.trials.isEmpty else { return lines + ["no trials yet"] }
        return lines + [""] + table
    }

    private var table: [String] {
        let best = overview.best?.number
        let parameters = study.space.searched
        let hasPredictions = history.trials.contains { $0.suggestion?.prediction != nil }
        var columns = [TextTable.Column("trial"), .init(study.objective.metric, .left)]
        if hasPredictions { columns.append(.init("predicted", .left)) }
        columns += parameters.map { .init($0.name) }
        columns += [.init("time"), .init("origin", .left)]
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
                trial.value.map { $0.metricText + (trial.number == best ? " *" : "") } ?? trial.state.rawValue,
            ]
            if hasPredictions { cells.append(trial.suggestion?.prediction?.shortText ?? "") }
            cells += parameters.map { trial.configuration[$0.name]?.shortText ?? "-" }
            cells += [trial.seconds?.clockText ?? "", trial.suggestion?.origin ?? ""]
            table.add(cells)
        }
        return table.lines()
    }
}

/// The first line about a study: `digits-mlp · minimize error · lm (reason)`.
enum StudyTitle {
    static func line(for study: StudyDescription) -> String {
        let objectives = study.objectives.map { "\($0.direction.rawValue) \($0.metric)" }.joined(separator: ", ")
        var optimizer = study.optimizer.effectiveName
        if let resolved = study.optimizer.resolved, !resolved.reason.isEmpty {
            optimizer += " (\(resolved.reason))"
        } else if let hash = study.optimizer.adapterHash {
            optimizer += " (adapter \(hash.prefix(8)))"
        }
        return [study.name, objectives, optimizer].joined(separator: " · ")
    }
}
