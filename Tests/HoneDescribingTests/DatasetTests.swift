import Foundation
import HoneCore
import HoneDescribing
import Testing

@Suite("Facts of a dataset's file") struct DatasetTests {
    /// Calls `body` with the path of a file of that content, which is removed afterwards.
    static func withFile<T>(_ name: String, _ content: some Sequence<UInt8>, _ body: (String) throws -> T) throws -> T {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hone-data-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent(name)
        try Data(content).write(to: file)
        return try body(file.path)
    }

    static func facts(_ text: String, name: String = "data.csv", target: String? = nil) throws -> [String:
        ParameterValue]
    {
        let facts = try withFile(name, text.utf8) { try DatasetReader.facts(of: $0, target: target) }
        return Dictionary(uniqueKeysWithValues: facts.facts.map { ($0.name, $0.value) })
    }

    private static let folder = Bundle.module.url(forResource: "Fixtures", withExtension: nil)?
        .appendingPathComponent("datasets")

    @Test("agree with scikit-learn", arguments: ["shapes.csv", "slope.tsv"])
    func agreement(_ name: String) throws {
        let folder = try #require(Self.folder)
        let data = try Data(contentsOf: folder.appendingPathComponent("facts.json"))
        let known = try #require(try JSONSerialization.jsonObject(with: data) as? [String: [String: Any]])
        let expected = try #require(known[name])
        let found = try DatasetReader.facts(
            of: folder.appendingPathComponent(name).path, target: name == "slope.tsv" ? "y" : nil)
        for fact in found.facts {
            let value = try #require(fact.value.number)
            if let spread = expected[fact.name] as? [String: Double] {
                // How the rows are halved is drawn: four standard deviations.
                let (mean, deviation) = (try #require(spread["mean"]), try #require(spread["spread"]))
                #expect(abs(value - mean) <= 4 * deviation + 0.02, "\(fact.name)")
            } else if let number = expected[fact.name] as? Double {
                #expect(abs(value - number) <= 0.00051, "\(fact.name)")
            } else {
                #expect(fact.name == "missing" && value == 0, "\(fact.name)")
            }
        }
        #expect(found.facts.count == expected.count + 1)
    }

    @Test func theSameSeedGivesTheSameFactsAndTheHalvesAreDrawnByIt() throws {
        let path = try #require(Self.folder).appendingPathComponent("shapes.csv").path
        let facts = try (0..<6).map { try DatasetReader.facts(of: path, seed: $0 / 2) }
        #expect(facts[0] == facts[1])
        #expect(Set(facts).count > 1)
    }

    @Test func quotesSeparatorsCommasAndMissingCellsAreRead() throws {
        let text = "size;place;price\n1,5;\"a;b\";10\n;NA;20\n2,5;\"say \"\"x\"\"\nnow\";30\n?;c;11,5\n"
        #expect(
            try Self.facts(text) == [
                "rows": 4, "features": 2, "numeric": 1, "categorical": 1, "missing": 0.375,
            ])
    }

    @Test func aFileWithoutHeaderIsCountedFromItsFirstRow() throws {
        let rows = (0..<20).map { "\($0 % 4).5,\($0 % 2 == 0 ? "yes" : "no")" }.joined(separator: "\n")
        let facts = try Self.facts(rows)
        #expect(facts["rows"] == 20)
        #expect(facts["classes"] == 2)
        #expect(facts["majority"] == 0.5)
        #expect(try Self.facts("label,0,1\n1,2,3\n0,5,6\n")["rows"] == 2)
        #expect(try Self.facts("1,2,3\n0,5,6\n", target: "1")["rows"] == 2)
    }

    @Test func theTargetIsNamedOrNumberedOrFound() throws {
        let text = "class,a\n" + (0..<30).map { "\($0 % 3),\($0).5" }.joined(separator: "\n")
        #expect(try Self.facts(text)["classes"] == 3)
        #expect(try Self.facts(text, target: "a")["classes"] == nil)
        #expect(try Self.facts(text, target: "2")["classes"] == nil)
        let error = #expect(throws: DatasetError.self) { try Self.facts(text, target: "clas") }
        #expect(error?.description.contains("did you mean class?") == true)
    }

    @Test(
        "what is no dataset is refused",
        arguments: [
            ("", "it is empty"), ("\n \n", "it is empty"), ("a,b\n", "no rows of data"),
            ("a\n1\n2\n", "it has one column"),
            ("PK\u{3}\u{4}xx", "a ZIP archive or a spreadsheet"), ("PAR1xxxx", "a Parquet file"),
            ("a,b\u{0}\n1,2\n", "it is no text"),
        ])
    func refusals(_ text: String, _ message: String) {
        let error = #expect(throws: DatasetError.self) { try Self.facts(text) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func randomBytesAndDamagedGzipAreErrors() throws {
        var generator = SystemRandomNumberGenerator()
        for magic: [UInt8] in [[], [0x1F, 0x8B], [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]] {
            let bytes = magic + (0..<5000).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(throws: DatasetError.self) {
                try Self.withFile("data.csv", bytes) { try DatasetReader.facts(of: $0) }
            }
        }
        #expect(throws: DatasetError.self) { try DatasetReader.facts(of: "/nonexistent.csv") }
        #expect(throws: DatasetError.self) { try DatasetReader.facts(of: "/dev/zero") }
        #expect(throws: DatasetError.self) { try DatasetReader.facts(of: "/tmp") }
    }

    @Test func packedFilesAreTheSameDataset() throws {
        let plain = try #require(Self.folder).appendingPathComponent("shapes.csv")
        let expected = try DatasetReader.facts(of: plain.path)
        for tool in ["gzip", "xz"] where FileManager.default.isExecutableFile(atPath: "/usr/bin/\(tool)") {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/\(tool)")
            process.arguments = ["-c", plain.path]
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            let packed = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            #expect(try Self.withFile("shapes.csv.packed", packed) { try DatasetReader.facts(of: $0) } == expected)
            // Cut short it is an error, not a smaller dataset.
            #expect(throws: DatasetError.self) {
                try Self.withFile("shapes.csv.packed", packed.dropLast(200)) { try DatasetReader.facts(of: $0) }
            }
        }
    }

    @Test func damagedRowsAreCountedAndCostNoOthers() throws {
        let rows = (0..<50).map { "\($0),\($0 % 2)" }
        let text = (["a,y"] + rows[..<20] + ["1,2,3", "4", "\"open,5", "\"x\"y,1"] + rows[20...]).joined(
            separator: "\n")
        let facts = try Self.withFile("d.csv", text.utf8) { try DatasetReader.facts(of: $0) }
        #expect(facts.rows == 50)
        #expect(facts.damaged == 4)
    }

    @Test func aQuoteThatNeverClosesEndsNotInEndlessWork() throws {
        let row = Array("\"a,b\n".utf8)
        let text = Array("x,y\n1,2\n".utf8) + (0..<1_200_000).flatMap { _ in row } + Array("\"".utf8)
        let start = ContinuousClock.now
        _ = try? Self.withFile("d.csv", text) { try DatasetReader.facts(of: $0) }
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    @Test func numbersAtTheEndsOfADoubleAndColumnsOfOneValueMakeNoNonsense() throws {
        let rows = (0..<30).map { "\($0 % 2 == 0 ? "1e308" : "-1e308"),5,,\($0 % 3 == 0 ? "a" : "b")" }
        let facts = try Self.facts("p,q,r,y\n" + rows.joined(separator: "\n"))
        #expect(facts["classes"] == 2)
        #expect(facts.values.allSatisfy { $0.number?.isFinite ?? false })
    }
}
