import ArgumentParser
import Foundation
import Hone
import HoneCore

struct DatabaseImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Add past trials to the database.",
        discussion: """
            What can be imported:
              .jsonl       one trial a line with model, dataset, config and the objective; or what hone db export wrote
              .csv, .tsv   a header and one trial a row; parameters in columns such as param.lr
              .db          studies that Hone ran (all of them, or --study NAME)
              .honetable   benchmark tables (all rows, or --draw N of --splits FILE)
              a folder     trials of many programs, such as Data/programs; with --format mindware, MindWare's run histories

            Files of text may be packed (.gz, .xz). Trials that others publish in packages: hone db fetch.

            Importing again adds what is new and the ends of trials that had none or failed. Rows of a CSV file that cannot
            be read are left out and named; any other file is imported whole or not at all. What is guessed is said: the
            space of each task in a CSV file (unless --spaces states it), the separator, commas for decimal points.
            """)

    @Argument(help: ArgumentHelp("Files to import.", valueName: "file"), completion: .file())
    var files: [String] = []

    @Option(help: ArgumentHelp("Import this study of the store; may be repeated.", valueName: "name"))
    var study: [String] = []

    @Option(
        help: ArgumentHelp(
            "What is imported, where no name says it: mindware (a clone of its repository).", valueName: "name"))
    var format: String?

    @Option(
        help: ArgumentHelp(
            "A file with the search space of each model, where the trials do not say it.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var spaces: String?

    @Option(help: ArgumentHelp("A name for where the trials come from.", valueName: "name"))
    var source: String?

    @Option(help: ArgumentHelp("The licence of the trials.", valueName: "name"))
    var licence: String?

    @Option(
        help: ArgumentHelp(
            "A file of the dataset's rows (CSV with a header): the same data under another name is recognised by it.",
            valueName: "file"),
        completion: .file(extensions: ["csv", "tsv"]))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "Names of one and the same dataset, for --leave-out; may be repeated.", valueName: "name=name"))
    var alias: [String] = []

    @Option(
        help: ArgumentHelp("Draws of rows of the benchmark tables (splits.json).", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var splits: String?

    @Option(help: ArgumentHelp("Import only the rows of this draw of --splits.", valueName: "number"))
    var draw: Int?

    @Option(help: ArgumentHelp("CSV: the column to minimize (default: value).", valueName: "column"))
    var minimize: String?

    @Option(help: ArgumentHelp("CSV: the column to maximize.", valueName: "column"))
    var maximize: String?

    @Option(help: ArgumentHelp("CSV: the columns that are parameters.", valueName: "a,b,c"))
    var parameters: String?

    @Option(help: ArgumentHelp("CSV: the model, where no column says it.", valueName: "name"))
    var model: String?

    @Option(help: ArgumentHelp("CSV: the dataset, where no column says it.", valueName: "name"))
    var dataset: String?

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        guard !files.isEmpty || !study.isEmpty || !alias.isEmpty else {
            throw CommandFailure.wrongInput(
                "hone db import: name a file to import, or a study: --study NAME\n  See: hone db import --help")
        }
        let groups = try alias.map { text in
            let names = text.split(separator: "=").map(String.init)
            guard names.count > 1 else {
                throw CommandFailure.wrongInput("--alias \(text): write two names of one dataset: german=credit_g")
            }
            return names
        }
        let options = try importOptions()
        let trials = try TrialDatabase(path: database.path)
        let importer = StudyImporter(database: trials, source: source, fingerprint: options.fingerprint)
        for names in groups { try trials.addAliases(names) }
        for file in files {
            let summary =
                URL(fileURLWithPath: file).pathExtension == "db"
                ? try await importer.importStudies(study, ofStore: file)
                : try trials.importFile(file, options: options)
            try report(file, summary)
        }
        if !study.isEmpty, !files.contains(where: { $0.hasSuffix(".db") }) {
            let path = common.storePath
            try report(
                path,
                try await importer.importStudies(study, ofStore: path))
        }
    }

    private func importOptions() throws -> ImportOptions {
        var options = ImportOptions()
        options.format = try format.map { name in
            guard let format = ImportOptions.Format(rawValue: name) else {
                let known = ImportOptions.Format.allCases.map(\.rawValue).joined(separator: ", ")
                throw CommandFailure.wrongInput("--format \(name): it must be \(known); other files say what they are")
            }
            return format
        }
        options.spaces = spaces
        options.source = source
        options.licence = licence
        options.splits = splits
        options.draw = draw
        options.fingerprint = try data.map { try DatasetFingerprint.of(csv: $0) }
        options.columns.model = model
        options.columns.dataset = dataset
        options.columns.parameters = parameters?.split(separator: ",").map(String.init)
        switch (minimize, maximize) {
        case (nil, nil): break
        case (let column?, nil): options.columns.objective = Objective(.minimize, column)
        case (nil, let column?): options.columns.objective = Objective(.maximize, column)
        case (_?, _?): throw CommandFailure.wrongInput("--minimize and --maximize: give one of the two")
        }
        return options
    }

    private func report(_ file: String, _ summary: ImportSummary) throws {
        try ImportReport(isJSON: common.json, isQuiet: common.quiet).write(file, summary)
    }
}

/// What an import did, as `--json` prints it.
struct ImportRecord: Encodable {
    var file: String
    var newTrials: Int
    var newTasks: Int
    var duplicates: Int
    var skipped: Int
    var updated: Int
    var leftOut: Int
    var problems: [ImportSummary.Problem]
    var notes: [String]

    init(file: String, _ summary: ImportSummary) {
        self.file = file
        newTrials = summary.newTrials
        newTasks = summary.newTasks
        duplicates = summary.duplicates
        skipped = summary.skipped
        updated = summary.updated
        leftOut = summary.leftOut
        problems = summary.problems
        notes = summary.notes
    }
}
