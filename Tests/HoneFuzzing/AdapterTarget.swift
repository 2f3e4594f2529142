import Foundation
import HoneKernels
import HoneLanguageModel

extension FuzzTarget {
    private static let adapterFiles = ["adapter_config.json", "adapter_model.safetensors", "card.json"]

    static func adapterSeeds(_ fixtures: URL, scratch: URL) throws -> [FuzzCase] {
        let peft = fixtures.appendingPathComponent("peft")
        let names = try FileManager.default.contentsOfDirectory(atPath: peft.path).sorted()
        var seeds: [FuzzCase] = []
        for name in names {
            let seed = try FuzzCase.reading(adapterFiles, in: peft.appendingPathComponent(name))
            // The adapter on SmolLM2 is for another base.
            if !seed.files.isEmpty, name != "smollm2" { seeds.append(seed) }
        }
        // Hone's own, with a card, value rows and a head.
        let trainer = tinyTrainer()
        let card = AdapterCard(
            baseModel: "base", baseModelHash: baseHash, layers: 2, lora: trainer.layout.lora,
            valueRows: trainer.layout.valueRows, bins: trainer.layout.bins, snapshotHash: "s", leftOut: ["digits"],
            datasets: [.init(name: "car", fingerprint: "1728x6")], steps: 3, tokens: 100, losses: [1, 0.5], seed: 7,
            createdBy: "HoneFuzz")
        var adapter = Adapter(card: card, parameters: trainer.parameters)
        let folder = scratch.appendingPathComponent("own")
        try adapter.save(to: folder)
        let own = try FuzzCase.reading(adapterFiles, in: folder)
        try FileManager.default.removeItem(at: folder)
        // As often as all of PEFT's together.
        return seeds + Array(repeating: own, count: seeds.count)
    }

    private static let baseHash = String(repeating: "ab", count: 32)
    private static let baseWeights = TransformerWeights(randomOf: tinyTrainer().layout.shape, seed: 3)

    func exerciseAdapter(_ input: FuzzCase) throws {
        let folder = scratch.appendingPathComponent("adapter")
        try input.write(to: folder)
        let weights = Self.baseWeights
        guard input.bytes(of: "card.json") != nil else {
            let adapter = try Self.opening(input.byteCount) {
                try LowRankAdapter.readingPEFT(folder, shape: weights.shape).adapter
            }
            return try use(adapter)
        }
        let adapter = try Self.opening(input.byteCount) {
            try Adapter(folder: folder, shape: weights.shape, baseModelHash: Self.baseHash)
        }
        try use(LowRankAdapter(adapter.parameters))
        let model = AdaptedModel(
            adapter.parameters, weights: weights.truncated(to: adapter.card.layers), card: adapter.card,
            threads: ComputeThreads(1))
        let hidden = try InferencePass(model.transformer).hiddenStates(
            header: [.token(1), .token(2)], rows: [[.value(0), .token(3)], [.value(5), .token(3)]],
            valueRows: model.valueRows)
        try Self.expectFinite(model.logits(hidden), "scores")
        var again = adapter
        try again.save(to: folder)
    }

    private func use(_ adapter: LowRankAdapter) throws {
        let weights = Self.baseWeights
        try Self.use(adapter.merged(into: weights))
        let exported = adapter.encodedGGUF(name: "fuzzed", shape: weights.shape)
        let file: GGUFFile
        do {
            file = try GGUFFile(contents: Array(exported), name: "exported.gguf")
        } catch {
            throw FuzzFinding("an exported adapter cannot be read: \(error)")
        }
        guard file.tensors.count == 2 * adapter.modules.count else { throw FuzzFinding("an export lacks tensors") }
    }
}
