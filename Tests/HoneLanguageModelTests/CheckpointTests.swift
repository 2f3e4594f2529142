import Foundation
import HoneLanguageModel
import HoneNumerics
import Testing

@Suite("A checkpoint's folder") struct CheckpointTests {
    /// Calls `body` with a copy of a fixture's folder that may be changed.
    private func withCopy<Result>(of name: String, _ body: (URL) throws -> Result) throws -> Result {
        try FormatFixtures.withTemporaryFile(name) { folder in
            try FileManager.default.copyItem(at: ArchitectureFixture.url(name), to: folder)
            return try body(folder)
        }
    }

    /// Changes fields of `config.json` (nil removes one) and returns the error of loading, nil if it loads.
    private func refusal(of name: String = "llama", _ changes: [String: Any?]) throws -> ModelFileError? {
        try withCopy(of: name) { folder in
            let url = folder.appendingPathComponent("config.json")
            var object = try #require(
                try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
            for (key, value) in changes { object[key] = value }
            try JSONSerialization.data(withJSONObject: object).write(to: url)
            return loadingError(folder)
        }
    }

    private func loadingError(_ folder: URL) -> ModelFileError? {
        do {
            _ = try LanguageModelFile(url: folder).weights()
            return nil
        } catch {
            return error
        }
    }

    @Test("is read with rotary settings in the older place, too") func olderRotarySettings() throws {
        let older: [String: Any?] = [
            "rope_parameters": nil, "rope_theta": 500_000,
            "rope_scaling": [
                "rope_type": "llama3", "factor": 8, "low_freq_factor": 1, "high_freq_factor": 4,
                "original_max_position_embeddings": 32,
            ],
        ]
        #expect(try refusal(older) == nil)
        #expect(try refusal(["rope_parameters": nil, "rope_scaling": ["type": "linear", "factor": 2]]) == nil)
        #expect(try refusal(["rope_parameters": NSNull(), "rope_scaling": NSNull()]) == nil)
    }

