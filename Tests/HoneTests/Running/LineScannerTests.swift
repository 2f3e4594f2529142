import Foundation
import Hone
import HoneCore
import HoneNumerics
import Testing

@Suite struct LineScannerTests {
    let bench: MetricBench

    init() throws { bench = try MetricBench() }

    /// A scanner whose boundaries lie close together.
    private func small(chunk: Int, piece: Int = 256, overlap: Int = 64) -> LineScanner {
        var scanner = LineScanner()
        scanner.chunk = chunk
        scanner.pieceLength = piece
        scanner.overlap = overlap
        return scanner
    }

    @Test("a number is read whole wherever the boundary of a buffer or a piece falls")
    func boundaries() throws {
        for chunk in [1, 2, 7, 64, 100] {
            for length in stride(from: 0, to: 700, by: 3) {
                let line =
                    String(repeating: ".", count: length) + " loss: 0.3123e5 " + String(repeating: ".", count: 300)
                let outcome = try bench.outcome(stdout: line, scanner: small(chunk: chunk))
                #expect(outcome.values == [31230], "chunk \(chunk), after \(length)")
            }
        }
    }

    @Test("the end of a longer name at a piece's beginning is not the name")
    func namesAcrossPieces() throws {
        for length in 150..<300 {
            let line = String(repeating: "x", count: length) + "loss: 0.3 " + String(repeating: ".", count: 300)
            #expect(try bench.outcome(stdout: line, scanner: small(chunk: 50)).failure != nil, "\(length)")
        }
    }

    @Test("lines come as they are in the file, however it is read", arguments: 1...3)
    func lines(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let text = (0..<generator.integer(below: 400)).map { _ in generator.element(["a", "b", "\n", "\r", "\r\n"])
            }.joined()
            try bench.bench.write("stdout", text)
            var found: [String] = []
            let extent = try small(chunk: 1 + generator.integer(below: 9)).scan(bench.files.standardOutput) { piece in
                if piece.isWhole { found.append("\(piece.line) \(String(decoding: piece.bytes, as: UTF8.self))") }
            }
            var expected: [String] = []
            let bytes = Array(text.utf8)
            var line = 1
            var current: [UInt8] = []
            for byte in bytes {
                if byte == 10 || byte == 13 {
                    expected.append("\(line) \(String(decoding: current, as: UTF8.self))")
                    current = []
                    if byte == 10 { line += 1 }
                } else {
                    current.append(byte)
                }
            }
            if !current.isEmpty { expected.append("\(line) \(String(decoding: current, as: UTF8.self))") }
            #expect(found == expected)
            #expect(extent.lines == (bytes.last == 10 || bytes.isEmpty ? line - 1 : line))
        }
    }

    @Test("a report of megabytes in one line is read; one beyond all measure is told of")
    func longReports() throws {
        let history = (0..<400_000).map { "0.\($0)" }.joined(separator: ", ")
        #expect(try bench.outcome(results: "{\"loss\": 0.5, \"history\": [\(history)]}\n").values == [0.5])
        let outcome = try bench.outcome(
            results: "{\"loss\": 0.5, \"history\": [\(history)]}\n", scanner: small(chunk: 4096, piece: 1 << 16))
        #expect(outcome.failure?.reason == .noMetric)
        #expect(outcome.failure?.message.contains("longer than") == true, "\(outcome)")
    }

    @Test("of a file beyond all measure the end is read")
    func hugeFiles() throws {
        var scanner = LineScanner()
        scanner.fileLimit = 1000
        let text = "loss: 0.1\n" + String(repeating: "x\n", count: 5000) + "loss: 0.4\n"
        let outcome = try bench.outcome(stdout: text, scanner: scanner)
        #expect(outcome.values == [0.4])
        #expect(outcome.valueSource?.contains("of its last") == true)
    }

    @Test("a million names in one report are bounded, and the first ones are kept in their order")
    func manyNames() throws {
        let members = (0..<100_000).map { "\"m\($0)\": \($0)" }.joined(separator: ", ")
        let outcome = try bench.outcome(
            results: "{\(members), \"loss\": 0.5, \"\(String(repeating: "n", count: 60_000))\": 1}\n")
        #expect(outcome.values == [0.5])
        #expect(outcome.metrics.count == 256)
        #expect(outcome.metrics["m0"] == 0 && outcome.metrics["m255"] == 255)
        #expect(outcome.metrics.keys.allSatisfy { $0.utf8.count <= 200 })
    }

    @Test("pipes, devices and folders in place of a file are not read, and nobody waits for them")
    func unusualFiles() throws {
        let results = bench.files.results
        for make in [
            { mkfifo(results, 0o600) }, { symlink("/dev/zero", results) }, { mkdir(results, 0o700) },
            { symlink(results, results) },
        ] {
            try? FileManager.default.removeItem(atPath: results)
            #expect(make() == 0)
            try bench.bench.write("stdout", "loss: 0.5\n")
            #expect(try bench.outcome().values == [0.5])
        }
        try FileManager.default.removeItem(atPath: results)
        unlink(bench.files.standardOutput)
        mkfifo(bench.files.standardOutput, 0o600)
        unlink(bench.files.standardError)
        symlink("/dev/zero", bench.files.standardError)
        let outcome = try bench.outcome()
        #expect(outcome.failure?.message.contains("stdout is a pipe") == true, "\(outcome)")
        #expect(FileTail.lastLine(of: bench.files.standardOutput) == nil)
        #expect(FileTail.lastLine(of: bench.files.standardError) == nil)
    }
}
