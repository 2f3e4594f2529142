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
    private func exhaust(gguf url: URL) throws {
        let file = try GGUFFile(url: url)
        for tensor in file.tensors {
            #expect(try file.dequantized(tensor.name).count == tensor.elementCount)
        }
        _ = try Tokenizer(file: file)
    }

    private func exhaust(safetensors url: URL) throws {
        let file = try SafetensorsFile(url: url)
        for tensor in file.tensors {
            let count = tensor.type == .i64 ? try file.integers(tensor.name).count : try file.floats(tensor.name).count
            #expect(count == tensor.elementCount)
        }
    }

    /// Runs a reader on bytes: it may succeed or throw `ModelFileError`, nothing else. Returns whether it succeeded.
    private func survives(_ bytes: [UInt8], at url: URL, _ exhaust: (URL) throws -> Void, _ name: String) throws -> Bool
    {
        try Data(bytes).write(to: url)
        do {
            try exhaust(url)
            return true
        } catch let error as ModelFileError {
            #expect(error.description.contains(url.lastPathComponent) && !error.remedy.isEmpty)
        } catch {
            Issue.record("\(name): unexpected error \(error)")
        }
        return false
    }

    @Test(
        "is refused or read, whatever its mutation, and never crashes",
        arguments: [
            ("tiny.gguf", 1800), ("vocabulary.gguf", 1200), ("tiny.safetensors", 600), ("peer.safetensors", 500),
        ])
    func mutations(name: String, headerSize: Int) throws {
        let original = try FormatFixtures.bytes(name)
        var random = Mutations(state: 42)
        var accepted = 0
        let reader: (URL) throws -> Void =
            name.hasSuffix("gguf") ? { try exhaust(gguf: $0) } : { try exhaust(safetensors: $0) }
        try FormatFixtures.withTemporaryFile("mutant.bin") { url in
            for number in 0..<3000 {
                let mutant = random.mutate(original, headerSize: headerSize)
                if try survives(mutant, at: url, reader, "\(name), mutation \(number)") { accepted += 1 }
            }
        }
        // Most mutants break a rule; some only change a number or a name.
        #expect(accepted < 2000)
    }

    @Test("is refused when cut short at any byte", arguments: ["tiny.gguf", "vocabulary.gguf", "tiny.safetensors"])
    func truncations(name: String) throws {
        let original = try FormatFixtures.bytes(name)
        let reader: (URL) throws -> Void =
            name.hasSuffix("gguf") ? { _ = try GGUFFile(url: $0) } : { try exhaust(safetensors: $0) }
        // GGUF pads its end; cutting there is no loss.
        let padding = name.hasSuffix("gguf") ? 32 : 0
        try FormatFixtures.withTemporaryFile("cut.bin") { url in
            for length in stride(from: 0, to: original.count - padding, by: 1) {
                let read = try survives(Array(original.prefix(length)), at: url, reader, "\(name), \(length) bytes")
                #expect(!read, "\(name) cut to \(length) bytes was accepted")
            }
        }
    }

    @Test("is refused when it is noise") func noise() throws {
        var random = Mutations(state: 7)
        try FormatFixtures.withTemporaryFile("noise.bin") { url in
            for _ in 0..<300 {
                let bytes = (0..<Int.random(in: 0...400, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
                let read1 = try survives(bytes, at: url, { try exhaust(gguf: $0) }, "noise")
                #expect(!read1)
                let read2 = try survives(
                    Array("GGUF\u{3}\0\0\0".utf8) + bytes, at: url, { try exhaust(gguf: $0) }, "noise")
                #expect(!read2)
                let read3 = try survives(bytes, at: url, { try exhaust(safetensors: $0) }, "noise")
                #expect(!read3)
            }
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
