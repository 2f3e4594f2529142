import Foundation
import HoneLanguageModel
import Testing

/// Writes GGUF files field by field, lies included.
private struct GGUFBuilder {
    var bytes: [UInt8] = Array("GGUF".utf8)

    mutating func put<Value: FixedWidthInteger>(_ value: Value) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func put(_ text: String) {
        put(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    static func header(version: UInt32 = 3, tensors: UInt64, values: UInt64) -> GGUFBuilder {
        var builder = GGUFBuilder()
        builder.put(version)
        builder.put(tensors)
        builder.put(values)
        return builder
    }

    mutating func tensor(_ name: String, sizes: [UInt64], type: UInt32 = 0, offset: UInt64) {
        put(name)
        put(UInt32(sizes.count))
        for size in sizes { put(size) }
        put(type)
        put(offset)
    }

    mutating func data(_ count: Int) {
        while bytes.count % 32 != 0 { bytes.append(0) }
        bytes += [UInt8](repeating: 0, count: count)
    }
}

@Suite("A lying GGUF file") struct HostileGGUFTests {
    private func error(_ builder: GGUFBuilder) throws -> ModelFileError? {
        try FormatFixtures.withFile(builder.bytes) { url in
            #expect(throws: ModelFileError.self) { try GGUFFile(url: url) }
        }
    }

    /// One tensor of which something is wrong.
    private func tensor(_ sizes: [UInt64], type: UInt32 = 0, offset: UInt64 = 0, data: Int = 128) throws
        -> ModelFileError?
    {
        var builder = GGUFBuilder.header(tensors: 1, values: 0)
        builder.tensor("w", sizes: sizes, type: type, offset: offset)
        builder.data(data)
        return try error(builder)
    }

    @Test("reads well as long as it tells the truth") func truth() throws {
        var builder = GGUFBuilder.header(tensors: 2, values: 0)
        builder.tensor("v", sizes: [16], offset: 64)
        builder.tensor("w", sizes: [4, 4], offset: 0)
        builder.data(128)
        try FormatFixtures.withFile(builder.bytes) { url in
            let file = try GGUFFile(url: url)
            #expect(file.tensors.map(\.name) == ["v", "w"])
            #expect(try file.dequantized("w") == [Float](repeating: 0, count: 16))
        }
    }

    @Test("is refused with counts beyond its size", arguments: [UInt64.max, 1 << 62, 1 << 32, 1000])
    func counts(count: UInt64) throws {
        #expect(try error(.header(tensors: count, values: 0))?.field.contains("number of tensors") == true)
        #expect(try error(.header(tensors: 0, values: count))?.field.contains("number of metadata values") == true)
        var text = GGUFBuilder.header(tensors: 0, values: 1)
        text.put("key")
        text.put(UInt32(8))
        text.put(count)
        #expect(try error(text)?.field.contains("'key'") == true)
        var array = GGUFBuilder.header(tensors: 0, values: 1)
        array.put("key")
        array.put(UInt32(9))
        array.put(UInt32(4))
        array.put(count)
        #expect(try error(array)?.description.contains("claims \(count)") == true)
    }

    @Test("is refused with sizes that overflow or end beyond it") func sizes() throws {
        #expect(try tensor([0])?.field.contains("axis 0") == true)
        #expect(try tensor([.max])?.field.contains("axis 0") == true)
        #expect(try tensor([200, 200, 200, 200])?.description.contains("need more bytes") == true)
        #expect(try tensor([33])?.description.contains("end beyond the file") == true)
        #expect(try tensor([])?.description.contains("rank") == true)
        #expect(try tensor([1, 1, 1, 1, 1])?.description.contains("rank") == true)
        #expect(try tensor([48], type: 3)?.description.contains("no multiple of the 32") == true)
        let unknown = try tensor([32], type: 16)
        #expect(unknown?.kind == .unsupported)
        #expect(unknown?.remedy?.contains("Q8_0") == true)
    }

    @Test("is refused with offsets that are crooked or outside") func offsets() throws {
        #expect(try tensor([8], offset: 4)?.description.contains("alignment") == true)
        #expect(try tensor([8], offset: 128)?.description.contains("end beyond the file") == true)
        #expect(try tensor([8], offset: .max - 31)?.description.contains("end beyond the file") == true)
        #expect(try tensor([8], data: 0)?.description.contains("end beyond the file") == true)
    }

    @Test("is refused with overlapping tensors or names used twice") func overlaps() throws {
        var overlap = GGUFBuilder.header(tensors: 2, values: 0)
        overlap.tensor("a", sizes: [16], offset: 0)
        overlap.tensor("b", sizes: [8], offset: 32)
        overlap.data(128)
        #expect(try error(overlap)?.description.contains("'b'") == true)
        var twice = GGUFBuilder.header(tensors: 2, values: 0)
        twice.tensor("a", sizes: [8], offset: 0)
        twice.tensor("a", sizes: [8], offset: 32)
        twice.data(128)
        #expect(try error(twice)?.description.contains("occurs twice") == true)
        var keys = GGUFBuilder.header(tensors: 0, values: 2)
        for _ in 0..<2 {
            keys.put("key")
            keys.put(UInt32(7))
            keys.bytes.append(1)
        }
        #expect(try error(keys)?.description.contains("occurs twice") == true)
    }

    @Test("is refused with arrays nested without end") func nesting() throws {
        var builder = GGUFBuilder.header(tensors: 0, values: 1)
        builder.put("key")
        builder.put(UInt32(9))
        for _ in 0..<100_000 {
            builder.put(UInt32(9))
            builder.put(UInt64(1))
        }
        #expect(try error(builder)?.description.contains("nested") == true)
    }

    @Test("is refused with a wrong kind, boolean, alignment or version") func values() throws {
        func value(_ kind: UInt32, _ bytes: [UInt8], key: String = "key") throws -> ModelFileError? {
            var builder = GGUFBuilder.header(tensors: 0, values: 1)
            builder.put(key)
            builder.put(kind)
            builder.bytes += bytes
            return try error(builder)
        }
        #expect(try value(13, [0])?.description.contains("unknown kind 13") == true)
        #expect(try value(7, [2])?.description.contains("byte 2") == true)
        #expect(try value(4, [0, 0, 0, 0], key: "general.alignment")?.description.contains("power of two") == true)
        #expect(try value(4, [48, 0, 0, 0], key: "general.alignment")?.description.contains("power of two") == true)
        #expect(try error(.header(version: 1, tensors: 0, values: 0))?.kind == .unsupported)
        #expect(
            try error(.header(version: UInt32(3).byteSwapped, tensors: 0, values: 0))?.description.contains(
                "big endian") == true)
        var name = GGUFBuilder.header(tensors: 0, values: 1)
        name.put(UInt64(2))
        name.bytes += [0xff, 0xfe, 0, 0, 0, 0, 0, 0, 0]
        #expect(try error(name)?.description.contains("UTF-8") == true)
    }
}
