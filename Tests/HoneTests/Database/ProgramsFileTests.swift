import Foundation
import Hone
import HoneCore
import Testing

/// Programs as they ship, read without Python.
@Suite("Files of many programs")
struct ProgramsFileTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static let spaces = """
        {"families": {"gzip": {"description": "a compressor", "family": "compressors", "metric": {"maximize": "ratio"},
          "learns": false, "parameters": {
            "level": {"type": "int", "low": 1, "high": 9, "default": 6, "describe": "effort"},
            "strategy": {"type": "categorical", "choices": ["plain", "fixed"], "default": "plain"},
            "block": {"type": "ordinal", "values": [0.5, 1, 1e-05], "if": {"strategy": "fixed"}}}}}}
        """
    private static let trials = """
        {"hone":"programs","version":1,"licence":"Apache-2.0","programs":1,"tasks":1,"trials":3}
        {"program":"gzip","task":"text","dataset":"prose","facts":{"bytes":1000,"kind":"text"},"config":{"level":[6,1,9],"strategy":[0,1,1],"block":[null,2,1]},"value":[2.5,null,3],"metrics":{"test_ratio":[2.4,null,null]},"seconds":[0.1,0.2,1],"failed":{"1":["timeout","too slow"]},"repeat":{"2":[0,7]}}

        """

    private func imported(_ trials: String, spaces: String = spaces) throws -> (TrialDatabase, ImportSummary) {
        let database = try TrialDatabase.inMemory()
        let summary = try DatabaseFixtures.withFile("trials.jsonl", trials) { path in
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            try Data(spaces.utf8).write(to: folder.appendingPathComponent("spaces.json"))
            return try database.importFile(folder.path)
        }
        return (database, summary)
    }

    @Test("Columns become trials, with the family, the objective and the words of their program")
    func columns() throws {
        let entry = try #require(try imported(Self.trials).0.snapshot().entries.first)
        #expect(entry.task.id == "programs/gzip/text")
        #expect(entry.task.family == "compressors")
        #expect(
            entry.task.task == TaskDescription(model: "gzip", dataset: "prose", facts: ["bytes": 1000, "kind": "text"]))
        #expect(entry.task.objective == Objective(.maximize, "ratio"))
        #expect(entry.task.licence == "Apache-2.0")
        #expect(entry.task.space.parameters.map(\.meaning) == ["effort", nil, nil])
        let trials = entry.trials.sorted { ($0.seconds ?? 0) < ($1.seconds ?? 0) }
        #expect(trials.map(\.value) == [2.5, nil, 3])
        #expect(trials[0].configuration == ["level": 6, "strategy": "plain"])
        #expect(trials[1].configuration == ["level": 1, "strategy": "fixed", "block": 1e-05])
        #expect(trials[1].failure == TrialFailure(.timeout, "too slow"))
        #expect(trials.map(\.seed) == [nil, nil, 7])
        #expect(trials.map(\.metrics) == [["test_ratio": 2.4], [:], [:]])
    }

    @Test(
        "A wrong line is named with its reason",
        arguments: [
            ("\"program\":\"gzip\"", "\"program\":\"gzpi\"", "did you mean gzip"),
            ("[0,1,1]", "[0,1,2]", "2 choices"), ("[6,1,9]", "[6,1]", "as many"), ("[6,1,9]", "[6,1,99]", "level"),
            ("\"failed\"", "\"filed\"", "no known reason"), ("\"version\":1", "\"version\":2", "update Hone"),
        ])
    func wrongLines(part: String, replacement: String, reason: String) throws {
        let error = #expect(throws: TrialDatabaseError.self) {
            try imported(Self.trials.replacing(part, with: replacement))
        }
        #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }

    @Test("The programs that ship are what scripts/programs/unpack.py makes of them, to the last bit")
    func asPython() throws {
        let database = try TrialDatabase.inMemory()
        let summary = try database.importFile(Self.root.appendingPathComponent("Data/programs").path)
        let statistics = try database.statistics()
        #expect(summary.newTrials > 30_000 && statistics.trials == summary.newTrials)

        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hone-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let lines = folder.appendingPathComponent("programs.jsonl")
        let python = Process()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        python.arguments = ["python3", Self.root.appendingPathComponent("scripts/programs/unpack.py").path, lines.path]
        python.standardOutput = FileHandle.nullDevice
        try python.run()
        python.waitUntilExit()
        try #require(python.terminationStatus == 0)
        let other = try TrialDatabase.inMemory()
        try other.importFile(lines.path)
        #expect(try other.snapshot().hash == statistics.hash)
    }
}
