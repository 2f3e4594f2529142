import Foundation
import HoneFuzzing
import HoneLanguageModel
import HoneNumerics
import Testing

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
            #expect(error.description.contains(name) && error.remedy != nil)
            return false
        }
    }

    @Test(
        "is refused or read, whatever its mutation, and never crashes",
        arguments: FuzzTarget.Kind.allCases)
    func mutations(kind: FuzzTarget.Kind) throws {
        // `make fuzz` does the same at length and counts the memory.
        let fixtures = try FormatFixtures.url("").deletingLastPathComponent()
        try TrainingCheckpointTests.withFolder { folder in
            let runner = FuzzRunner(target: try FuzzTarget(kind, fixtures: fixtures, scratch: folder), seed: 42)
            var statistics = FuzzStatistics()
            for number in 0..<1000 { runner.run(number, into: &statistics) }
            #expect(statistics.findings.isEmpty, "\(statistics.findings)")
            // Most mutants break a rule; some only change a number or a name.
            #expect(statistics.accepted > 20 && statistics.accepted < 700, "\(statistics.accepted) were accepted")
            #expect(statistics.errors.count > 15)
        }
    }

    @Test("is made the same from the same seed") func repeatability() throws {
        let fixtures = try FormatFixtures.url("").deletingLastPathComponent()
        try TrainingCheckpointTests.withFolder { folder in
            let target = try FuzzTarget(.safetensors, fixtures: fixtures, scratch: folder)
            let cases = (0..<50).map { CaseMutator(seeds: target.seeds, seed: 1).makeCase($0).files[0].bytes }
            #expect(cases == (0..<50).map { CaseMutator(seeds: target.seeds, seed: 1).makeCase($0).files[0].bytes })
            #expect(Set(cases).count > 30)
        }
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

    @Test(
        "is refused as a model when weights are no numbers, or beyond any weight",
        arguments: [
            ("token_embd.weight", [UInt8](arrayLiteral: 0, 0x7c)), ("blk.1.ffn_up.weight", [1, 0xfe]),
            ("output_norm.weight", [0, 0, 0xc0, 0x7f]), ("blk.0.attn_norm.weight", [0, 0, 0, 0x7e]),
        ])
    func numbers(tensor: String, pattern: [UInt8]) throws {
        var bytes = Array(try Data(contentsOf: PEFTFixture.folder("base.gguf")))
        let sound = try GGUFFile(contents: bytes, name: "sound.gguf")
        _ = try TransformerWeights(sound)
        let start = try #require(sound.tensor(named: tensor)).byteRange.lowerBound
        bytes.replaceSubrange(start..<(start + pattern.count), with: pattern)
        let file = try GGUFFile(contents: bytes, name: "unsound.gguf")
        let error = #expect(throws: ModelFileError.self) { try TransformerWeights(file) }
        #expect(error?.field.contains(tensor) == true && error?.problem.contains("not finite") == true)
    }

    @Test("is refused when it is noise") func noise() throws {
        var random = SeededGenerator(seed: 7)
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
