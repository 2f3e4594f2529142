import ArgumentParser
import Foundation
import Hone
import HoneCore
import HoneLanguageModel

struct ModelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Show the language models, readers and adapters on this machine, use them, and take them elsewhere.",
        subcommands: [List.self, Info.self, ModelGenerateCommand.self, ModelExportCommand.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List weights, readers and adapters, and where they are.")

        @OptionGroup var common: CommonOptions

        func run() async throws {
            let records =
                ModelCatalog.all.map { ModelRecord($0, status: $0.status()) }
                + ModelLibrary().others.map(ModelRecord.init)
            guard !common.json else {
                for record in records { try Console.json(record) }
                for reader in ReaderSummary.installed { try Console.json(reader) }
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
            for line in ReaderSummary.lines + AdapterRecord.lines { Console.line(line) }
            if ModelCatalog.all.contains(where: { $0.status() != .present }) {
                Console.note("Fetch the weights with: make setup")
            }
        }
    }

    struct Info: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Show a model's shape and check its weights' SHA-256, or what a reader or an adapter was trained on.")

        @Argument(
            help: ArgumentHelp(
                "A model, a reader or an adapter by its name, a GGUF file, a checkpoint's folder or that of an adapter, Hone's or PEFT's (default: the model that Hone uses).",
                valueName: "model"))
        var model: String?

        @OptionGroup var common: CommonOptions

        func run() async throws {
            if let model, let folder = ReaderLibrary.standard.locate(model) {
                let reader = try ReaderSummary(folder: folder)
                guard !common.json else { return try Console.json(reader) }
                for line in reader.lines { Console.line(line) }
                return
            }
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
            let info = ModelInfo(try LanguageModelFile(url: file.url), check: file.check)
            guard !common.json else { return try Console.json(info) }
            for line in info.lines { Console.line(line) }
        }

        private func located() throws -> (url: URL, check: String) {
            let name = model ?? ModelCatalog.smolLM2.name
            let known = ModelCatalog.all.first { $0.name.lowercased() == name.lowercased() }
            guard let known else {
                let library = ModelLibrary()
                guard let url = try library.locate(name) else {
                    throw CommandFailure.wrongInput(
                        "\(name) is neither a model that Hone knows nor an adapter nor a file"
                            + NearestName.hint(
                                for: name,
                                among: library.names + AdapterLibrary.standard.names + ReaderLibrary.standard.names))
                }
                return (url, "not in the catalogue, so its hash says nothing")
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

    /// A model in `HONE_HOME` that the catalogue does not know.
    init(_ url: URL) {
        file = url.path
        model = url.lastPathComponent
        bytes = 0
        license = "-"
        source = ""
        sha256 = ""
        do throws(ModelFileError) {
            let found = try LanguageModelFile(url: url)
            model = found.name
            bytes = found.storedTypes.reduce(0) { $0 + $1.bytes }
            status = "present"
            _ = try found.checkedShape()
        } catch {
            status =
                error.kind == .unsupported
                ? "not computed"
                : "damaged: " + [error.field, error.problem].filter { !$0.isEmpty }.joined(separator: " ")
        }
    }

    var sizeText: String { ModelInfo.size(bytes) }
}
