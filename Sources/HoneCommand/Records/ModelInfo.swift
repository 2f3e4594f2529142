import Foundation
import HoneLanguageModel

/// What a model's files say about it, as `hone model info` prints it.
struct ModelInfo: Encodable {
    struct Stored: Encodable {
        var type: String
        var tensors: Int
        var bytes: Int
    }

    var file: String
    /// What is known about its hash.
    var check: String
    /// `GGUF 3`, or `safetensors`.
    var format: String
    var tensors: Int
    var bytes: Int
    var parameters: Int
    /// How the numbers are stored.
    var types: [Stored]
    /// What the runtime computes for it; nil if it is not one of its architectures.
    var shape: TransformerShape?
    var hasUntiedOutput: Bool?
    /// Why the runtime cannot compute it.
    var problem: String?
    /// What a GGUF file says besides.
    var metadata: [String: String]

    init(_ model: LanguageModelFile, check: String) {
        file = model.url.path
        self.check = check
        let stored = model.storedTypes
        types = stored.map { Stored(type: $0.type, tensors: $0.tensors, bytes: $0.bytes) }
        tensors = stored.reduce(0) { $0 + $1.tensors }
        bytes = stored.reduce(0) { $0 + $1.bytes }
        parameters = stored.reduce(0) { $0 + $1.elements }
        switch model.contents {
        case .gguf(let file):
            format = "GGUF \(file.version)"
            metadata = Dictionary(
                uniqueKeysWithValues: Self.shown.compactMap { key in
                    file.metadata[key].flatMap(Self.text).map { (key, $0) }
                })
        case .checkpoint(let checkpoint):
            format = checkpoint.files.count == 1 ? "safetensors" : "safetensors, \(checkpoint.files.count) files"
            metadata = [:]
        }
        do throws(ModelFileError) {
            shape = try model.checkedShape()
            hasUntiedOutput = model.hasUntiedOutput
        } catch {
            problem = error.description
        }
    }

    /// Keys of GGUF metadata that the shape does not tell.
    private static let shown = ["general.name", "general.architecture", "general.license", "tokenizer.ggml.model"]

    private static func text(_ value: GGUFValue) -> String? { value.text ?? value.integer.map(String.init) }

    var lines: [String] {
        var lines = [
            file, "check         \(check)",
            "format        \(format), \(tensors) tensors, \(Self.size(bytes))",
            "stored as     "
                + types.map {
                    "\($0.type) (\($0.tensors) \($0.tensors == 1 ? "tensor" : "tensors"), \(Self.size($0.bytes)))"
                }.joined(separator: ", "),
            "parameters    \((Double(parameters) / 1e6).formatted(significantDigits: 4)) million",
        ]
        if let shape {
            lines += [
                "architecture  \(shape.architecture.rawValue), \(shape.layers) layers of width \(shape.hidden)",
                "attention     \(shape.heads) query and \(shape.kvHeads) key-value heads of \(shape.headDimension)"
                    + (shape.architecture.normalizesHeads ? ", each normalised" : ""),
                "MLP           \(shape.mlp)",
                "vocabulary    \(shape.vocabulary), output matrix "
                    + (hasUntiedOutput == true ? "of its own" : "shared with the embedding"),
                "positions     \(shape.contextLength), rotary base \(Self.plain(shape.ropeBase)), \(shape.ropeScaling.summary)",
            ]
        }
        if let problem { lines.append("not computed  \(problem)") }
        return lines + metadata.sorted { $0.key < $1.key }.map { "\($0.key)  \($0.value)" }
    }

    private static func plain(_ value: Double) -> String {
        Int(exactly: value).map(String.init) ?? value.formatted(significantDigits: 7)
    }

    static func size(_ bytes: Int) -> String {
        bytes < 1_000_000 ? "\((bytes + 500) / 1000) kB" : "\((bytes + 500_000) / 1_000_000) MB"
    }
}
