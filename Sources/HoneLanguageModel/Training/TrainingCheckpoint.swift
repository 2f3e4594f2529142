import Foundation
import HoneKernels
import HoneNumerics

/// A fine-tuning frozen between two steps: one safetensors file with parameters and moments in single precision and
/// everything else as JSON in its metadata. Replaced in one step, so a kill during writing leaves the previous one.
package struct TrainingCheckpoint: Sendable {
    package let configuration: TrainingConfiguration
    package let shape: TransformerShape
    /// SHA-256 of the base model's file, 64 hexadecimal digits.
    package let baseModelHash: String
    package let state: TrainingState
    /// What the owner of the run wants back: the snapshot's hash, its own settings.
    package var notes: [String: String]

    private static let version = 1
    private static let key = "hone_training"
    private static let remedy = "Remove the file to begin the fine-tuning again, or use the checkpoint of the same run."

    private struct Contents: Codable {
        var version: Int
        var configuration: TrainingConfiguration
        var shape: TransformerShape
        var baseModelHash: String
        var step: Int
        var tokens: Int
        var losses: [Double]
        var generator: SeededGenerator
        var notes: [String: String]
    }

    package init(_ trainer: LoRATrainer, baseModelHash: String, notes: [String: String] = [:]) {
        configuration = trainer.configuration
        shape = trainer.transformer.shape
        state = trainer.state
        self.baseModelHash = baseModelHash
        self.notes = notes
    }

    /// - Throws: `ModelFileError` if the file cannot be written; the previous checkpoint is then still there.
    package func write(to url: URL) throws(ModelFileError) {
        let contents = Contents(
            version: Self.version, configuration: configuration, shape: shape, baseModelHash: baseModelHash,
            step: state.step, tokens: state.tokens, losses: state.losses, generator: state.generator, notes: notes)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let json = try? encoder.encode(contents) else {
            throw ModelFileError(
                .unreadable, file: url.path, place: "",
                problem: "the training's state holds a number that is not finite",
                remedy: "Continue from an earlier checkpoint with a lower learning rate.")
        }
        var writer = SafetensorsWriter(metadata: [Self.key: String(decoding: json, as: UTF8.self)])
        for (name, buffer) in tensors {
            try writer.add(name, shape: [buffer.count], values: buffer.array, as: .f32)
        }
        try writer.write(to: url)
    }

    private var tensors: [(String, FloatBuffer)] {
        [
            ("parameters", state.parameters), ("first_moments", state.firstMoments),
            ("second_moments", state.secondMoments),
        ]
    }

    /// - Throws: `ModelFileError` if the file is damaged or no checkpoint.
    package init(url: URL) throws(ModelFileError) {
        func malformed(_ place: String, _ problem: String) -> ModelFileError {
            ModelFileError(.malformed, file: url.path, place: place, problem: problem, remedy: Self.remedy)
        }
        let file = try SafetensorsFile(url: url)
        guard let json = file.metadata[Self.key] else {
            throw malformed("metadata", "this is not a checkpoint of a fine-tuning")
        }
        guard let contents = try? JSONDecoder().decode(Contents.self, from: Data(json.utf8)) else {
            throw malformed("metadata '\(Self.key)'", "cannot be read; it may come from another version of Hone")
        }
        guard contents.version == Self.version else {
            throw malformed(
                "metadata '\(Self.key)'", "has version \(contents.version), this program reads \(Self.version)")
        }
        if let problem = contents.shape.inconsistency { throw malformed("the model's shape", problem) }
        let count = TrainableLayout(
            shape: contents.shape, lora: contents.configuration.lora, valueRows: contents.configuration.valueRows,
            bins: contents.configuration.bins
        ).count
        var state = TrainingState(
            parameters: FloatBuffer(try file.floats("parameters", shape: [count])), seed: contents.configuration.seed)
        state.firstMoments = FloatBuffer(try file.floats("first_moments", shape: [count]))
        state.secondMoments = FloatBuffer(try file.floats("second_moments", shape: [count]))
        state.step = contents.step
        state.tokens = contents.tokens
        state.losses = contents.losses
        state.generator = contents.generator
        configuration = contents.configuration
        shape = contents.shape
        baseModelHash = contents.baseModelHash
        notes = contents.notes
        self.state = state
    }

    /// A trainer that goes on where this checkpoint was taken.
    ///
    /// - Throws: `ModelFileError` (`mismatched`) if base model or configuration are others than the run began with.
    package func trainer(
        on transformer: Transformer, baseModelHash: String, configuration expected: TrainingConfiguration, file: URL
    ) throws(ModelFileError) -> LoRATrainer {
        func mismatch(_ problem: String) -> ModelFileError {
            ModelFileError(.mismatched, file: file.path, place: "", problem: problem, remedy: Self.remedy)
        }
        guard baseModelHash == self.baseModelHash else {
            throw mismatch(
                "belongs to the base model \(self.baseModelHash.prefix(12)), not to \(baseModelHash.prefix(12))")
        }
        guard transformer.shape == shape else {
            throw mismatch("was trained on \(shape.layers) layers, not on \(transformer.shape.layers)")
        }
        guard expected == configuration else {
            throw mismatch("was begun with other settings (rank, targets, schedule, bins or seed)")
        }
        return LoRATrainer(transformer, configuration: configuration, state: state)
    }
}
