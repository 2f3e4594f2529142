import ArgumentParser
import Foundation
import Hone

struct DatabaseFetchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch", abstract: "Fetch trials that others publish, and add them to the database.",
        discussion: """
            What can be fetched:
            \(Publication.known.map { "  \($0.name): \($0.summary) (\($0.size >> 20) MiB, \($0.licence))" }.joined(separator: "\n"))

            The package is downloaded from PyPI, or from the index that --index or HONE_PACKAGE_INDEX names, checked by its
            SHA-256, read without running anything of it, and deleted. --file takes one that is here already
            (python3 -m pip download --no-deps oboe==0.2.0).
            """)

    @Argument(help: ArgumentHelp("What to fetch: \(Publication.names.joined(separator: ", ")).", valueName: "name"))
    var names: [String]

    @Option(
        help: ArgumentHelp("The package's file, instead of downloading it.", valueName: "file"), completion: .file())
    var file: String?

    @Option(
        help: ArgumentHelp(
            "The package index (default: $HONE_PACKAGE_INDEX, or \(PackageDownload.defaultIndex)).",
            valueName: "address"))
    var index: String?

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        guard file == nil || names.count == 1 else {
            throw CommandFailure.wrongInput("--file: name the one publication that the file is")
        }
        let publications = try names.map { name in
            guard let known = Publication.known.first(where: { $0.name == name }) else {
                throw CommandFailure.wrongInput(
                    "hone db fetch: there is no \(name)\n  Hone can fetch \(Publication.names.joined(separator: ", "))")
            }
            return known
        }
        let trials = try TrialDatabase(path: database.path)
        for publication in publications {
            if let file {
                try report(publication.name, try trials.importPublication(publication, from: file))
                continue
            }
            let download = try PackageDownload(index: index)
            if !common.quiet, !common.json {
                Console.note(
                    "downloading \(publication.fileName) (\(publication.size >> 20) MiB) from \(download.index)")
            }
            let path = try await download.file(of: publication)
            defer { try? FileManager.default.removeItem(at: path) }
            try report(publication.name, try trials.importPublication(publication, from: path.path))
        }
    }

    private func report(_ name: String, _ summary: ImportSummary) throws {
        try ImportReport(isJSON: common.json, isQuiet: common.quiet).write(name, summary)
    }
}
