import Foundation
import HoneLanguageModel
import Testing

@Suite("An adapter of PEFT") struct PEFTAdapterTests {
    static let variants = [
        "plain", "rank-scaling", "patterns", "expression", "some-layers", "excluding", "bare-model",
    ]

    @Test("gives PEFT's logits", arguments: variants) func logits(name: String) throws {
        let fixture = try PEFTFixture.load()
        let base = try PEFTFixture.base()
        let adapter = try LowRankAdapter.readingPEFT(PEFTFixture.folder(name), shape: base.shape).adapter
        let expected = try #require(fixture.adapters[name])
        let logits = try PEFTFixture.logits(adapter.merged(into: base), fixture.tokens)
        #expect(try PEFTFixture.largestDifference(logits, expected) < 2e-4)
        // It does something, and the base is as it was.
        #expect(try PEFTFixture.largestDifference(logits, fixture.base) > 0.05)
        #expect(try PEFTFixture.largestDifference(PEFTFixture.logits(base, fixture.tokens), fixture.base) < 2e-4)
    }

    @Test("of SmolLM2 gives PEFT's logits", .enabled(if: BaseModelFile.isPresent, "needs the weights of make setup"))
    func smolLM2() throws {
        let fixture = try PEFTFixture.load().smollm2
        let base = try BaseModelFile.weights(layers: fixture.layers)
        let (adapter, name) = try LowRankAdapter.readingPEFT(PEFTFixture.folder("smollm2"), shape: base.shape)
        #expect(adapter.modules.map(\.layer).allSatisfy { $0 == 0 || $0 == 2 } && adapter.modules.count == 6)
        #expect(name?.isEmpty == false)
        for (weights, expected) in [(adapter.merged(into: base), fixture.values), (base, fixture.plain)] {
            let logits = try PEFTFixture.logits(weights, fixture.tokens)
            let chosen = zip(fixture.positions, fixture.entries).map { logits[$0 * base.shape.vocabulary + $1] }
            #expect(try PEFTFixture.largestDifference(chosen, expected) < 2e-3)
        }
        #expect(zip(fixture.values, fixture.plain).contains { abs($0 - $1) > 0.1 })
    }

    @Test("with ranks and scales of its modules' own keeps them") func patterns() throws {
        let base = try PEFTFixture.base()
        let adapter = try LowRankAdapter.readingPEFT(PEFTFixture.folder("patterns"), shape: base.shape).adapter
        #expect(adapter.modules.count == 14)
        func module(_ layer: Int, _ target: LoRATarget) -> LowRankAdapter.Module? {
            adapter.modules.first { $0.layer == layer && $0.target == target }
        }
        #expect(module(0, .query)?.rank == 2 && module(0, .query)?.scale == 4)
        #expect(module(0, .key)?.scale == 0.75 && module(1, .key)?.scale == 2)
        #expect(module(1, .down)?.rank == 6 && module(0, .down)?.rank == 4)
        #expect(module(1, .up)?.scale == 3.125)
    }

    @Test(
        "that is more than plain LoRA is refused and says why",
        arguments: [
            ("dora", "DoRA"), ("bias", "trained biases"), ("modules", "trained as a whole"), ("embedding", "embedding"),
            ("initialization", "pissa"), ("tokens", "token embeddings"), ("kind", "only LORA"),
        ])
    func refused(name: String, complaint: String) throws {
        let error = #expect(throws: ModelFileError.self) {
            try LowRankAdapter.readingPEFT(
                PEFTFixture.folder("refused-\(name)"), shape: PEFTFixture.base().shape)
        }
        #expect(error?.kind == .unsupported)
        #expect(error?.description.contains(complaint) == true, "\(error?.description ?? "")")
    }

    @Test("for another base model is refused") func otherBase() throws {
        var shape = try PEFTFixture.base().shape
        shape.layers = 1
        let deep = #expect(throws: ModelFileError.self) {
            try LowRankAdapter.readingPEFT(PEFTFixture.folder("plain"), shape: shape)
        }
        #expect(deep?.problem.contains("1 blocks") == true)
        shape.layers = 2
        shape.hidden = 64
        let wide = #expect(throws: ModelFileError.self) {
            try LowRankAdapter.readingPEFT(PEFTFixture.folder("plain"), shape: shape)
        }
        #expect(wide?.description.contains("[4, 32], expected [4, 64]") == true)
    }

    /// Copies an adapter and changes its configuration as text.
    private func changed(_ name: String, _ old: String, _ new: String) throws -> ModelFileError? {
        try TrainingCheckpointTests.withFolder { folder in
            for file in ["adapter_config.json", "adapter_model.safetensors"] {
                try FileManager.default.copyItem(
                    at: PEFTFixture.folder(name).appendingPathComponent(file), to: folder.appendingPathComponent(file))
            }
            let url = folder.appendingPathComponent("adapter_config.json")
            let text = try String(contentsOf: url, encoding: .utf8)
            #expect(text.contains(old))
            try text.replacingOccurrences(of: old, with: new).write(to: url, atomically: true, encoding: .utf8)
            let shape = try PEFTFixture.base().shape
            do throws(ModelFileError) {
                _ = try LowRankAdapter.readingPEFT(folder, shape: shape)
                return nil
            } catch {
                return error
            }
        }
    }

    @Test("whose configuration and matrices disagree is refused") func disagreement() throws {
        let more = try changed("plain", "\"v_proj\"", "\"v_proj\", \"k_proj\"")
        #expect(more?.problem.contains("has no matrices here") == true)
        let fewer = try changed("plain", "\"v_proj\"", "\"k_proj\"")
        #expect(fewer?.problem.contains("not among the modules") == true)
        let rank = try changed("plain", "\"r\": 4", "\"r\": 8")
        #expect(rank?.problem.contains("shape [4, 32], expected [8, 32]") == true)
        let unknown = try changed("plain", "\"use_bdlora\": null", "\"use_bdlora\": {\"nblocks\": 2}")
        #expect(unknown?.field == "'use_bdlora'")
        let ambiguous = try changed("patterns", "\"q_proj\": 2", "\"q_proj\": 2, \"self_attn.q_proj\": 3")
        #expect(ambiguous?.problem.contains("several times") == true)
        let pattern = try changed("expression", "\".*\\\\.layers", "\"(?!x).*\\\\.layers")
        #expect(pattern?.problem.contains("(?!") == true)
    }

    @Test("pickled is refused with a way out") func pickle() throws {
        try TrainingCheckpointTests.withFolder { folder in
            try FileManager.default.copyItem(
                at: PEFTFixture.folder("plain").appendingPathComponent("adapter_config.json"),
                to: folder.appendingPathComponent("adapter_config.json"))
            try Data([0x80, 2]).write(to: folder.appendingPathComponent("adapter_model.bin"))
            let shape = try PEFTFixture.base().shape
            let error = #expect(throws: ModelFileError.self) { try LowRankAdapter.readingPEFT(folder, shape: shape) }
            #expect(error?.remedy?.contains("safe_serialization=True") == true)
        }
    }
}
