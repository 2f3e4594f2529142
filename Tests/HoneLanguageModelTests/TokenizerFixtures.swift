import Foundation
import HoneLanguageModel

/// The small tokenizers of every family beside their references' answers.
struct TokenizerFixtures {
    struct Cases: Decodable {
        /// A text and its tokens.
        struct Encoded: Decodable {
            let text: String
            let tokens: [Int]
            init(from decoder: any Decoder) throws {
                var container = try decoder.unkeyedContainer()
                text = try container.decode(String.self)
                tokens = try container.decode([Int].self)
            }
        }
        /// Tokens, their text, and their text without special tokens.
        struct Decoded: Decodable {
            let tokens: [Int]
            let whole: String
            let shown: String
            init(from decoder: any Decoder) throws {
                var container = try decoder.unkeyedContainer()
                tokens = try container.decode([Int].self)
                whole = try container.decode(String.self)
                shown = try container.decode(String.self)
            }
        }
        let plain: [Encoded]
        let framed: [Encoded]
        let decoded: [Decoded]
    }

    static let names = [
        "gpt2", "smollm", "qwen2", "llama3", "added", "llama2", "metaspace-first", "metaspace-always", "across",
    ]
    static let ggufNames = ["smollm", "qwen2", "llama3", "default", "sentencepiece"]

    let texts: [String]
    let cases: [String: Cases]

    init() throws {
        texts = try Self.decode([String].self, "texts.json")
        cases = try Self.decode([String: Cases].self, "cases.json")
    }

    static func url(_ name: String) throws -> URL {
        try FormatFixtures.url("x").deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("tokenizers").appendingPathComponent(name)
    }

    static func decode<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(contentsOf: url(name)))
    }

    /// The reference's tokens of each text.
    static func answers(_ name: String) throws -> [[Int]] {
        try String(contentsOf: url(name + ".ids"), encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false
        )
        .dropLast().map { line in line.split(separator: " ").compactMap { Int($0, radix: 16) } }
    }

    static func tokenizer(_ name: String) throws -> Tokenizer { try Tokenizer(json: url(name + ".json")) }
    static func tokenizer(gguf name: String) throws -> Tokenizer {
        try Tokenizer(file: GGUFFile(url: url(name + ".gguf")))
    }
}
