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
