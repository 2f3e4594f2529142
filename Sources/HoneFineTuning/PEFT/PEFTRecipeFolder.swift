import Foundation
import HoneCore
import HoneKernels
import HoneLanguageModel
import HoneModelSearch
import HoneSearch

/// A training written down for another program, and what that program leaves there:
///
///     peft_train.py               does it: python peft_train.py FOLDER
///     recipe.json                 `PEFTRecipe`
///     sequences.jsonl             a sequence a line: step, inputs (tokens, value row v as -(v + 1)), positions, segments
///                                 (0 the header, k the k-th row), scored inputs, first row of its labels
///     labels.safetensors          `labels` [rows, bins]
///     initial.safetensors         every trainable number before the first step
///     validation.jsonl            a watched task a line with its sequences; validation_labels.safetensors
///     checkpoint.pt               the program's own, while it trains
///     result.safetensors, .json   the trained numbers, and how they came about
struct PEFTRecipeFolder {
    let url: URL

    static let scriptName = "peft_train.py"
    private static let recipeName = "recipe.json"

    var script: URL { file(Self.scriptName) }
    var stopFile: URL { file("stop") }
    var errorLog: URL { file("errors.txt") }
    var hasCheckpoint: Bool { FileManager.default.fileExists(atPath: file("checkpoint.pt").path) }
    var hasResult: Bool { FileManager.default.fileExists(atPath: file("result.json").path) }

    private func file(_ name: String) -> URL { url.appendingPathComponent(name) }

