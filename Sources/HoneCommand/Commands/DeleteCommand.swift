import ArgumentParser
import Foundation
import Hone
import HoneCore

struct DeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a study with its trials and their files.")

    @Argument(help: ArgumentHelp("The study's name.", valueName: "name"))
    var name: String

    @Flag(name: [.long, .customShort("y")], help: "Do not ask.")
    var yes = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let store = try common.existingStore()
        let study = try await store.study(named: name)
        let overview = try await store.overview(of: study)
        let trials = overview.counts.values.reduce(0, +)
        if !yes { try confirm(trials: trials, directory: study.directory) }
        try await store.delete(study, ending: LocalExecutor())
        if common.json {
            try Console.json(["deleted": name])
        } else if !common.quiet {
            Console.line("deleted study \(name) with \(trials) trials")
        }
    }

    private func confirm(trials: Int, directory: String) throws {
        guard isatty(STDIN_FILENO) == 1, !common.json else {
            throw CommandFailure.wrongInput(
                "hone delete: this would delete study \(name) with \(trials) trials and their files in \(directory); add --yes to do it"
            )
        }
        Console.prompt("Delete study \(name) with \(trials) trials and their files in \(directory)? [y/N] ")
        let answer = readLine()?.lowercased() ?? ""
        guard answer == "y" || answer == "yes" else { throw CommandFailure.failed("nothing was deleted") }
    }
}
