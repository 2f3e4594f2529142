import Foundation
import HoneLanguageModel
import Testing

@Suite("A GGUF model") struct GGUFModelTests {
    /// The error of loading the fixture after its bytes were changed, nil if it loads.
    private func refusal(of name: String, _ change: (inout [UInt8]) throws -> Void) throws -> ModelFileError? {
        var bytes = Array(try Data(contentsOf: ArchitectureFixture.url("\(name).gguf")))
        try change(&bytes)
        return try FormatFixtures.withFile(bytes) { url in
            do {
                _ = try LanguageModelFile(url: url).weights()
                return nil
            } catch let error as ModelFileError {
                return error
            }
        }
    }

    /// Replaces every occurrence of a text by another of the same length.
    private func replace(_ old: String, by new: String, in bytes: inout [UInt8]) throws {
        try #require(old.utf8.count == new.utf8.count)
        let data = Data(bytes)
        var found = 0
        var start = data.startIndex
        while let range = data.range(of: Data(old.utf8), in: start..<data.endIndex) {
            bytes.replaceSubrange(range, with: new.utf8)
            found += 1
            start = range.upperBound
        }
        #expect(found > 0)
    }

    private func field<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian, Array.init)
    }

    private func text(_ value: String) -> [UInt8] { field(UInt64(value.utf8.count)) + Array(value.utf8) }

    /// Puts a metadata value (its kind, its bytes) before all others, with padding that keeps the weights aligned.
    private func insert(_ key: String, kind: UInt32, _ value: [UInt8], in bytes: inout [UInt8]) {
        var entry = text(key) + field(kind) + value + text("test.padding") + field(UInt32(8))
        entry += text(String(repeating: " ", count: (2 * 32 - (entry.count + 8) % 32) % 32))
        bytes.insert(contentsOf: entry, at: 24)
        bytes.replaceSubrange(16..<24, with: field(UInt64(bytes[16]) + 2))
    }

    @Test("is refused, with the reason, when its metadata ask for what is not computed") func unsupported() throws {
        let numbers: [(key: String, value: UInt32, word: String)] = [
            ("llama.expert_count", 8, "experts"), ("llama.attention.sliding_window", 64, "sliding window"),
        ]
        for (key, value, word) in numbers {
            let error = try refusal(of: "llama") { insert(key, kind: 4, field(value), in: &$0) }
            #expect(error?.kind == .unsupported && error?.description.contains(word) == true, "\(error as Any)")
        }
        // What is not in effect is no reason.
        let wide = try refusal(of: "llama") {
            insert("llama.attention.sliding_window", kind: 4, field(UInt32(256)), in: &$0)
        }
        #expect(wide == nil)
        for (scaling, word) in [("longrope", "'longrope'"), ("linear", "rope_freqs")] {
            let name = scaling == "linear" ? "llama" : "qwen2"
            let error = try refusal(of: name) {
                insert("\(name).rope.scaling.type", kind: 8, text(scaling), in: &$0)
            }
            #expect(error?.kind == .unsupported && error?.description.contains(word) == true, "\(error as Any)")
        }
        let width = try refusal(of: "qwen3") { bytes in
            try replace("qwen3.attention.value_length", by: "qwen3.attention.value_lengtX", in: &bytes)
            insert("qwen3.attention.value_length", kind: 4, field(UInt32(64)), in: &bytes)
        }
        #expect(width?.description.contains("another width than keys") == true)
        let other = try refusal(of: "qwen2") {
            try replace("\u{5}\0\0\0\0\0\0\0qwen2", by: "\u{5}\0\0\0\0\0\0\0gemma", in: &$0)
        }
        #expect(other?.kind == .unsupported && other?.description.contains("qwen3") == true)
    }

    @Test("is refused when a tensor has no place in it or is missing") func tensors() throws {
        let cases = [
            ("llama", "blk.1.ffn_up.weight", "blk.1.ffn_uX.weight", "ffn_uX"),
            ("llama-biased", "blk.0.attn_output.bias", "blk.0.attn_output.biaX", "biaX"),
            ("qwen3", "blk.0.attn_q_norm.weight", "blk.0.attn_Q_norm.weight", "attn_Q_norm"),
        ]
        for (name, old, new, word) in cases {
            let error = try refusal(of: name) { try replace(old, by: new, in: &$0) }
            #expect(error?.kind == .unsupported && error?.description.contains(word) == true, "\(error as Any)")
        }
        // Exchanged names are tensors of other shapes.
        let exchanged = try refusal(of: "llama") { bytes in
            try replace("blk.1.ffn_down.weight", by: "blk.1.XXX_XXXX.weight", in: &bytes)
            try replace("blk.1.ffn_gate.weight", by: "blk.1.ffn_down.weight", in: &bytes)
            try replace("blk.1.XXX_XXXX.weight", by: "blk.1.ffn_gate.weight", in: &bytes)
        }
        #expect(exchanged?.description.contains("expected [80, 64]") == true, "\(exchanged as Any)")
    }
}
