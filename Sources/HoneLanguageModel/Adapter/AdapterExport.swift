import Foundation
import HoneBase

/// Writes an adapter in the layout of another program.
package struct AdapterExport: Sendable {
    package enum Format: String, Sendable, CaseIterable {
        /// The folder that PEFT loads, with value rows, head and card beside the matrices.
        case peft
        /// The file that llama.cpp loads with `--lora`.
        case gguf
    }

    /// What was written.
    package struct Report: Sendable, Codable, Hashable {
        package var adapter: String
        package var format: String
        package var output: String
        package var modules: Int
        package var ranks: [Int]
        package var parameters: Int
        /// Blocks of the base model that the adapter was trained on, and how many the base has.
        package var layers: Int
        package var baseLayers: Int
        package var valueRows: Int
        package var bins: Int
        package var bytes: Int
    }

    private let adapter: AdapterFolder
    private let name: String
    private let folder: URL
    private let shape: TransformerShape

    /// - Parameters:
    ///   - folder: the adapter.
    ///   - base: the base model.
    ///   - baseModelHash: of that model if the caller has checked it; computed if nil.
    package init(folder: URL, base: LanguageModelFile, baseModelHash: String? = nil) throws(ModelFileError) {
        name = folder.lastPathComponent
        self.folder = folder
        shape = try base.shape()
        adapter = try AdapterFolder(folder, shape: shape) { () throws(ModelFileError) in
            if let baseModelHash { baseModelHash } else { try base.contentHash() }
        }
    }

    /// Writes the adapter.
    ///
    /// - Throws: `ModelFileError`: the format cannot carry what the adapter is, the output exists, or cannot be written.
    package func write(_ format: Format, to output: URL) throws(ModelFileError) -> Report {
        guard !FileManager.default.fileExists(atPath: output.path) else {
            throw ModelFileError(
                .unreadable, file: output.path, place: "", problem: "exists already",
                remedy: "Choose another name with -o, or remove it.")
        }
        let bytes: Int
        switch (format, adapter) {
        case (.peft, .own(var adapter)):
            try adapter.save(to: output)
            bytes = try MappedFile(url: output.appendingPathComponent(Adapter.weightsName), remedy: "").bytes.count
        case (.peft, .peft):
            throw refusal("is in PEFT's layout already", "Use it as it is, or export it with --format gguf.")
        case (.gguf, .own(let adapter)):
            try check(adapter.card)
            bytes = try writeGGUF(to: output)
        case (.gguf, .peft): bytes = try writeGGUF(to: output)
        }
        return report(format, output, bytes: bytes)
    }

    /// A GGUF LoRA holds low-rank matrices for a whole base model and nothing else.
    private func check(_ card: AdapterCard) throws(ModelFileError) {
        guard card.isTextAdapter else {
            throw refusal(
                "scores through \(card.valueRows) value rows and a head of \(card.bins) bins, which a GGUF LoRA cannot carry: llama.cpp would compute something else",
                "Export it with --format peft, or export a text adapter.")
        }
        guard card.layers == shape.layers else {
            throw refusal(
                "was trained on the first \(card.layers) of \(shape.layers) layers, but llama.cpp runs all of them",
                "Export it with --format peft, or train on all layers.")
        }
    }

    private func writeGGUF(to output: URL) throws(ModelFileError) -> Int {
        let data = adapter.matrices.encodedGGUF(name: name, shape: shape)
        try AtomicFile.write(data, to: output)
        return data.count
    }

    private func report(_ format: Format, _ output: URL, bytes: Int) -> Report {
        let matrices = adapter.matrices
        let card: AdapterCard? = if case .own(let adapter) = adapter { adapter.card } else { nil }
        return Report(
            adapter: name, format: format.rawValue, output: output.path, modules: matrices.modules.count,
            ranks: Set(matrices.modules.map(\.rank)).sorted(), parameters: matrices.parameterCount,
            layers: card?.layers ?? shape.layers, baseLayers: shape.layers, valueRows: card?.valueRows ?? 0,
            bins: card?.bins ?? 0, bytes: bytes)
    }

    private func refusal(_ problem: String, _ remedy: String) -> ModelFileError {
        ModelFileError(.mismatched, file: folder.path, place: "", problem: problem, remedy: remedy)
    }
}
