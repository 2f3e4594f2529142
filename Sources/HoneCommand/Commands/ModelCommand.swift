import ArgumentParser
import Foundation
import Hone
import HoneCore
import HoneLanguageModel

struct ModelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Show the language models and adapters on this machine, and take them elsewhere.",
        subcommands: [List.self, Info.self, ModelExportCommand.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List weights and adapters, and where they are.")

        @OptionGroup var common: CommonOptions

        func run() async throws {
            let records = ModelCatalog.all.map { ModelRecord($0, status: $0.status()) }
            guard !common.json else {
                for record in records { try Console.json(record) }
                for adapter in AdapterRecord.installed { try Console.json(adapter) }
                return
            }
            var table = TextTable([
                .init("model", .left), .init("size"), .init("licence", .left), .init("status", .left),
                .init("file", .left),
            ])
            for record in records {
                table.add([record.model, record.sizeText, record.license, record.status, record.file])
            }
            for line in table.lines() { Console.line(line) }
            for line in AdapterRecord.lines { Console.line(line) }
            if records.contains(where: { $0.status != "present" }) {
                Console.note("Fetch the weights with: make setup")
            }
        }
    }

    struct Info: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a model's shape and check its weights' SHA-256, or what an adapter was trained on.")

        @Argument(
            help: ArgumentHelp(
                "A model or an adapter by its name, a GGUF file or the folder of an adapter, Hone's or PEFT's (default: the model that Hone uses).",
                valueName: "model"))
        var model: String?

        @OptionGroup var common: CommonOptions

        func run() async throws {
            if let model, let folder = AdapterLibrary.standard.locate(model) {
                let adapter = try AdapterRecord(folder: folder)
                guard !common.json else { return try Console.json(adapter) }
                for line in adapter.lines { Console.line(line) }
                return
            }
            if let model, LowRankAdapter.isPEFT(URL(fileURLWithPath: model)) {
                let record = try PEFTRecord(folder: URL(fileURLWithPath: model), base: ModelCatalog.smolLM2)
                guard !common.json else { return try Console.json(record) }
                for line in record.lines { Console.line(line) }
                return
            }
            let file = try located()
            let weights = try GGUFFile(url: file.url)
            let info = ModelInfo(
                file: file.url.path, version: Int(weights.version), tensors: weights.tensors.count,
                bytes: weights.tensors.reduce(0) { $0 + $1.byteRange.count },
                parameters: weights.tensors.reduce(0) { $0 + $1.elementCount }, check: file.check,
                metadata: ModelInfo.shown.compactMap { key in
                    weights.metadata[key].flatMap(ModelInfo.text).map { (key, $0) }
                })
            guard !common.json else { return try Console.json(info) }
            for line in info.lines { Console.line(line) }
        }

        private func located() throws -> (url: URL, check: String) {
            if let model, FileManager.default.fileExists(atPath: model) {
                return (URL(fileURLWithPath: model), "not in the catalogue, so its hash says nothing")
            }
            let name = model ?? ModelCatalog.smolLM2.name
            guard let known = ModelCatalog.all.first(where: { $0.name.lowercased() == name.lowercased() }) else {
                throw CommandFailure.wrongInput(
                    "\(name) is neither a model that Hone knows nor an adapter nor a file"
                        + NearestName.hint(
                            for: name, among: ModelCatalog.all.map(\.name) + AdapterLibrary.standard.names))
            }
            return (try known.locate(verifying: true), "SHA-256 \(known.sha256), as expected")
        }
    }
}

/// A model as `hone model list --json` prints it.
struct ModelRecord: Encodable {
    var model: String
    var file: String
    var bytes: Int
    var license: String
    var source: String
    var sha256: String
    /// `present`, `missing`, or what is wrong.
    var status: String

    init(_ model: ModelFile, status: ModelFile.Status) {
        self.model = model.name
        file = model.url().path
        bytes = model.byteCount
        license = model.license
        source = model.source
        sha256 = model.sha256
        self.status =
            switch status {
            case .missing: "missing"
            case .present, .verified: "present"
            case .damaged(let reason): "damaged: \(reason)"
            }
    }

    var sizeText: String { "\(bytes / 1_000_000) MB" }
}

/// What a file of weights says about itself.
struct ModelInfo: Encodable {
    var file: String
    var version: Int
    var tensors: Int
    var bytes: Int
    var parameters: Int
    var check: String
    var metadata: [(key: String, value: String)]

    private enum CodingKeys: CodingKey { case file, version, tensors, bytes, parameters, check, metadata }

    /// Keys of the metadata that say what the model is.
    static let shown = [
        "general.name", "general.architecture", "general.license", "llama.block_count", "llama.embedding_length",
        "llama.feed_forward_length", "llama.attention.head_count", "llama.attention.head_count_kv",
        "llama.context_length",
        "tokenizer.ggml.model",
    ]

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(file, forKey: .file)
        try container.encode(version, forKey: .version)
        try container.encode(tensors, forKey: .tensors)
        try container.encode(bytes, forKey: .bytes)
        try container.encode(parameters, forKey: .parameters)
        try container.encode(check, forKey: .check)
        try container.encode(
            Dictionary(metadata.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first }), forKey: .metadata)
    }

    var lines: [String] {
        [
            file, "check       \(check)", "format      GGUF \(version), \(tensors) tensors, \(bytes / 1_000_000) MB",
            "parameters  \((Double(parameters) / 1e6).formatted(significantDigits: 4)) million",
        ] + metadata.map { "\($0.key)  \($0.value)" }
    }

    static func text(_ value: GGUFValue) -> String? {
        if let text = value.text { return text }
        return value.integer.map(String.init)
    }
}
