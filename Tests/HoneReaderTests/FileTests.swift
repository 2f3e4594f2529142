import Foundation
import HoneBase
import HoneKernels
import HoneNumerics
import HoneReader
import Testing

struct FileTests {
    private func file() throws -> ReaderFile {
        var generator = SeededGenerator(seed: 2)
        let vectors = (0..<30).map { _ in (0..<9).map { _ in Float(generator.normal()) } }
        let projection = try #require(NameProjection(fitting: vectors, components: RandomStudies.shape.nameWidth))
        return ReaderFile(
            weights: ReaderWeights(RandomStudies.shape, seed: 3), projections: [.parameter: projection],
            record: .object([JSON.Member("programs", .integer(44))]))
    }

    @Test func aFileReadsBackAsItWasWritten() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).safetensors")
        defer { try? FileManager.default.removeItem(at: url) }
        let file = try file()
        try file.write(to: url)
        let read = try ReaderFile(reading: url)
        #expect(read.weights.shape == file.weights.shape)
        #expect(read.weights.values.array == file.weights.values.array)
        #expect(read.projections == file.projections)
        #expect(read.record["programs"]?.integer == 44)
        #expect(read.encoded() == file.encoded())
    }

    private func read(_ bytes: [UInt8]) throws -> ReaderFile {
        try ReaderFile(try TensorFile(bytes, name: "test"), name: "test")
    }

    @Test func filesCutShortAreRefused() throws {
        let bytes = [UInt8](try file().encoded())
        for length in stride(from: 0, to: bytes.count, by: 997) {
            #expect(throws: ReaderError.self) { try read(Array(bytes[..<length])) }
        }
    }

    @Test func damagedFilesAreRefusedOrReadButNeverCrash() throws {
        let whole = [UInt8](try file().encoded())
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<400 {
            var bytes = whole
            for _ in 0..<(1 + generator.integer(below: 4)) {
                // Mostly in the header, where it hurts.
                let place = generator.integer(below: generator.uniform() < 0.8 ? 4000 : bytes.count)
                bytes[place] = UInt8(truncatingIfNeeded: generator.next())
            }
            _ = try? read(bytes)
        }
    }

    @Test func impossibleShapesAndNumbersAreRefused() throws {
        let file = try file()
        let bytes = [UInt8](file.encoded())
        func altered(_ old: String, _ new: String) throws -> [UInt8] {
            let data = Data(bytes)
            let range = try #require(data.range(of: Data(old.utf8)))
            var copy = data
            copy.replaceSubrange(range, with: Data(new.utf8))
            // The header's length again.
            let length = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) } + new.utf8.count - old.utf8.count
            for place in 0..<8 { copy[place] = UInt8(truncatingIfNeeded: length >> (8 * place)) }
            return [UInt8](copy)
        }
        for (old, new) in [
            (#"\"width\":16"#, #"\"width\":1000000000"#), (#"\"heads\":2"#, #"\"heads\":3"#),
            (#"\"bins\":12"#, #"\"bins\":-1"#), (#"\"blocks\":2"#, #"\"blocks\":3"#), ("\"F32\"", "\"I64\""),
            ("hone reader 1", "hone reader 9"), ("\"names\":\"parameter\"", "\"names\":\"parameter colour\""),
        ] {
            #expect(throws: ReaderError.self, "\(old)") { try read(try altered(old, new)) }
        }
        let broken = ReaderFile(weights: file.weights.copy(), record: file.record)
        broken.weights.values[17] = .infinity
        #expect(throws: ReaderError.self) { try read([UInt8](broken.encoded())) }
        #expect(throws: ReaderError.self) { try ReaderFile(reading: URL(fileURLWithPath: "/dev/null")) }
        #expect(throws: ReaderError.self) { try ReaderFile(reading: URL(fileURLWithPath: "/nonexistent")) }
    }
}
