import Foundation
import HoneLanguageModel
import Testing

/// A small seeded generator (SplitMix64, Steele et al. 2014), so that a failing mutation can be found again.
private struct Mutations: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// Integers that size computations stumble over.
    static let nasty: [UInt64] = [
        0, 1, 2, 31, 32, 127, 128, 255, 256, 1 << 31, 1 << 32, 1 << 62, 1 << 63, .max, .max - 1, .max / 2, .max - 31,
    ]

    mutating func mutate(_ original: [UInt8], headerSize: Int) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            guard !bytes.isEmpty else { break }
            // Mostly where the structure is.
            let limit = Int.random(in: 0..<8, using: &self) == 0 ? bytes.count : min(headerSize, bytes.count)
            let position = Int.random(in: 0..<limit, using: &self)
            switch Int.random(in: 0..<7, using: &self) {
            case 0: bytes[position] = UInt8.random(in: 0...255, using: &self)
            case 1: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 2:
                let value = Self.nasty[Int.random(in: 0..<Self.nasty.count, using: &self)]
                for (offset, byte) in withUnsafeBytes(of: value.littleEndian, Array.init).enumerated()
                where position + offset < bytes.count { bytes[position + offset] = byte }
            case 3: bytes.removeSubrange(position..<min(bytes.count, position + Int.random(in: 1...16, using: &self)))
            case 4:
                bytes.insert(contentsOf: bytes[position...].prefix(Int.random(in: 1...16, using: &self)), at: position)
            case 5: bytes.removeSubrange(position...)
            default: bytes.swapAt(position, Int.random(in: 0..<bytes.count, using: &self))
            }
        }
        return bytes
    }
}

@Suite("A hostile model file") struct HostileFileTests {
    /// Reads everything that a file offers, as a user of it would.
    private func exhaust(_ name: String, _ bytes: [UInt8]) throws {
        if name.hasSuffix("gguf") {
            let file = try GGUFFile(contents: bytes, name: name)
            for tensor in file.tensors {
                let count = try file.dequantized(tensor.name).count
                #expect(count == tensor.elementCount)
            }
            _ = try Tokenizer(file: file)
        } else {
            let file = try SafetensorsFile(contents: bytes, name: name)
            for tensor in file.tensors {
                let isWhole = tensor.type == .i64
                let count = isWhole ? try file.integers(tensor.name).count : try file.floats(tensor.name).count
                #expect(count == tensor.elementCount)
            }
        }
    }

    /// Whether a reader accepts the bytes. Otherwise it throws a `ModelFileError` that says where, and nothing else.
    private func accepts(_ name: String, _ bytes: [UInt8]) throws -> Bool {
        do {
            try exhaust(name, bytes)
            return true
        } catch let error as ModelFileError {
            #expect(error.description.contains(name) && !error.remedy.isEmpty)
            return false
        }
    }

    @Test(
        "is refused or read, whatever its mutation, and never crashes",
        arguments: [
            ("tiny.gguf", 1800), ("vocabulary.gguf", 1200), ("tiny.safetensors", 450), ("peer.safetensors", 430),
        ])
    func mutations(name: String, headerSize: Int) throws {
        let original = try FormatFixtures.bytes(name)
        var random = Mutations(state: 42)
        var accepted = 0
        for _ in 0..<5000 where try accepts(name, random.mutate(original, headerSize: headerSize)) { accepted += 1 }
        // Most mutants break a rule; some only change a number or a name.
        #expect(accepted < 3500)
    }

    @Test("is refused when cut short at any byte", arguments: ["tiny.gguf", "tiny.safetensors", "peer.safetensors"])
    func truncations(name: String) throws {
        let original = try FormatFixtures.bytes(name)
        // Our GGUF ends with padding; cutting there is no loss.
        let padding = name.hasSuffix("gguf") ? 32 : 0
        for length in 0..<(original.count - padding) {
            let read = try accepts(name, Array(original.prefix(length)))
            #expect(!read, "\(name) cut to \(length) bytes was accepted")
        }
    }

    @Test("is refused when it is noise") func noise() throws {
        var random = Mutations(state: 7)
        for _ in 0..<1000 {
            let size = Int.random(in: 0...400, using: &random)
            let bytes = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
            let gguf = Array("GGUF\u{3}\0\0\0".utf8) + bytes
            let read = try [accepts("a.gguf", bytes), accepts("b.gguf", gguf), accepts("c.safetensors", bytes)]
            #expect(read == [false, false, false])
        }
    }

    @Test("is named when it is missing, a folder or empty") func notAFile() throws {
        try FormatFixtures.withTemporaryFile("absent.gguf") { url in
            let folder = url.deletingLastPathComponent()
            #expect(throws: ModelFileError.self) { try GGUFFile(url: url) }
            #expect(throws: ModelFileError.self) { try GGUFFile(url: folder) }
            #expect(throws: ModelFileError.self) { try SafetensorsFile(url: folder) }
            try Data().write(to: url)
            #expect(throws: ModelFileError.self) { try GGUFFile(url: url) }
            #expect(throws: ModelFileError.self) { try SafetensorsFile(url: url) }
        }
    }
}
