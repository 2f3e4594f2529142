import Foundation
import HoneKernels

/// A language model on disk, whatever its format: a GGUF file or a checkpoint's folder. Opening reads headers alone.
package struct LanguageModelFile: Sendable {
    package enum Contents: Sendable {
        case gguf(GGUFFile)
        case checkpoint(Checkpoint)
    }

    package let url: URL
    package let contents: Contents

    /// Opens a GGUF file, or a folder with `config.json`.
    ///
    /// - Throws: `ModelFileError` naming what is missing or damaged, and the remedy.
    package init(url: URL) throws(ModelFileError) {
        self.url = url
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), isFolder.boolValue {
            contents = .checkpoint(try Checkpoint(folder: url))
        } else {
            contents = .gguf(try GGUFFile(url: url))
        }
    }

    /// The file's name without its ending, or the folder's.
    package var name: String {
        switch contents {
        case .gguf: url.deletingPathExtension().lastPathComponent
        case .checkpoint: url.lastPathComponent
        }
    }

    /// What the runtime computes for it.
    ///
    /// - Throws: `ModelFileError` if it is a model that the runtime does not compute.
    package func shape() throws(ModelFileError) -> TransformerShape {
        switch contents {
        case .gguf(let file): try TransformerShape(file)
        case .checkpoint(let checkpoint): try checkpoint.shape()
        }
    }

    /// The shape, once it is known that every tensor has its place in a model of it. Reads no weights.
    ///
    /// - Throws: `ModelFileError` if the runtime does not compute the model, or tensors are missing or of other shapes.
    package func checkedShape() throws(ModelFileError) -> TransformerShape {
        let shape = try shape()
        switch contents {
        case .gguf(let file): try GGUFWeights(file: file, shape: shape).check(shape)
        case .checkpoint(let checkpoint): try CheckpointWeights(checkpoint: checkpoint, shape: shape).check(shape)
        }
        return shape
    }

    /// Whether the output matrix is not the embedding.
    package var hasUntiedOutput: Bool {
        switch contents {
        case .gguf(let file): file.tensor(named: "output.weight") != nil
        case .checkpoint(let checkpoint): checkpoint.configuration.tiesOutput != true
        }
    }

    /// The first `layers` blocks, all if nil.
    ///
    /// - Throws: `ModelFileError` naming the tensor or field that does not fit.
    package func weights(
        layers: Int? = nil, storage: WeightStorage = .float32
    ) throws(ModelFileError) -> TransformerWeights {
        switch contents {
        case .gguf(let file): try TransformerWeights(file, layers: layers, storage: storage)
        case .checkpoint(let checkpoint): try TransformerWeights(checkpoint, layers: layers, storage: storage)
        }
    }

    /// - Throws: `ModelFileError` if there is none or one of a kind that Hone does not know.
    package func tokenizer() throws(ModelFileError) -> Tokenizer {
        switch contents {
        case .gguf(let file): try Tokenizer(file: file)
        case .checkpoint(let checkpoint): try Tokenizer(checkpoint: checkpoint.url)
        }
    }

    /// Names the model in adapters' cards: SHA-256 of the file, or over a folder's files; 64 hexadecimal digits. Reads
    /// everything.
    package func contentHash() throws(ModelFileError) -> String {
        switch contents {
        case .gguf(let file): file.contentHash().hexadecimal
        case .checkpoint(let checkpoint): try checkpoint.contentHash().hexadecimal
        }
    }

    /// How numbers are stored: for each type, in alphabetical order, how many tensors, elements and bytes.
    package var storedTypes: [(type: String, tensors: Int, elements: Int, bytes: Int)] {
        let entries: [(String, Int, Int)] =
            switch contents {
            case .gguf(let file): file.tensors.map { ($0.type.name, $0.elementCount, $0.byteRange.count) }
            case .checkpoint(let checkpoint):
                checkpoint.files.flatMap(\.tensors).map { ($0.type.rawValue, $0.elementCount, $0.byteRange.count) }
            }
        return Dictionary(grouping: entries, by: \.0).sorted { $0.key < $1.key }.map { type, all in
            (type, all.count, all.reduce(0) { $0 + $1.1 }, all.reduce(0) { $0 + $1.2 })
        }
    }
}