    @Test("is refused, with the reason, when it asks for what is not computed") func unsupported() throws {
        let cases: [(changes: [String: Any?], word: String)] = [
            (["model_type": "mistral"], "'mistral'"), (["model_type": "gemma3"], "qwen3"),
            (["quantization_config": ["bits": 4]], "quantised"), (["hidden_act": "gelu"], "'gelu'"),
            (["use_sliding_window": true], "sliding window"),
            (["layer_types": ["full_attention", "sliding_attention"]], "'sliding_attention'"),
            (["partial_rotary_factor": 0.5], "0.5"),
            (["rope_parameters": ["rope_type": "dynamic", "factor": 2]], "'dynamic'"),
            (["rope_parameters": ["rope_type": "yarn", "factor": 2, "mscale": 1]], "mscale"),
        ]
        for (changes, word) in cases {
            let error = try refusal(changes)
            #expect(
                error?.kind == .unsupported && error?.description.contains(word) == true, "\(changes): \(error as Any)")
        }
    }

    @Test("is refused when its figures do not fit its weights") func mismatches() throws {
        let cases: [(changes: [String: Any?], word: String)] = [
            (["hidden_size": nil], "'hidden_size'"), (["num_hidden_layers": 3], "model.layers.2."),
            (["num_hidden_layers": 1], "model.layers.1."), (["num_hidden_layers": 16_000_000], "blocks"),
            (["vocab_size": 300], "[288, 64], expected [300, 64]"), (["head_dim": 32], "q_proj"),
            (["head_dim": 20], "multiple of 16"), (["num_key_value_heads": 3], "evenly"),
            (["hidden_size": "64"], "hidden_size"), (["attention_bias": true], "q_proj.bias"),
            (["num_attention_heads": 0], "out of range"),
            (["num_attention_heads": 16_000_000, "num_key_value_heads": 16_000_000], "out of range"),
            (["rope_parameters": ["rope_type": "llama3", "factor": 2]], "low_freq_factor"),
            (["rms_norm_eps": -1], "epsilon"),
        ]
        for (changes, word) in cases {
            let error = try refusal(changes)
            #expect(error?.description.contains(word) == true, "\(changes): \(error as Any)")
        }
        #expect(
            try refusal(of: "llama-biased", ["tie_word_embeddings": false])?.description.contains("lm_head") == true)
        #expect(try refusal(of: "llama-biased", ["mlp_bias": false])?.description.contains("bias") == true)
        #expect(try refusal(of: "qwen2", ["model_type": "llama"])?.description.contains("proj.bias") == true)
        #expect(try refusal(of: "qwen3", ["model_type": "llama"])?.description.contains("norm") == true)
    }

    @Test("is refused when a file is missing or its index lies") func files() throws {
        let shard = "model-00002-of-00002.safetensors"
        let missing = try withCopy(of: "llama") { folder in
            try FileManager.default.removeItem(at: folder.appendingPathComponent(shard))
            return loadingError(folder)
        }
        #expect(missing?.kind == .unreadable && missing?.description.contains(shard) == true)
        for (index, word) in [
            (#"{"weight_map": {"a": "../llama/x.safetensors"}}"#, "'../llama"),
            (#"{"weight_map": {"a": "config.json"}}"#, "config.json"), (#"{"weight_map": 3}"#, "weight_map"),
            ("[", "weight_map"), (#"{"weight_map": {"a": "\#(shard)"}}"#, "missing"),
        ] {
            let error = try withCopy(of: "llama") { folder in
                try Data(index.utf8).write(to: folder.appendingPathComponent("model.safetensors.index.json"))
                return loadingError(folder)
            }
            #expect(error?.description.contains(word) == true, "\(index): \(error as Any)")
        }
        let empty = try withCopy(of: "qwen2") { folder in
            try FileManager.default.removeItem(at: folder.appendingPathComponent("config.json"))
            return loadingError(folder)
        }
        #expect(empty?.description.contains("config.json") == true)
    }

    @Test(
        "is refused or read, whatever the mutation of its JSON, and never crashes",
        arguments: ["config.json", "model.safetensors.index.json"])
    func mutations(name: String) throws {
        let original = Array(try Data(contentsOf: ArchitectureFixture.url("llama").appendingPathComponent(name)))
        let pieces = ["0", "-1", "9223372036854775807", "1e308", "1.5", "null", "\"", "{", "]", ",", "\\u0000", "true"]
        try withCopy(of: "llama") { folder in
            var generator = SeededGenerator(seed: 9)
            var refused = 0
            for _ in 0..<1000 {
                var bytes = original
                for _ in 0...generator.integer(below: 3) {
                    let position = generator.integer(below: bytes.count)
                    let piece = pieces[generator.integer(below: pieces.count)].utf8
                    let end = min(bytes.count, position + generator.integer(below: 8))
                    bytes.replaceSubrange(position..<end, with: piece)
                }
                try Data(bytes).write(to: folder.appendingPathComponent(name))
                if let error = loadingError(folder) {
                    #expect(error.description.contains(folder.path) && error.remedy != nil)
                    refused += 1
                }
            }
            #expect(refused > 500)
        }
    }

    @Test("keeps the first layers alone when asked") func layers() throws {
        let file = try LanguageModelFile(url: ArchitectureFixture.url("qwen3"))
        #expect(try file.weights(layers: 1).layers.count == 1)
        #expect(throws: ModelFileError.self) { try file.weights(layers: 3) }
    }

    @Test("has a hash that changes with its contents, not with its place") func hash() throws {
        let original = try LanguageModelFile(url: ArchitectureFixture.url("qwen3")).contentHash()
        let moved = try withCopy(of: "qwen3") { try LanguageModelFile(url: $0).contentHash() }
        let changed = try withCopy(of: "qwen3") { folder in
            let url = folder.appendingPathComponent("tokenizer.json")
            try Data((String(contentsOf: url, encoding: .utf8) + "\n").utf8).write(to: url)
            return try LanguageModelFile(url: folder).contentHash()
        }
        #expect(original == moved && original != changed && original.count == 64)
    }

    @Test("says how its numbers are stored") func types() throws {
        let bfloat = try LanguageModelFile(url: ArchitectureFixture.url("qwen2")).storedTypes
        #expect(bfloat.map(\.type) == ["BF16"] && bfloat[0].bytes == 2 * bfloat[0].elements)
        let gguf = try LanguageModelFile(url: ArchitectureFixture.url("qwen3.gguf")).storedTypes
        #expect(gguf.map(\.type) == ["F16", "F32"] && gguf.map(\.tensors) == [15, 9])
    }
}
