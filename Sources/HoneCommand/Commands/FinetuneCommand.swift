import ArgumentParser
import Dispatch
import Foundation
import Hone
import HoneCore
import HoneLanguageModel
import Synchronization

struct FinetuneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finetune", abstract: "Train an adapter of the language model on the trial database.",
        discussion: """
            The adapter goes to a folder with its card. Ctrl-C stops after the step with a checkpoint; the same command
            goes on from there, and ends with the same weights as if it had never stopped.
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
            "Watch the training on this dataset or family, and never train on it; may be repeated.",
            valueName: "dataset:X|family:Y"))
    var holdOut: [String] = []

    @Option(help: ArgumentHelp("Steps to train.", valueName: "number"))
    var steps: Int?

    @Option(help: ArgumentHelp("Rank of the low-rank update.", valueName: "number"))
    var rank: Int?

    @Option(help: ArgumentHelp("The model's first layers that are kept.", valueName: "number"))
    var layers: Int?

    @Flag(help: "Keep the weights that did best on what is held out, not the last ones.")
    var keepBest = false

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var leaving: LeaveOutOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let trials = try database.existing()
        let leaveOuts = try leaving.parsed()
        let held = try holdOut.map { try LeaveOut(parsing: $0) }
        let snapshot = try trials.snapshot(leavingOut: leaveOuts + held)
        let recipe = try recipe()
        let ids = Set(snapshot.entries.map(\.task.id))
        let watched =
            held.isEmpty ? [] : try trials.snapshot(leavingOut: leaveOuts).entries.filter { !ids.contains($0.task.id) }
        guard held.isEmpty || !watched.isEmpty else {
            throw CommandFailure.wrongInput(
                "--hold-out \(holdOut.joined(separator: " ")): the database has no such trials; hone db stats lists what it has"
            )
        }
        let folder =
            output.map { URL(fileURLWithPath: $0, isDirectory: true) }
            ?? AdapterLibrary.standard.folder.appendingPathComponent(name, isDirectory: true)
        let run = try FineTuningRun(
            snapshot: snapshot, heldOut: watched, recipe: recipe, baseModel: try ModelCatalog.smolLM2.locate(),
            output: folder, aliases: try trials.aliases())
        let view = FineTuningView(common: common)
        let stop = StopFlag()
        let watch = InterruptWatch { count in
            stop.set()
            if count == 1 { view.note("stopping after this step; again to stop now") }
        }
        defer { watch.stop() }
        let outcome = try await Self.offThePool {
            try run.run(isStopping: { stop.isSet }, progress: { view.handle($0) })
        }
        switch outcome {
        case .finished(let record): try view.finish(record, folder: folder)
        case .stopped(let step):
            view.note("stopped after step \(step) of \(recipe.steps); the same command goes on from there")
            throw ExitCode(CommandEnding.failed)
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
        recipe.keepsBest = keepBest
        try recipe.validate()
        return recipe
    }

    /// Training is busy for minutes; the threads that serve async code must stay free.
    private static func offThePool<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws
        -> Result
    {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "hone.finetune", qos: .userInitiated).async {
                continuation.resume(with: Swift.Result { try work() })
            }
        }
    }
}

/// Set by Ctrl-C, read after each step.
private final class StopFlag: Sendable {
    private let value = Atomic(false)

    func set() { value.store(true, ordering: .relaxed) }
    var isSet: Bool { value.load(ordering: .relaxed) }
}
