import Foundation
import HoneLanguageModel
import Testing

@Suite("A safetensors file") struct SafetensorsTests {
    struct Expected: Decodable {
        let dtype: String
        let shape: [Int]
        let values: [Double]
    }

    private func expected(_ file: String) throws -> [String: Expected] {
        let all = try FormatFixtures.decode([String: [String: Expected]].self, "safetensors.json")
        return try #require(all[file])
    }

    @Test("gives the numbers that PyTorch stored, in every type") func reads() throws {
        let file = try SafetensorsFile(url: FormatFixtures.url("tiny.safetensors"))
        let expected = try expected("tiny")
        #expect(file.metadata == ["format": "pt"])
        #expect(file.tensors.map(\.name) == expected.keys.sorted())
        #expect(Set(file.tensors.map(\.type)) == Set(SafetensorsType.allCases))
        for (name, want) in expected {
            if want.dtype == "torch.int64" {
                #expect(try file.integers(name, shape: want.shape).map(Double.init) == want.values)
            } else {
                #expect(try file.floats(name, shape: want.shape).map(Double.init) == want.values, "\(name)")
            }
        }
    }

    @Test("is written byte for byte as the reference writes it") func writesLikeReference() throws {
        var writer = SafetensorsWriter(metadata: ["note": "a \"b\"\n\tc\\ \u{1} ü"])
        for (name, want) in try expected("peer").sorted(by: { $0.key < $1.key }) {
            try writer.add(
                name, shape: want.shape, values: want.values.map { Float($0) },
                as: want.dtype == "torch.float16" ? .f16 : .f32)
        }
        #expect(try Array(writer.encoded()) == FormatFixtures.bytes("peer.safetensors"))
    }

    @Test("comes back as it was written, replacing what was there") func roundTrip() throws {
        try FormatFixtures.withTemporaryFile("adapter.safetensors") { url in
            var writer = SafetensorsWriter(metadata: ["b": "2", "a": "1"])
            try writer.add("x", shape: [2, 2], values: [1, -2, 0.5, 65_504], as: .f16)
            try writer.add("y", shape: [3], values: [.pi, -.infinity, 0x1p-130], as: .f32)
            try Data("old".utf8).write(to: url)
            try writer.write(to: url)
            let file = try SafetensorsFile(url: url)
            #expect(file.metadata == ["a": "1", "b": "2"])
            #expect(try file.floats("x", shape: [2, 2]) == [1, -2, 0.5, 65_504])
            #expect(try file.floats("y") == [.pi, -.infinity, 0x1p-130])
            #expect(file.contentHash().hexadecimal.count == 64)
            // Nothing is left beside it.
            let folder = url.deletingLastPathComponent().path
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["adapter.safetensors"])
        }
    }

    @Test("stays as it was if the new one cannot be written") func failedWrite() throws {
        try FormatFixtures.withTemporaryFile("none") { url in
            let target = url.appendingPathComponent("adapter.safetensors")
            let error = #expect(throws: ModelFileError.self) { try SafetensorsWriter().write(to: target) }
            #expect(error?.kind == .unreadable)
            #expect(error?.description.contains("adapter.safetensors") == true)
        }
    }

    @Test("refuses tensors that cannot be stored") func refusesBadTensors() throws {
        var writer = SafetensorsWriter()
        try writer.add("x", shape: [1], values: [1], as: .f32)
        #expect(throws: ModelFileError.self) { try writer.add("x", shape: [1], values: [2], as: .f32) }
        #expect(throws: ModelFileError.self) { try writer.add("y", shape: [2, 2], values: [1], as: .f32) }
        let error = #expect(throws: ModelFileError.self) {
            try writer.add("z", shape: [1], values: [70_000], as: .f16)
        }
        #expect(error?.description.contains("70000") == true)
    }

    @Test("names a missing tensor, a wrong shape and a wrong type") func namesMismatch() throws {
        let file = try SafetensorsFile(url: FormatFixtures.url("tiny.safetensors"))
        #expect(throws: ModelFileError.self) { try file.floats("absent") }
        #expect(throws: ModelFileError.self) { try file.floats("weights.f32", shape: [3, 2]) }
        #expect(throws: ModelFileError.self) { try file.floats("counts.i64") }
        #expect(throws: ModelFileError.self) { try file.integers("weights.f32") }
    }
}
