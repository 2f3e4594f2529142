import Foundation
import HoneCore
import HoneKernels
import HoneLanguageModel
import HoneModelSearch
import HoneNumerics

/// A scorer over a model of a few thousand random weights: its opinions are arbitrary, which is what a study must survive.
enum TinyScorer {
    static func make(seed: UInt64 = 5, cacheFolder: URL? = nil) throws -> LanguageModelScorer {
        let shape = TransformerShape(
            layers: 1, hidden: 32, heads: 2, kvHeads: 1, headDimension: 16, mlp: 48, vocabulary: 256, ropeBase: 10_000,
            normEpsilon: 1e-5, contextLength: 1024)
        let layout = TrainableLayout(shape: shape, lora: LoRAConfiguration(rank: 2, alpha: 4), valueRows: 100, bins: 20)
        let parameters = TrainableParameters(initial: layout, seed: seed)
        var generator = SeededGenerator(seed: seed)
        for index in layout.valueRowOffset..<layout.count {
            parameters.buffer.pointer[index] = Float(generator.normal())
        }
        let model = AdaptedModel(
            parameters, weights: TransformerWeights(randomOf: shape, seed: seed), threads: ComputeThreads(1))
        return try LanguageModelScorer(
            model, tokenizer: tokenizer(), adapterHash: "test\(seed)", cacheFolder: cacheFolder)
    }

    /// One token a byte, in GPT-2's spelling: printable Latin-1 stands for itself, the rest for U+0100 and following.
    ///
    /// - Parameter lost: a character that no token stands for.
    static func tokenizer(beginningOfText: Int? = 0, without lost: Character? = nil) throws -> Tokenizer {
        var next: UInt32 = 0x100
        let spellings = (0...UInt8.max).map { byte -> String in
            if let lost, lost.asciiValue == byte { return "lost" }
            switch byte {
            case 0x21...0x7e, 0xa1...0xac, 0xae...0xff: return String(UnicodeScalar(byte))
            default:
                defer { next += 1 }
                return UnicodeScalar(next).map { String($0) } ?? ""
            }
        }
        return try Tokenizer(
            tokens: spellings, merges: [], special: [], preTokenizer: .gpt2, beginningOfText: beginningOfText,
            file: "tiny")
    }
}
