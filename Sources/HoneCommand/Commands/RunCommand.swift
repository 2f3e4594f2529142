import ArgumentParser
import Foundation
import Hone
import HoneCore

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a study: choose configurations, run the program with them, keep what it reports.",
        usage: """
            hone run [STUDY.YAML] [options] -- PROGRAM [ARGUMENTS]
            hone run --resume NAME [options]
            """,
        discussion: """
            The program gets --NAME=VALUE for each parameter, or {NAME} in its arguments is replaced. It reports its result by
            printing "METRIC: NUMBER" (the last one counts; stderr is read where stdout has none), or as JSON lines in the file
            $HONE_RESULTS.

            Without --name the study is called after the program: train for "python train.py". A study that exists already
            goes on if its description is the same.
            """)

    @Argument(
        help: ArgumentHelp("A file that describes the study; flags go over it.", valueName: "study.yaml"),
        completion: .file(extensions: ["yaml", "yml"]))
    var file: String?

    @OptionGroup var runOptions: RunOptionGroup
    @OptionGroup var description: DescriptionOptions

    @Option(help: ArgumentHelp("Go on with this study; nothing that finished is run again.", valueName: "name"))
    var resume: String?

    @Flag(help: "Change the description of an existing study; trials that still fit stay in use.")
    var edit = false

    @OptionGroup var common: CommonOptions

    @Argument(parsing: .postTerminator, help: ArgumentHelp("The program and its arguments.", valueName: "program"))
    var command: [String] = []

    func run() async throws {
        let (study, settings) = try await open()
        let here = FileManager.default.currentDirectoryPath
        if let place = study.workingDirectory, place != here, !common.quiet {
            Console.note("note: the program runs in \(place), where the study was begun (--edit here changes that)")
        }
        let history = try await store().currentHistory(of: study)
        // Trials that wait or run are seen to in any case: nobody else will.
        if let target = settings.trials, history.countTowardsTotal >= target, history.pending.isEmpty {
            return try sayNothingToDo(study, history, target)
        }
        try await StudySession(
            store: try store(), study: study, settings: settings, common: common,
            optimizers: description.optimizers
        ).run()
    }

    /// The study and the settings of this run.
    private func open() async throws -> (StoredStudy, RunSettings) {
        if let name = resume {
            guard file == nil, command.isEmpty, description.isEmpty, !edit, common.seed == nil else {
                throw CommandFailure.wrongInput(
                    "hone run --resume \(name): the study's description is in the store; leave file, program, description and seed out, or change it with: hone run ... --name \(name) --edit"
                )
            }
            let study = try await common.existingStore().study(named: name)
            var settings = study.description.running
            try runOptions.apply(to: &settings)
            return (study, settings)
        }
        try checkFile()
        var draft = try description.draft(file: file, command: command, seed: common.seed)
        try runOptions.apply(to: &draft.running)
        guard draft.hasParameters || file != nil || !command.isEmpty else {
            throw CommandFailure.wrongInput(
                """
                hone run: nothing to run. Name parameters, the metric and the program:
                  \(common.invocation.text("run")) -n 20 --minimize loss -p lr=1e-5:1e-1:log -p layers=1:8 -- python train.py
                """)
        }
        guard !draft.command.isEmpty else {
            throw CommandFailure.wrongInput(
                "\(file ?? "hone run"): the study has no program to run; write it after --, as in: hone run ... -- python train.py, or use hone ask and hone tell"
            )
        }
        let built = try draft.build()
        if let program = try CommandTemplate(built.command, space: built.space).program {
            _ = try ProgramLookup.resolve(program)
        }
        let opener = StudyOpener(
            store: try store(), common: common, optimizers: description.optimizers, isEdit: edit)
        return (try await opener.open(draft), built.running)
    }

    /// A program without the `--` before it looks like a file.
    private func checkFile() throws {
        guard let file, !FileManager.default.fileExists(atPath: file), !file.hasSuffix(".yaml"), !file.hasSuffix(".yml")
        else { return }
        throw CommandFailure.wrongInput(
            "\(file): there is no such file; a program stands after --, as in: hone run ... -- \(file)")
    }

    private func store() throws -> TrialStore { try TrialStore(path: common.storePath) }

    private func sayNothingToDo(_ study: StoredStudy, _ history: TrialHistory, _ target: Int) throws {
        if common.json {
            try Console.json(EventRecord("done", SummaryRecord(nothingToDo: study, history)))
        } else {
            let finished = history.countTowardsTotal
            Console.note(
                "study \(study.name) has \(finished) finished trials, and \(target) were asked for; go on with: \(common.invocation.goingOn(with: study.name, after: finished, of: nil))"
            )
        }
        if history.complete.isEmpty { throw ExitCode(ExitStatus.failed) }
    }
}
