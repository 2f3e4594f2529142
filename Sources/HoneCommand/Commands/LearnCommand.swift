import ArgumentParser
import Foundation
import Hone
import HoneCore
import HoneFineTuning
import HoneLanguageModel

struct LearnCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn", abstract: "Teach the language model your own studies.",
        discussion: """
            Files the trials of your studies in the trial database, adapts the network that reads studies to them (half a minute), and
            says what that brought: how well it ranks the trials of one of your studies that it did not see, before and after. If it
            ranks them better, new studies use it from then on without your naming it. Studies that were begun before go on with what
            they were begun with. Even without it, new studies search with your past trials as soon as these are filed.

            Studies of one program learn from each other if their descriptions say what they tune: task: {model: NAME, dataset: NAME}
            in study.yaml, or --task model=NAME,dataset=NAME.
            """)

    @Argument(help: ArgumentHelp("Studies of the store to learn from (default: all).", valueName: "study"))
    var studies: [String] = []

    @Option(
        help: ArgumentHelp(
            "Judge by this study of yours (default: drawn by the seed among those whose program others share).",
            valueName: "study"))
    var holdOut: String?

    @Option(help: ArgumentHelp("Steps to train.", valueName: "number"))
    var steps: Int?

    @Flag(help: "Go back to the reader that ships with Hone; what was learnt stays and can be named with --adapter.")
    var undo = false

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let library = ReaderLibrary.standard
        if undo { return try goBack(library) }
        let trials = try TrialDatabase(path: database.path)
        try await fileStudies(in: trials)
        guard let start = library.locate(ReaderLibrary.shippedName) else {
            throw CommandFailure.failed(
                "hone learn: there is no reader to start from in \(library.folder.path)\n  Run make setup, which installs it."
            )
        }
        guard let weights = try ModelLibrary().locate(ModelCatalog.smolLM2.name) else {
            throw CommandFailure.failed(
                "hone learn: the language model's weights are missing\n  Run make setup, which fetches them.")
        }
        let (held, count, seed) = (try heldOutTask(in: trials), steps, common.seed ?? 0)
        let programs = TrialDatabase.programsPath(in: HoneHome.directory())
        let others =
            FileManager.default.fileExists(atPath: programs) && programs != trials.path
            ? try TrialDatabase(path: programs, creates: false) : nil
        let view = ReaderTrainingView(common: common)
        let outcome = try await LongTraining.run(
            onStop: { Console.note("stopping after this step; again to stop now") },
            { isStopping in
                try LearningRun(
                    trials, beside: others, startingFrom: start, baseModel: weights, library: library,
                    holdingOut: held, steps: count, seed: seed
                ).run(isStopping: isStopping) { view.handle($0) }
            })
        switch outcome {
        case .stopped(let step):
            Console.note("stopped after step \(step); the same command goes on from there")
            throw ExitCode(ExitStatus.failed)
        case .finished(let result):
            if result.isBetter { try library.setDefault(result.folder.lastPathComponent) }
            try report(result)
        }
    }

    /// The named studies, or all of the store if there is one.
    private func fileStudies(in trials: TrialDatabase) async throws {
        guard !studies.isEmpty || FileManager.default.fileExists(atPath: common.storePath) else { return }
        let summary = try await StudyImporter(database: trials).importStudies(studies, ofStore: common.storePath)
        guard !common.quiet, !common.json, summary.newTrials > 0 else { return }
        Console.line("\(common.storePath): \(summary.newTrials.grouped) trials filed in \(database.path)")
    }

    /// The id of the task that a study's name means.
    private func heldOutTask(in trials: TrialDatabase) throws -> String? {
        guard let holdOut else { return nil }
        let own = try trials.statistics().tasks.filter(\.isOwn)
        let found = own.filter { $0.name == holdOut || $0.id == holdOut || $0.name.hasPrefix(holdOut + "/") }
        guard let task = found.max(by: { $0.complete < $1.complete }) else {
            throw CommandFailure.wrongInput(
                "--hold-out \(holdOut): none of your studies has this name"
                    + NearestName.hint(for: holdOut, among: own.map(\.name)) + "\n  See: hone db stats")
        }
        return task.id
    }

    private func goBack(_ library: ReaderLibrary) throws {
        let before = library.defaultName
        try library.setDefault(nil)
        guard !common.quiet else { return }
        Console.line(
            before == ReaderLibrary.shippedName
                ? "the reader that ships with Hone was in use already"
                : "new studies use the reader that ships with Hone again, not \(before)")
    }

    private func report(_ result: LearningResult) throws {
        if common.json { return try Console.json(EventRecord("learned", LearningRecord(result))) }
        let name = result.folder.lastPathComponent
        let studies = result.tasks == 1 ? "1 study of yours" : "\(result.tasks) studies of yours"
        Console.line("learnt from \(studies): \(result.trials.grouped) trials")
        let what =
            result.isPart
            ? "\(result.heldOut), \(result.heldOutTrials) trials that it did not see"
            : "\(result.heldOut), which it did not see (\(result.heldOutTrials) trials)"
        Console.line(
            "ranks \(what): \(result.before.fixedText(decimals: 2)) before, \(result.after.fixedText(decimals: 2)) after"
        )
        if result.isPart, !common.quiet {
            Console.line(
                "  A new study of this program will be harder: this one's other trials were seen. A second study tells."
            )
        }
        guard result.isBetter else {
            Console.line("not used: it is no better than before. More studies of this program may help.")
            if !common.quiet {
                Console.line("try it anyway:  \(common.invocation.text("run", "study.yaml", "--adapter", name))")
            }
            return
        }
        guard !common.quiet else { return }
        Console.line("new studies use it (\(name)) where they name none")
        Console.line("go back:  \(common.invocation.text("learn", "--undo"))")
    }
}

/// What `hone learn` made, as `--json` prints it.
struct LearningRecord: Encodable {
    var reader: String
    var folder: String
    var tasks: Int
    var trials: Int
    var heldOut: String
    var heldOutTrials: Int
    var isPart: Bool
    var before: Double
    var after: Double
    var used: Bool

    init(_ result: LearningResult) {
        reader = result.folder.lastPathComponent
        folder = result.folder.path
        tasks = result.tasks
        trials = result.trials
        heldOut = result.heldOut
        heldOutTrials = result.heldOutTrials
        isPart = result.isPart
        before = result.before
        after = result.after
        used = result.isBetter
    }
}
