import Foundation
import HoneKernels
import HoneLanguageModel

extension FuzzTarget {
    static func ggufSeeds(_ fixtures: URL) throws -> [FuzzCase] {
        // Every type, a tokenizer, a model: small, so they come often. Then models, and tokenizers of each family.
        let small = try ["formats/tiny.gguf", "formats/vocabulary.gguf", "peft/base.gguf"].map {
            try file(fixtures, $0)
        }
        let others = try ["architectures", "tokenizers"].flatMap { folder in
            try FileManager.default.contentsOfDirectory(atPath: fixtures.appendingPathComponent(folder).path).sorted()
                .filter { $0.hasSuffix(".gguf") }.map { try file(fixtures, "\(folder)/\($0)") }
        }
        return small + small + small + others
    }

    static let text = "learning rate 0.01, depth 3:\n\u{e9}\u{1F600} <|im_start|>it's"

    func exerciseGGUF(_ input: FuzzCase) throws {
        guard let contents = input.files.first else { return }
        let file = try Self.opening(contents.bytes.count) {
            try GGUFFile(contents: contents.bytes, name: contents.name)
        }
        for tensor in file.tensors {
            let count = try file.dequantized(tensor.name).count
            guard count == tensor.elementCount else { throw FuzzFinding("\(tensor.name) has \(count) numbers") }
        }
        // Most files are a tokenizer, a model, or both; one that is neither must say why it is no tokenizer.
        let isModel = file.tensor(named: "token_embd.weight") != nil
        let isTokenizer = file.metadata["tokenizer.ggml.tokens"] != nil
        if isTokenizer || !isModel { try Self.use(try Tokenizer(file: file)) }
        // Each storage has kernels of its own.
        if isModel {
            for storage in WeightStorage.allCases { try Self.use(try TransformerWeights(file, storage: storage)) }
        }
    }

    static func use(_ tokenizer: Tokenizer) throws {
        let tokens = tokenizer.encode(text)
        guard tokens.allSatisfy({ (0..<tokenizer.vocabularySize).contains($0) }) else {
            throw FuzzFinding("the tokenizer gives tokens outside its vocabulary")
        }
        _ = tokenizer.decode(tokens)
    }
}
