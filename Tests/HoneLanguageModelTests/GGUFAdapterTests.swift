import Foundation
import HoneLanguageModel
import Testing

@Suite("An adapter for llama.cpp") struct GGUFAdapterTests {
    private func exported(_ name: String, architecture: ModelArchitecture = .llama) throws -> (
        LowRankAdapter, GGUFFile
    ) {
        var shape = try PEFTFixture.base().shape
        let adapter = try LowRankAdapter.readingPEFT(PEFTFixture.folder(name), shape: shape).adapter
        shape.architecture = architecture
        let file = try GGUFFile(contents: Array(adapter.encodedGGUF(name: name, shape: shape)), name: "lora.gguf")
        return (adapter, file)
    }

    @Test("says what it is") func metadata() throws {
        let (adapter, file) = try exported("plain")
        #expect(file.metadata["general.type"]?.text == "adapter" && file.metadata["adapter.type"]?.text == "lora")
        #expect(file.metadata["general.architecture"]?.text == "llama")
        #expect(file.metadata["adapter.lora.alpha"]?.double == 8)
        #expect(file.tensors.count == 2 * adapter.modules.count)
        #expect(file.tensor(named: "blk.1.attn_v.weight.lora_a")?.shape == [4, 32])
        #expect(file.tensor(named: "blk.1.attn_v.weight.lora_b")?.shape == [16, 4])
        let (_, other) = try exported("plain", architecture: .qwen2)
        #expect(other.metadata["general.architecture"]?.text == "qwen2")
    }

    @Test(
        "makes the same products by llama.cpp's rule, rows in the base file's order",
        arguments: ["plain", "patterns", "rank-scaling"], [ModelArchitecture.llama, .qwen3])
    func products(name: String, architecture: ModelArchitecture) throws {
        let (adapter, file) = try exported(name, architecture: architecture)
        let alpha = try #require(file.metadata["adapter.lora.alpha"]?.double)
        for module in adapter.modules {
            let tensor = "blk.\(module.layer).\(module.target.ggufName).weight"
            let a = try file.dequantized(tensor + ".lora_a")
            let b = try file.dequantized(tensor + ".lora_b")
            // llama.cpp multiplies B A by alpha over B's number of columns.
            let scale = alpha / Double(b.count / module.output)
            for row in [0, 1, 5, module.output - 1] {
                var target = row
                if architecture == .llama, module.target == .query || module.target == .key {
                    let (head, within) = (row / 16, row % 16)
                    target = head * 16 + (within < 8 ? 2 * within : 2 * (within - 8) + 1)
                }
                for column in [0, 7, module.input - 1] {
                    var ours = 0.0
                    var theirs = 0.0
                    for k in 0..<module.rank {
                        let right = Double(module.a[k * module.input + column])
                        ours += Double(module.scale) * Double(module.b[row * module.rank + k]) * right
                        theirs += scale * Double(b[target * module.rank + k]) * Double(a[k * module.input + column])
                    }
                    #expect(abs(ours - theirs) <= 1e-6 * max(1, abs(ours)), "\(tensor) \(row) \(column)")
                }
            }
        }
    }

    @Test("comes from a text adapter of Hone's; one with a head is refused") func ownAdapters() throws {
        let base = try PEFTFixture.folder("base.gguf")
        let weights = try PEFTFixture.base()
        try TrainingCheckpointTests.withFolder { folder in
            func save(valueRows: Int, bins: Int, layers: Int, as name: String) throws -> URL {
                let layout = TrainableLayout(
                    shape: weights.truncated(to: layers).shape, lora: LoRAConfiguration(rank: 2, alpha: 6),
                    valueRows: valueRows, bins: bins)
                let parameters = TrainableParameters(initial: layout, seed: 1)
                for (index, value) in TransformerFixture.wave(layout.count, 3).enumerated() {
                    parameters.buffer[index] = Float(value)
                }
                let card = AdapterCard(
                    baseModel: "base", baseModelHash: try LanguageModelFile(url: base).contentHash(), layers: layers,
                    lora: layout.lora, valueRows: valueRows, bins: bins, snapshotHash: "", leftOut: [], datasets: [],
                    steps: 1, tokens: 1, losses: [], seed: 1, createdBy: "Hone test")
                var adapter = Adapter(card: card, parameters: parameters)
                try adapter.save(to: folder.appendingPathComponent(name))
                return folder.appendingPathComponent(name)
            }
            let output = folder.appendingPathComponent("out.gguf")
            let model = try LanguageModelFile(url: base)
            let text = try save(valueRows: 0, bins: 0, layers: 2, as: "text")
            let report = try AdapterExport(folder: text, base: model).write(.gguf, to: output)
            #expect(report.modules == 14 && report.layers == 2)
            #expect(try GGUFFile(url: output).tensors.count == 28)
            let occupied = #expect(throws: ModelFileError.self) {
                try AdapterExport(folder: text, base: model).write(.gguf, to: output)
            }
            #expect(occupied?.problem == "exists already")
            for (rows, bins, layers, complaint) in [(5, 4, 2, "value rows"), (0, 0, 1, "first 1 of 2 layers")] {
                let other = try save(valueRows: rows, bins: bins, layers: layers, as: "other")
                let error = #expect(throws: ModelFileError.self) {
                    try AdapterExport(folder: other, base: model).write(
                        .gguf, to: folder.appendingPathComponent("none.gguf"))
                }
                #expect(error?.problem.contains(complaint) == true && error?.remedy?.contains("peft") == true)
            }
        }
    }
}
