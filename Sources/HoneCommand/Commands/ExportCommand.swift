import ArgumentParser
import Hone
import HoneCore

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print a study's trials as CSV or as JSON lines.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case csv
        case jsonl
    }

    @Argument(help: ArgumentHelp("The study's name.", valueName: "name"))
    var name: String

    @Option(help: "csv or jsonl.")
    var format: Format?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let store = try common.existingStore()
        let study = try await store.study(named: name)
        let history = try await store.currentHistory(of: study)
        switch format ?? (common.json ? .jsonl : .csv) {
        case .jsonl:
            for trial in history.trials { try Console.json(TrialRecord(trial, study: study.description)) }
        case .csv:
            for line in TrialTable(study.description, Array(history.trials)).csv { Console.line(line) }
        }
    }
}

/// A study's trials as a table of texts: one row a trial, one column a fact.
struct TrialTable {
    private let rows: [[String]]

    init(_ study: StudyDescription, _ trials: [Trial]) {
        // Trials of earlier versions may have had other parameters.
        let known = study.space.parameters.map(\.name)
        let others = Set(trials.flatMap(\.configuration.values.keys)).subtracting(known).sorted()
        let metrics = Set(trials.flatMap(\.metrics.keys)).subtracting(study.objectives.map(\.metric)).sorted()
        let titles =
            ["trial", "state"] + study.objectives.map(\.metric) + (known + others)
            + ["origin", "predicted", "predicted_low", "predicted_high", "seconds", "failure"] + metrics
        var rows = [titles]
        for trial in trials {
            var row = [String(trial.number), trial.state.rawValue]
            row += study.objectives.indices.map { $0 < trial.values.count ? trial.values[$0].description : "" }
            row += (known + others).map { trial.configuration[$0]?.description ?? "" }
            row.append(trial.suggestion?.origin ?? "")
            let prediction = trial.suggestion?.prediction
            row += [prediction?.mean, prediction?.low, prediction?.high, trial.seconds].map { $0?.description ?? "" }
            row.append(trial.failure.map { "\($0.reason.rawValue): \($0.message)" } ?? "")
            row += metrics.map { trial.metrics[$0]?.description ?? "" }
            rows.append(row)
        }
        self.rows = rows
    }

    /// Lines of CSV (RFC 4180): quotes where a cell has a comma, a quote or a line break.
    var csv: [String] {
        rows.map { row in
            row.map { cell in
                guard cell.contains(where: { ",\"\n\r".contains($0) || $0.isNewline }) else { return cell }
                return "\"" + cell.replacing("\"", with: "\"\"") + "\""
            }.joined(separator: ",")
        }
    }
}
