import Foundation
import HoneKernels
import HoneLanguageModel

/// What changes while a run lasts, and the files in which it outlives the process.
final class FineTuningSession {
    let trainer: LoRATrainer
    private(set) var notes: FineTuningNotes
    /// The step of the last checkpoint.
    private(set) var lastCheckpoint: Int?
    private let baseModelHash: String
    private let folder: URL

    private static let checkpointName = "checkpoint.safetensors"
    private static let bestName = "best.safetensors"
    private static let tensorName = "parameters"

    var checkpointFile: URL { folder.appendingPathComponent(Self.checkpointName) }
    private var bestFile: URL { folder.appendingPathComponent(Self.bestName) }

    /// Goes on from the folder's checkpoint if there is one.
    ///
    /// - Parameter begin: makes the trainer of a new run.
    /// - Throws: `FineTuningError.otherRun`, `.damagedCheckpoint`, or `ModelFileError`.
    init(
        folder: URL, identity: FineTuningNotes.Identity, base: BaseModel, on transformer: Transformer,
        begin: (Transformer, TrainingConfiguration) throws -> LoRATrainer
    ) throws {
        self.folder = folder
        baseModelHash = base.hash
        let configuration = identity.recipe.training
        let file = folder.appendingPathComponent(Self.checkpointName)
        guard FileManager.default.fileExists(atPath: file.path) else {
            trainer = try begin(transformer, configuration)
            notes = FineTuningNotes(identity: identity)
            return
        }
        let checkpoint = try TrainingCheckpoint(url: file)
        notes = try FineTuningNotes(checkpoint.notes, file: file, expecting: identity)
        trainer = try checkpoint.trainer(
            on: transformer, baseModelHash: base.hash, configuration: configuration, file: file)
        lastCheckpoint = trainer.state.step
    }

    /// Computes in the chosen way from here on.
    func compute(_ choice: TrainingMemory.Choice) {
        notes.computation = choice.plan
        trainer.plan = choice.plan
        trainer.reserveWorkspace(floats: choice.workspaceFloats)
    }

    /// Keeps an evaluation, and the weights if they are the best so far and the recipe wants these.
    ///
    /// - Returns: whether the training should end here.
    func record(_ evaluation: FineTuningEvaluation) throws -> Bool {
        notes.evaluations.append(evaluation)
        let recipe = notes.identity.recipe
        if recipe.choosesBest, EarlyStopping.best(notes.evaluations)?.step == evaluation.step { try keepBest() }
        return EarlyStopping(patience: recipe.patience).ends(after: notes.evaluations)
    }

    private func keepBest() throws {
        let parameters = trainer.state.parameters
        var writer = SafetensorsWriter()
        try writer.add(Self.tensorName, shape: [parameters.count], values: parameters.array, as: .f32)
        try writer.write(to: bestFile)
    }

    func writeCheckpoint() throws {
        try TrainingCheckpoint(trainer, baseModelHash: baseModelHash, notes: try notes.encoded())
            .write(to: checkpointFile)
        lastCheckpoint = trainer.state.step
    }

    /// The weights that the adapter gets: the best ones where they were kept, else the last ones.
    func result(endedEarly: Bool) throws -> FineTuningResult {
        let state = trainer.state
        var result = FineTuningResult(
            parameters: trainer.parameters, step: state.step, lastStep: state.step, endedEarly: endedEarly,
            tokens: state.tokens, losses: state.losses, evaluations: notes.evaluations)
        if notes.identity.recipe.choosesBest, let best = EarlyStopping.best(notes.evaluations) {
            let values = try SafetensorsFile(url: bestFile).floats(Self.tensorName, shape: [trainer.layout.count])
            result.parameters = TrainableParameters(layout: trainer.layout, buffer: FloatBuffer(values))
            result.step = best.step
        }
        return result
    }

    /// Once the adapter is written, what could continue the run is in the way of the next one.
    func removeFiles() {
        try? FileManager.default.removeItem(at: checkpointFile)
        try? FileManager.default.removeItem(at: bestFile)
    }
}
