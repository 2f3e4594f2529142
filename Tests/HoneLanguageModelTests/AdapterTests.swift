import Foundation
import HoneLanguageModel
import Testing

struct AdapterTests {
    static func adapter(_ trainer: LoRATrainer = LoRATrainingTests.trainer()) -> Adapter {
        let layout = trainer.layout
        let card = AdapterCard(
            baseModel: "tiny", baseModelHash: "abc", layers: layout.shape.layers, lora: layout.lora,
            valueRows: layout.valueRows, bins: layout.bins, snapshotHash: "s", leftOut: ["digits"],
            datasets: [.init(name: "car", fingerprint: "1728x6")], steps: 3, tokens: 100, losses: [1, 0.5], seed: 7,
            createdBy: "Hone test", notes: ["recipe": "test"])
        return Adapter(card: card, parameters: trainer.parameters)
    }

    @Test func aSavedAdapterComesBackInHalfPrecision() throws {
        try TrainingCheckpointTests.withFolder { folder in
            var adapter = Self.adapter()
            try adapter.save(to: folder)
            #expect(adapter.hash.count == 64)
            let loaded = try Adapter(folder: folder, shape: LoRATrainingTests.tiny, baseModelHash: "abc")
            #expect(loaded.card == adapter.card)
            for (a, b) in zip(adapter.parameters.buffer.array, loaded.parameters.buffer.array) {
                #expect(abs(a - b) <= max(abs(a) * 0x1p-11, 0x1p-25))
            }
            var again = loaded
            try again.save(to: folder)
            #expect(again.hash == adapter.hash)
        }
    }

    @Test func theFileNamesTensorsAsPEFTDoes() throws {
        try TrainingCheckpointTests.withFolder { folder in
            var adapter = Self.adapter()
            try adapter.save(to: folder)
            let file = try SafetensorsFile(url: folder.appendingPathComponent("adapter_model.safetensors"))
            #expect(
                file.tensor(named: "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight")?.shape == [3, 48])
            #expect(
                file.tensor(named: "base_model.model.model.layers.2.mlp.down_proj.lora_B.weight")?.shape == [48, 3])
            #expect(file.tensor(named: "value_rows")?.shape == [10, 48])
            #expect(file.tensors.count == 3 * 7 * 2 + 3)
            #expect(file.tensors.allSatisfy { $0.type == .f16 })
        }
    }

    @Test func anAdapterForAnotherModelIsRefused() throws {
        try TrainingCheckpointTests.withFolder { folder in
            var adapter = Self.adapter()
            try adapter.save(to: folder)
            let base = #expect(throws: ModelFileError.self) {
                _ = try Adapter(folder: folder, shape: LoRATrainingTests.tiny, baseModelHash: "other")
            }
            #expect(base?.description.contains("trained for tiny") == true)
            var wide = LoRATrainingTests.tiny
            wide.hidden = 64
            let shape = #expect(throws: ModelFileError.self) {
                _ = try Adapter(folder: folder, shape: wide, baseModelHash: "abc")
            }
            #expect(shape?.description.contains("shape [3, 48], expected [3, 64]") == true)
        }
    }

    @Test func damagedAdaptersAreErrorsThatNameTheFile() throws {
        try TrainingCheckpointTests.withFolder { folder in
            var adapter = Self.adapter()
            for name in ["card.json", "adapter_config.json", "adapter_model.safetensors"] {
                try adapter.save(to: folder)
                let url = folder.appendingPathComponent(name)
                let bytes = try Data(contentsOf: url)
                var flipped = bytes
                flipped[bytes.count - 5] ^= 0x55
                for damaged in [Data(), Data(bytes.prefix(bytes.count / 2)), flipped] {
                    try damaged.write(to: url)
                    let error = #expect(throws: ModelFileError.self, "\(name), \(damaged.count) bytes") {
                        _ = try Adapter(folder: folder, shape: LoRATrainingTests.tiny, baseModelHash: "abc")
                    }
                    #expect(error?.file.hasPrefix(folder.path) == true)
                }
                try FileManager.default.removeItem(at: url)
                #expect(throws: ModelFileError.self) {
                    _ = try Adapter(folder: folder, shape: LoRATrainingTests.tiny, baseModelHash: "abc")
                }
            }
        }
    }

    @Test func anAdaptedModelGivesTheTrainersLoss() throws {
        let trainer = LoRATrainingTests.trainer()
        let example = LoRATrainingTests.example(3)
        let loss = try trainer.gradient(of: [example]).loss
        let model = AdaptedModel(trainer.parameters, weights: trainer.transformer.weights)
        let hidden = try InferencePass(model.transformer).hiddenStates(
            header: example.header, rows: example.rows, valueRows: model.valueRows)
        let logits = model.logits(hidden).map(Double.init)
        var expected = 0.0
        for row in 0..<example.rows.count {
            let scores = logits[row * 5..<(row + 1) * 5]
            let logSum = log(scores.map(exp).reduce(0, +))
            for (bin, score) in scores.enumerated() {
                expected -= Double(example.labels[row * 5 + bin]) * (score - logSum)
            }
        }
        #expect(abs(loss - expected / Double(example.rows.count)) < 1e-4)
    }
}
