import ArgumentParser
import Foundation
import Hone
import HoneCore

struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db", abstract: "The database of past trials that the language model learns from.",
        subcommands: [
            DatabaseImportCommand.self, DatabaseFetchCommand.self, DatabaseStatsCommand.self,
            DatabaseExportCommand.self,
        ])
}

/// Where the trial database lies.
struct DatabaseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The trial database (default: $HONE_DATABASE, or trials.db in $HONE_HOME).", valueName: "file"),
        completion: .file(extensions: ["db"]))
    var database: String?

    var path: String { database ?? TrialDatabase.defaultPath() }

    func existing() throws -> TrialDatabase { try TrialDatabase(path: path, creates: false) }
}

/// What is left out of the database.
struct LeaveOutOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Leave out a dataset, under all its names and from all sources, or a family of models; may be repeated.",
            valueName: "dataset:X|family:Y"))
    var leaveOut: [String] = []

    func parsed() throws -> [LeaveOut] { try leaveOut.map { try LeaveOut(parsing: $0) } }
}

struct DatabaseExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print the trial database as JSON lines, which hone db import reads.")

    @Option(
        name: [.short, .long], help: ArgumentHelp("Write to this file instead.", valueName: "file"),
        completion: .file())
    var output: String?

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var leaving: LeaveOutOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let trials = try database.existing()
        let leaveOuts = try leaving.parsed()
        guard let output else { return try trials.export(leavingOut: leaveOuts) { Console.json(text: $0) } }
        var text = ""
        try trials.export(leavingOut: leaveOuts) { text += $0 + "\n" }
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
        } catch {
            throw CommandFailure.failed("\(output): cannot be written: \(error.localizedDescription)")
        }
    }
}

extension Int {
    /// `25,412`.
    var grouped: String {
        var digits = Array(String(magnitude))
        var position = digits.count - 3
        while position > 0 {
            digits.insert(",", at: position)
            position -= 3
        }
        return (self < 0 ? "-" : "") + String(digits)
    }
}
