import Foundation
import HoneLanguageModel

/// The pre-trained model that adapters are made for: tokenizer, and the first blocks of its weights.
package struct BaseModel: Sendable {
    package let name: String
    /// `LanguageModelFile.contentHash`.
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

    /// Reads a GGUF file or a checkpoint's folder.
    ///
    /// - Parameter layers: blocks to keep, from the first; all if nil.
    /// - Throws: `ModelFileError` if the file is missing, damaged, or has fewer blocks.
    package init(contentsOf url: URL, layers: Int?) throws {
        let file = try LanguageModelFile(url: url)
        _ = try file.checkedShape()
        name = file.name
        hash = try file.contentHash()
        tokenizer = try file.tokenizer()
        weights = try file.weights(layers: layers)
        self.file = (url.absoluteURL, file.storedTypes.reduce(0) { $0 + $1.bytes })
    }
}
