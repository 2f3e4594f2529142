import ArgumentParser
import Foundation
import Hone
import HoneCore
import HoneLanguageModel

struct FinetuneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finetune", abstract: "Train an adapter of the language model on the trial database.",
        discussion: """
            The adapter goes to a folder with its card. Ctrl-C stops after the step with a checkpoint; the same command
            goes on from there, and ends with the same weights as if it had never stopped.

            With --on peft the same training runs through transformers and PEFT: same sequences, initial numbers, loss
            and schedule. What another machine needs is written to FOLDER/peft; the script there does the work.
            """)

    @Option(
        help: ArgumentHelp("The adapter's name, in the library of $HONE_HOME (default: own).", valueName: "name"))
    var name = "own"

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Write to this folder instead of the library.", valueName: "folder"),
        completion: .directory)
    var output: String?

    @Option(
        help: ArgumentHelp(
            "The model to train: a name (hone model list), a GGUF file or a checkpoint's folder (default: the built-in one).",
            valueName: "model"))
    var base: String?

    @Option(help: ArgumentHelp("Steps to train.", valueName: "number"))
    var steps: Int?

    @Option(help: ArgumentHelp("Rank of the low-rank update.", valueName: "number"))
    var rank: Int?

    @Option(help: ArgumentHelp("The model's first layers that are kept.", valueName: "number"))
    var layers: Int?

    @Option(
        help: ArgumentHelp(
            "What to train: rows (the language model on trials as rows) or reader (a network over names that it read, which sees the study's own trials).",
            valueName: "rows|reader"))
    var surrogate = SurrogateKind.rows

    @Option(
        help: ArgumentHelp(
            "With --surrogate reader: put random vectors, or none, in the place of what the language model read, to see what reading brings.",
            valueName: "random|none"))
    var control: String?

    @OptionGroup var watching: WatchOptions
    @OptionGroup var place: FinetunePlaceOptions
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var leaving: LeaveOutOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try place.validated()
        let limit = try place.memoryLimit()
        let recipe = try recipe()
        let trials = try database.existing()
        let leaveOuts = try leaving.parsed()
        let whole = try trials.snapshot(leavingOut: leaveOuts)
        if surrogate == .reader {
            let training = ReaderTraining(
                name: name, output: output, steps: steps, layers: layers, control: control, common: common)
            return try await training.run(whole, aliases: try trials.aliases(), base: try baseModel())
        }
        let held = try watching.heldOut(of: whole, aliases: try trials.aliases(), seed: recipe.seed)
        let snapshot = held.isEmpty ? whole : try trials.snapshot(leavingOut: leaveOuts + held)
        let ids = Set(snapshot.entries.map(\.task.id))
        let watched = held.isEmpty ? [] : whole.entries.filter { !ids.contains($0.task.id) }
        guard held.isEmpty || !watched.isEmpty else {
            throw CommandFailure.wrongInput(
                "--validate \(held.map(\.description).joined(separator: " ")): the database has no such trials; hone db stats lists what it has"
            )
        }
        let folder =
            output.map { URL(fileURLWithPath: $0, isDirectory: true) }
            ?? AdapterLibrary.standard.folder.appendingPathComponent(name, isDirectory: true)
        var tuning = try FineTuningRun(
            snapshot: snapshot, heldOut: watched, recipe: recipe, baseModel: try baseModel(),
            output: folder, aliases: try trials.aliases())
        tuning.memoryLimit = limit
        try await train(tuning, folder: folder)
    }

    private func baseModel() throws -> URL {
        let library = ModelLibrary()
        let name = base ?? ModelCatalog.smolLM2.name
        guard let url = try library.locate(name) else {
            throw CommandFailure.wrongInput(
                "--base \(name): there is no model of this name, and no such file"
                    + NearestName.hint(for: name, among: library.names))
        }
        return url
    }

    private func train(_ tuning: FineTuningRun, folder: URL) async throws {
        let view = FineTuningView(common: common)
        let options = place.on == .peft ? place.peft : nil
        let outcome = try await LongTraining.run(
            onStop: { view.note("stopping after this step; again to stop now") },
            { isStopping in
                if let options {
                    try tuning.runOnPEFT(options, isStopping: isStopping, progress: { view.handle($0) })
                } else {
                    try tuning.run(isStopping: isStopping, progress: { view.handle($0) })
                }
            })
        switch outcome {
        case .finished(let record): try view.finish(record, folder: folder)
        case .stopped(let step):
            view.note("stopped after step \(step) of \(tuning.recipe.steps); the same command goes on from there")
            throw ExitCode(ExitStatus.failed)
        case .prepared(let peft): try view.prepared(peft)
        }
    }

    private func recipe() throws -> FineTuningRecipe {
        var recipe = FineTuningRecipe.shipped
        if let steps { recipe.steps = steps }
        if let rank {
            recipe.rank = rank
            recipe.alpha = 2 * Double(rank)
        }
        if let layers { recipe.layers = layers }
        if let seed = common.seed { recipe.seed = seed }
        watching.apply(to: &recipe)
        try recipe.validate()
        return recipe
    }
}
