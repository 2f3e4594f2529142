import ArgumentParser
import Hone
import HoneCore

/// Which tasks watch a training, and what follows from what they show.
struct WatchOptions: ParsableArguments {
    @Option(
        name: [.customLong("validate"), .customLong("hold-out")],
        help: ArgumentHelp(
            "Watch the training on this dataset or family and never train on it, or on so many datasets drawn by the seed; may be repeated.",
            valueName: "dataset:X|family:Y|number"))
    var validate: [String] = []

    @Option(help: ArgumentHelp("Steps between looks at the watched tasks (default: 40).", valueName: "steps"))
    var validateEvery: Int?

    @Option(
        help: ArgumentHelp(
            "Stop after so many looks in a row that found the watched tasks ranked no better, and keep the best weights. Without --validate some 15 % of the datasets are drawn to watch.",
            valueName: "looks"))
    var patience: Int?

    @Flag(help: "Keep the weights that ranked the watched tasks best, not the last ones.")
    var keepBest = false

    /// What is held out of the training.
    ///
    /// - Parameter snapshot: what is left of the database, from which datasets are drawn.
    /// - Throws: `LeaveOutError`, `FineTuningError.validation`, `CommandFailure`.
    func heldOut(of snapshot: PastTrialsSnapshot, aliases: DatasetAliases, seed: UInt64) throws -> [LeaveOut] {
        guard !validate.isEmpty else {
            guard patience != nil else { return [] }
            return try ValidationSplit.draw(from: snapshot, aliases: aliases, seed: seed)
        }
        return try validate.flatMap { text -> [LeaveOut] in
            if let count = Int(text) {
                return try ValidationSplit.draw(count, from: snapshot, aliases: aliases, seed: seed)
            }
            do {
                return [try LeaveOut(parsing: text)]
            } catch {
                throw CommandFailure.wrongInput(
                    "--validate \(text): it must be dataset:NAME, family:NAME or a number of datasets; write --validate dataset:vehicle"
                )
            }
        }
    }

    func apply(to recipe: inout FineTuningRecipe) {
        recipe.keepsBest = keepBest
        recipe.patience = patience
        if let validateEvery { recipe.evaluationInterval = validateEvery }
    }
}
