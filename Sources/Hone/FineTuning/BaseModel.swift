import Foundation
import HoneLanguageModel

/// The pre-trained model that adapters are made for: tokenizer, and the first blocks of its weights.
package struct BaseModel: Sendable {
    package let name: String
    /// SHA-256 of the file.
    package let hash: String
    package let tokenizer: Tokenizer
    package let weights: TransformerWeights
    /// Where it was read from, and how many bytes it has; nil for a model that was made.
    package let file: (url: URL, bytes: Int)?

    package init(name: String, hash: String, tokenizer: Tokenizer, weights: TransformerWeights) {
        file = nil
        self.name = name
        self.hash = hash
        self.tokenizer = tokenizer
        self.weights = weights
    }

    /// Reads a GGUF file.
    ///
    /// - Parameter layers: blocks to keep, from the first; all if nil.
    /// - Throws: `ModelFileError` if the file is missing, damaged, or has fewer blocks.
    package init(contentsOf url: URL, layers: Int?) throws {
        let file = try GGUFFile(url: url)
        name = url.deletingPathExtension().lastPathComponent
        hash = file.contentHash().hexadecimal
        tokenizer = try Tokenizer(file: file)
        weights = try TransformerWeights(file, layers: layers)
        let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
        self.file = (url.absoluteURL, attributes?[.size] as? Int ?? 0)
    }
}
