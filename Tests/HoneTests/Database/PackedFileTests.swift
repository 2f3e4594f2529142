import Foundation
import Hone
import HoneCore
import Testing

@Suite("Packed files")
struct PackedFileTests {
    private func hash(_ name: String, _ content: Data) throws -> String {
        let database = try TrialDatabase.inMemory()
        try PackedFixtures.withFile(name, content) { _ = try database.importFile($0) }
        return try database.snapshot().hash
    }

    @Test("A packed file of trials is the file itself, whatever its name")
    func theSameTrials() throws {
        let plain = try hash("trials.jsonl", Data(PackedFixtures.trials.utf8))
        #expect(try hash("trials.jsonl.gz", PackedFixtures.gzip) == plain)
        #expect(try hash("trials.jsonl.xz", PackedFixtures.xz) == plain)
        #expect(try hash("trials", PackedFixtures.gzip) == plain)
        #expect(try hash("trials.gz", PackedFixtures.xz) == plain)
    }

    @Test("Several packed parts behind each other are one file")
    func parts() throws {
        let database = try TrialDatabase.inMemory()
        for packed in [PackedFixtures.gzip, PackedFixtures.xz] {
            let summary = try PackedFixtures.withFile("trials.jsonl", packed + packed) { try database.importFile($0) }
            // A line that stands twice is a trial and its repeat.
            #expect(summary.newTrials + summary.duplicates == 4)
        }
        #expect(try database.statistics().trials == 4)
        // Zeros behind the last one fill up a block.
        let filled = PackedFixtures.gzip + Data(count: 100)
        #expect(try PackedFixtures.withFile("a", filled) { try database.importFile($0) }.duplicates == 2)
    }

    @Test("A table in CSV may be packed; its name and its kind are those of what is in it")
    func csv() throws {
        // printf 'param.lr,value\n0.1,0.5\n0.2,0.25\n' | gzip -n | base64
        let packed =
            Data(
                base64Encoded: "H4sIAAAAAAAAAytILErM1csp0ilLzClN5TLQM9Qx0DMF0kZA2siUCwBStkw6IAAAAA==") ?? Data()
        let database = try TrialDatabase.inMemory()
        let text = try PackedFixtures.withFile("runs.csv.gz", packed) { path -> String in
            guard (try? database.importFile(path)) != nil else { return "" }
            return try database.snapshot().entries.first?.task.id ?? ""
        }
        #expect(text == "runs/csv/unnamed")
    }

    @Test("A file that was cut short anywhere is named, and nothing is imported")
    func cutShort() throws {
        for packed in [PackedFixtures.gzip, PackedFixtures.xz] {
            let database = try TrialDatabase.inMemory()
            for length in stride(from: 7, to: packed.count, by: 3) {
                let error = #expect(throws: TrialDatabaseError.self) {
                    try PackedFixtures.withFile("trials.jsonl.gz", packed.prefix(length)) {
                        try database.importFile($0)
                    }
                }
                #expect(error?.place?.contains("trials.jsonl.gz") == true)
                #expect(error?.problem.contains("cut short") == true, "\(length): \(String(describing: error))")
                #expect(error?.fault == .input)
            }
            #expect(try database.statistics().trials == 0)
        }
    }

    @Test("A byte that was changed is an error or changes nothing, never a crash")
    func damaged() throws {
        for packed in [PackedFixtures.gzip, PackedFixtures.xz] {
            for index in 6..<packed.count {
                var damaged = packed
                damaged[index] ^= 0x55
                let database = try TrialDatabase.inMemory()
                do {
                    _ = try PackedFixtures.withFile("trials.jsonl", damaged) { try database.importFile($0) }
                    #expect(try database.statistics().trials == 2)
                } catch let error as TrialDatabaseError {
                    #expect(error.place?.contains("trials.jsonl") == true)
                    #expect(try database.statistics().trials == 0)
                }
            }
        }
        let error = #expect(throws: TrialDatabaseError.self) {
            try hash("trials.jsonl", PackedFixtures.gzip + Data("more".utf8))
        }
        #expect(error?.problem.contains("follows its end") == true)
    }

    @Test("A small file that unpacks to a great one is refused at the limit")
    func bombs() throws {
        var bomb = Data()
        for _ in 0..<64 { bomb += PackedFixtures.xzOfZeros }
        try PackedFixtures.withFile("bomb.xz", bomb) { path in
            let error = #expect(throws: UnpackingError.self) {
                _ = try UnpackedFile(path, limit: 10 << 20).rest()
            }
            #expect(error?.problem.contains("10 MiB") == true)
            #expect(try UnpackedFile(path, limit: 64 << 20).rest().count == 64 << 20)
            // A line without an end is refused long before the file's.
            let lines = ByteLines(try UnpackedFile(path), longest: 1 << 20)
            #expect(throws: UnpackingError.self) { try lines.next() }
        }
    }

    @Test(
        "Files that Hone does not unpack are refused with the command that does",
        arguments: [("BZh91AY&SY", "bzip2"), ("PK\u{3}\u{4}", "unzip")])
    func others(start: String, command: String) throws {
        let error = #expect(throws: TrialDatabaseError.self) { try hash("trials.jsonl", Data(start.utf8)) }
        #expect(error?.remedy?.contains(command) == true)
    }
}