    /// Writes the folder, or finds it as it should be.
    ///
    /// - Throws: `FineTuningError.otherRun` where another training lies there that has begun; `ModelFileError`.
    func write(
        _ recipe: PEFTRecipe, sampler: SequenceSampler, watched: [TrainingTask], tokenizer: RowTokenizer,
        initial: TrainableParameters
    ) throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try AtomicFile.write(Data(PackageResources.peft_train_py), to: script)
        let contents = try recipe.encoded()
        if let earlier = try? Data(contentsOf: file(Self.recipeName)) {
            if earlier == contents { return }
            guard !hasCheckpoint, !hasResult else {
                throw FineTuningError.otherRun(
                    path: url.path, difference: "another recipe, snapshot, base model or held-out tasks")
            }
        }
        try? FileManager.default.removeItem(at: file(Self.recipeName))
        try writeSequences(recipe, sampler)
        try writeValidation(recipe, watched, tokenizer)
        try write(initial, to: file("initial.safetensors"))
        // Last, so that a folder with a recipe is complete.
        try AtomicFile.write(contents, to: file(Self.recipeName))
    }

    private struct Sequence: Encodable {
        var step: Int?
        var inputs: [Int]
        var positions: [Int]
        var segments: [Int]
        var scored: [Int]
        /// First row of its labels.
        var labels: Int
        var quantiles: [Double]?

        init(_ header: [InputRow], _ rows: [[InputRow]], labels: Int, step: Int? = nil, quantiles: [Double]? = nil) {
            let packed = JoinedSequences(header: header, rows: rows)
            inputs = packed.inputs.map { $0.token ?? -1 - ($0.value ?? 0) }
            positions = packed.positions.map(Int.init)
            segments =
                header.map { _ in 0 } + rows.enumerated().flatMap { index, row in row.map { _ in index + 1 } }
            scored = packed.rowEnds
            self.labels = labels
            self.step = step
            self.quantiles = quantiles
        }
    }

    private struct WatchedTask: Encodable {
        var task: String
        var parts: [Sequence]
    }

    private func writeSequences(_ recipe: PEFTRecipe, _ sampler: SequenceSampler) throws {
        var lines: [Sequence] = []
        var labels: [Float] = []
        for step in 0..<recipe.steps {
            for example in sampler.sequences(step: step) {
                lines.append(
                    Sequence(example.header, example.rows, labels: labels.count / recipe.bins, step: step))
                labels += example.labels
            }
        }
        try write(lines, to: file("sequences.jsonl"))
        try write(labels: labels, bins: recipe.bins, to: file("labels.safetensors"))
    }

    private func writeValidation(_ recipe: PEFTRecipe, _ tasks: [TrainingTask], _ tokenizer: RowTokenizer) throws {
        guard !tasks.isEmpty else { return }
        var lines: [WatchedTask] = []
        var labels: [Float] = []
        for task in tasks {
            var parts: [Sequence] = []
            for range in HeldOutScoring.passes(over: task) {
                let quantiles = Array(task.quantiles[range])
                parts.append(
                    Sequence(
                        task.headers[0].withFacts, task.rows[range].map(tokenizer.row),
                        labels: labels.count / recipe.bins, quantiles: quantiles))
                labels += quantiles.flatMap {
                    TargetQuantiles.soft($0, bins: recipe.bins, width: recipe.recipe.targetWidth)
                }
            }
            lines.append(WatchedTask(task: task.id, parts: parts))
        }
        try write(lines, to: file("validation.jsonl"))
        try write(labels: labels, bins: recipe.bins, to: file("validation_labels.safetensors"))
    }

    private func write(_ lines: [some Encodable], to url: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var data = Data()
        for line in lines {
            data += try encoder.encode(line)
            data.append(UInt8(ascii: "\n"))
        }
        try AtomicFile.write(data, to: url)
    }

    private func write(labels: [Float], bins: Int, to url: URL) throws {
        var writer = SafetensorsWriter()
        try writer.add("labels", shape: [labels.count / bins, bins], values: labels, as: .f32)
        try writer.write(to: url)
    }

    private func write(_ parameters: TrainableParameters, to url: URL) throws {
        var writer = SafetensorsWriter(metadata: ["format": "pt"])
        for tensor in Self.tensors(parameters.layout) {
            let values = UnsafeBufferPointer(start: parameters.buffer.pointer + tensor.offset, count: tensor.count)
            try writer.add(tensor.name, shape: tensor.shape, values: Array(values), as: .f32)
        }
        try writer.write(to: url)
    }

    private static func tensors(_ layout: TrainableLayout) -> [TrainableLayout.Tensor] {
        layout.loraTensors().flatMap { [$0.a, $0.b] } + layout.ownTensors
    }

    /// `result.json`.
    private struct Result: Decodable {
        var recipe: String
        var step: Int
        var lastStep: Int
        var endedEarly: Bool
        var tokens: Int
        var losses: [Double]
        var evaluations: [FineTuningEvaluation]
        var device: String
        var processes: Int
        var versions: [String: String]
        var seconds: Double
    }

    /// What the program left behind when it ended.
    ///
    /// - Throws: `FineTuningError.python` if it is damaged or belongs to another recipe; `ModelFileError`.
    func result(_ recipe: PEFTRecipe, layout: TrainableLayout) throws -> (FineTuningResult, PEFTEnvironment) {
        let path = file("result.json").path
        guard let data = try? Data(contentsOf: file("result.json")),
            let read = try? JSONDecoder().decode(Result.self, from: data)
        else {
            throw FineTuningError.python(
                problem: "\(path): the result is missing or damaged",
                remedy: "delete result.json and run the same command again; it goes on from the last checkpoint")
        }
        guard read.recipe == SHA256.hash(of: try recipe.encoded()).hexadecimal else {
            throw FineTuningError.python(
                problem: "\(path): the result belongs to another recipe",
                remedy: "delete the folder \(url.path), or choose another output folder")
        }
        let weights = try SafetensorsFile(url: file("result.safetensors"))
        let buffer = FloatBuffer(count: layout.count)
        for tensor in Self.tensors(layout) {
            let values = try weights.floats(tensor.name, shape: tensor.shape)
            guard values.allSatisfy(\.isFinite) else {
                throw FineTuningError.python(
                    problem: "\(weights.url.path): \(tensor.name) holds numbers that are not finite",
                    remedy: "delete the folder \(url.path) and train again with a lower learning rate")
            }
            for (index, value) in values.enumerated() { buffer.pointer[tensor.offset + index] = value }
        }
        let environment = PEFTEnvironment(
            device: read.device, processes: read.processes, versions: read.versions)
        let packages = read.versions.keys.sorted().map { "\($0) \(read.versions[$0] ?? "")" }
        return (
            FineTuningResult(
                parameters: TrainableParameters(layout: layout, buffer: buffer), step: read.step,
                lastStep: read.lastStep, endedEarly: read.endedEarly, tokens: read.tokens, losses: read.losses,
                evaluations: read.evaluations,
                notes: [
                    "trainedOn": "\(read.device), \(read.processes) process\(read.processes == 1 ? "" : "es")",
                    "trainedWith": packages.joined(separator: ", "),
                ]), environment
        )
    }

    func remove() { try? FileManager.default.removeItem(at: url) }
}
