import ArgumentParser
import Foundation
import Hone
import HoneCore
import HoneLanguageModel

extension AdapterExport.Format: ExpressibleByArgument {}

/// `hone model export`: an adapter for PEFT or llama.cpp.
struct ModelExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write an adapter for other programs: PEFT safetensors, GGUF LoRA.",
        discussion: """
            peft  a folder for Python's PEFT; value rows and head of Hone's adapters come along in the same file
            gguf  a file for llama.cpp (--lora); for text adapters, which are low-rank matrices and nothing else

            An adapter that PEFT saved can be exported to GGUF too. docs/adapters.md shows how to load each.
            """)

    @Argument(help: ArgumentHelp("An adapter's name or folder, or a folder that PEFT saved.", valueName: "adapter"))
    var adapter: String

    @Option(help: ArgumentHelp("peft or gguf.", valueName: "format"))
    var format: AdapterExport.Format

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Where to write (default: ADAPTER-peft or ADAPTER.gguf, here).", valueName: "path"),
        completion: .file())
    var output: String?

    @Option(
        help: ArgumentHelp(
            "The base model: a GGUF file or a checkpoint's folder (default: the built-in model).", valueName: "model"),
        completion: .file(extensions: ["gguf"]))
    var base: String?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let folder = try located()
        let known = ModelCatalog.smolLM2
        let file = try base.map { URL(fileURLWithPath: $0) } ?? known.locate()
        let export = try AdapterExport(
            folder: folder, base: LanguageModelFile(url: file), baseModelHash: base == nil ? known.sha256 : nil)
        let name = folder.lastPathComponent
        let target = URL(fileURLWithPath: output ?? (format == .peft ? "\(name)-peft" : "\(name).gguf"))
        let report = try export.write(format, to: target)
        guard !common.json else { return try Console.json(report) }
        Console.line(Self.summary(report))
        guard !common.quiet else { return }
        for note in Self.notes(report, base: file) { Console.note(note) }
    }

    private func located() throws -> URL {
        if let folder = AdapterLibrary.standard.locate(adapter) { return folder }
        let path = URL(fileURLWithPath: adapter, isDirectory: true)
        guard LowRankAdapter.isPEFT(path) else {
            throw CommandFailure.wrongInput(
                "\(adapter): there is no adapter of this name or in this folder"
                    + NearestName.hint(for: adapter, among: AdapterLibrary.standard.names))
        }
        return path
    }

    private static func summary(_ report: AdapterExport.Report) -> String {
        let ranks = report.ranks.map(String.init).joined(separator: ", ")
        var text =
            "\(report.output): LoRA rank \(ranks) on \(report.modules) layers, \(report.parameters) weights"
        if report.bins > 0 { text += ", \(report.valueRows) value rows, a head of \(report.bins) bins" }
        return text
    }

    /// What to do with it next.
    private static func notes(_ report: AdapterExport.Report, base: URL) -> [String] {
        guard report.format == AdapterExport.Format.peft.rawValue else {
            return ["use it:   llama-cli -m \(base.lastPathComponent) --lora \(report.output)"]
        }
        var notes: [String] = []
        if report.layers < report.baseLayers {
            notes.append(
                "trained on the base model's first \(report.layers) of \(report.baseLayers) layers: cut the others off before PEFT loads it (model.model.layers = model.model.layers[:\(report.layers)])"
            )
        }
        notes.append("load it:  python3 scripts/load_in_peft.py \(report.output) \(base.path)")
        return notes
    }
}
