import Foundation
import HoneKernels
import HoneLanguageModel

extension FuzzTarget {
    static func safetensorsSeeds(_ fixtures: URL, scratch: URL) throws -> [FuzzCase] {
        var seeds = try ["formats/tiny.safetensors", "formats/peer.safetensors"].map { try file(fixtures, $0) }
        seeds.append(try file(fixtures, "peft/plain/adapter_model.safetensors"))
        // A checkpoint carries its settings in the header, shapes among them.
        let checkpoint = scratch.appendingPathComponent("checkpoint.safetensors")
        try TrainingCheckpoint(tinyTrainer(), baseModelHash: "base").write(to: checkpoint)
        seeds.append(FuzzCase(name: "checkpoint.safetensors", bytes: Array(try Data(contentsOf: checkpoint))))
        let models = fixtures.appendingPathComponent("architectures")
        let names = try FileManager.default.contentsOfDirectory(atPath: models.path).sorted()
        let files = [
            "config.json", "model.safetensors", "model.safetensors.index.json", "model-00001-of-00002.safetensors",
            "model-00002-of-00002.safetensors",
        ]
        for name in names {
            let folder = models.appendingPathComponent(name)
            let seed = try FuzzCase.reading(files, in: folder)
            if !seed.files.isEmpty { seeds.append(seed) }
        }
        return seeds
    }

    func exerciseSafetensors(_ input: FuzzCase) throws {
        guard let contents = input.files.first else { return }
        if input.files.contains(where: { $0.name == "config.json" }) { return try exerciseCheckpoint(input) }
        let file = try Self.opening(contents.bytes.count) {
            try SafetensorsFile(contents: contents.bytes, name: contents.name)
        }
        for tensor in file.tensors {
            let isWhole = tensor.type == .i64
            let count = isWhole ? try file.integers(tensor.name).count : try file.floats(tensor.name).count
            guard count == tensor.elementCount else { throw FuzzFinding("\(tensor.name) has \(count) numbers") }
        }
        guard file.metadata["hone_training"] != nil else { return }
        try input.write(to: scratch)
        let checkpoint = try TrainingCheckpoint(url: scratch.appendingPathComponent(contents.name))
        let trainer = Self.tinyTrainer()
        _ = try checkpoint.trainer(
            on: trainer.transformer, baseModelHash: "base", configuration: trainer.configuration,
            file: scratch.appendingPathComponent(contents.name))
    }

    private func exerciseCheckpoint(_ input: FuzzCase) throws {
        let folder = scratch.appendingPathComponent("model")
        try input.write(to: folder)
        let model = try Self.opening(input.byteCount) { try Checkpoint(folder: folder) }
        try Self.use(try TransformerWeights(model))
    }

    private static let tinyShape = TransformerShape(
        layers: 2, hidden: 32, heads: 2, kvHeads: 1, headDimension: 16, mlp: 48, vocabulary: 64, ropeBase: 10_000,
        normEpsilon: 1e-5, contextLength: 64)

    /// A training on a random model of the size of `peft/base.gguf`.
    static func tinyTrainer() -> LoRATrainer {
        LoRATrainer(
            Transformer(TransformerWeights(randomOf: tinyShape, seed: 3), threads: ComputeThreads(1)),
            configuration: TrainingConfiguration(
                lora: LoRAConfiguration(rank: 2, alpha: 4), valueRows: 6, bins: 4,
                schedule: LearningRateSchedule(totalSteps: 5)))
    }
}
