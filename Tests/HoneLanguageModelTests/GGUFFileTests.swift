import Foundation
import HoneKernels
import HoneLanguageModel
import Testing

@Suite("A GGUF file") struct GGUFFileTests {
    struct Expected: Decodable {
        let type: String
        let shape: [Int]
        let values: [Float]
    }

    @Test("decodes every tensor type to the numbers of the reference package") func decodesAllTypes() throws {
        let file = try GGUFFile(url: FormatFixtures.url("tiny.gguf"))
        let expected = try FormatFixtures.decode([String: Expected].self, "tiny.json")
        #expect(Set(file.tensors.map(\.type)) == Set(GGUFTensorType.allCases))
        #expect(Set(file.tensors.map(\.name)) == Set(expected.keys))
        for (name, want) in expected {
            let tensor = try file.requiredTensor(name, shape: want.shape)
            #expect(tensor.type.name == want.type)
            #expect(try file.dequantized(name) == want.values, "\(name)")
        }
    }

    @Test("reads metadata of every kind") func readsMetadata() throws {
        let metadata = try GGUFFile(url: FormatFixtures.url("tiny.gguf")).metadata
        #expect(metadata["general.architecture"]?.text == "llama")
        #expect(metadata["test.uint8"]?.integer == 200)
        #expect(metadata["test.int8"]?.integer == -100)
        #expect(metadata["test.uint16"]?.integer == 60_000)
        #expect(metadata["test.int16"]?.integer == -30_000)
        #expect(metadata["test.uint32"]?.integer == 4_000_000_000)
        #expect(metadata["test.int32"]?.integer == -5)
        #expect(metadata["test.uint64"] == .unsigned((1 << 63) + 1))
        #expect(metadata["test.int64"]?.integer == -(1 << 40))
        #expect(metadata["test.float32"]?.double == 0.25)
        #expect(metadata["test.float64"]?.double == 1e-300)
        #expect(metadata["test.bool"]?.bool == true)
        #expect(metadata["test.string"]?.text == "grüße 👋")
        #expect(metadata["test.strings"]?.textArray == ["a", "", "Ġb"])
        #expect(metadata["test.integers"]?.integerArray == [1, -2, 3])
        #expect(metadata["test.reals"]?.doubleArray == [0.5, -1.5])
        #expect(metadata["test.booleans"] == .booleans([true, false, true]))
        #expect(metadata["test.nested"] == .list([.integers([1, 2]), .integers([3])]))
    }

    @Test("gives single rows as they stand in the whole tensor") func readsRows() throws {
        let file = try GGUFFile(url: FormatFixtures.url("tiny.gguf"))
        for name in ["matrix.q4_1", "matrix.q8_0", "matrix.f16", "cube.f32"] {
            let tensor = try file.requiredTensor(name)
            let all = try file.dequantized(name)
            var row = [Float](repeating: .nan, count: tensor.columns)
            row.withUnsafeMutableBufferPointer { file.dequantize(tensor, rows: 2..<3, into: $0) }
            #expect(row == Array(all[(2 * tensor.columns)..<(3 * tensor.columns)]), "\(name)")
        }
    }

    @Test("refuses to write into a buffer that is too short") func refusesShortBuffer() throws {
        let file = try GGUFFile(url: FormatFixtures.url("tiny.gguf"))
        var short = [Float](repeating: 0, count: 6)
        let error = #expect(throws: ModelFileError.self) {
            try short.withUnsafeMutableBufferPointer { try file.dequantize("vector.f32", into: $0) }
        }
        #expect(error?.description.contains("7 elements") == true)
    }

    @Test("names a missing tensor and a wrong shape") func namesMismatch() throws {
        let file = try GGUFFile(url: FormatFixtures.url("tiny.gguf"))
        #expect(throws: ModelFileError.self) { try file.dequantized("blk.0.none") }
        let error = #expect(throws: ModelFileError.self) { try file.requiredTensor("matrix.q4_1", shape: [64, 3]) }
        #expect(error?.description.contains("[3, 64], expected [64, 3]") == true)
    }
}
