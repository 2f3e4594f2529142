import Foundation
import GRDB
import Hone
import HoneCore
import Testing

@Suite("Databases of past trials that are not as they should be")
struct DamagedDatabaseTests {
    private func withDatabase<T>(_ body: (String) throws -> T) throws -> T {
        try DatabaseFixtures.withFile("trials.db", "") { path in
            try FileManager.default.removeItem(atPath: path)
            try TrialDatabase(path: path).add([try DatabaseFixtures.entry(dataset: "iris")])
            return try body(path)
        }
    }

    @Test(
        "A cell of the wrong type is an error that names the database",
        arguments: [
            "configuration", "value", "state", "reason", "message", "metrics", "seed", "fidelity", "seconds",
            "position",
            "id",
        ], ["x'00ff'", "'text'", "1e300", "-9223372036854775808", "'{\"a\": [1]}'", "''"])
    func cells(column: String, value: String) throws {
        try withDatabase { path in
            let queue = try DatabaseQueue(path: path)
            try queue.write {
                try $0.execute(sql: "UPDATE trial SET \(column) = \(value) WHERE id = 'trial 1'")
            }
            do {
                _ = try TrialDatabase(path: path, creates: false).snapshot()
            } catch let error as TrialDatabaseError {
                #expect(error.kind == .damaged)
                #expect(error.place == path)
            }
        }
    }

    @Test(
        "Damaged tasks and names are errors",
        arguments: [
            "UPDATE task SET description = x'00'", "UPDATE task SET description = 5",
            "UPDATE task SET description = '{}'",
            "INSERT INTO datasetName (name, dataset) VALUES (x'00', 'a')",
            "INSERT INTO datasetName (name, dataset) VALUES ('a', x'ff')",
        ])
    func tasks(sql: String) throws {
        try withDatabase { path in
            try DatabaseQueue(path: path).write { try $0.execute(sql: sql) }
            let error = #expect(throws: TrialDatabaseError.self) { try TrialDatabase(path: path).snapshot() }
            #expect(error?.kind == .damaged)
        }
    }

    @Test("An empty file is no trial database, and an import makes one of it")
    func empty() throws {
        try DatabaseFixtures.withFile("trials.db", "") { path in
            let error = #expect(throws: TrialDatabaseError.self) { try TrialDatabase(path: path, creates: false) }
            #expect(error?.problem.contains("empty") == true)
            try TrialDatabase(path: path).add([try DatabaseFixtures.entry(dataset: "iris")])
            #expect(try TrialDatabase(path: path, creates: false).snapshot().trialCount == 3)
        }
    }

    @Test("A database of a later version is refused, by its number too", arguments: [1, 7, 2_147_483_647, -1])
    func laterVersion(version: Int) throws {
        try withDatabase { path in
            try DatabaseQueue(path: path).write { try $0.execute(sql: "PRAGMA user_version = \(version)") }
            for creates in [true, false] {
                let error = #expect(throws: TrialDatabaseError.self) { try TrialDatabase(path: path, creates: creates) }
                #expect(error?.kind == .newerVersion)
                #expect(error?.remedy?.contains("update Hone") == true)
            }
        }
    }

    @Test("Another program's database is left as it is")
    func otherDatabase() throws {
        try DatabaseFixtures.withFile("other.db", "") { path in
            try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE studies (id INTEGER)") }
            let before = try Data(contentsOf: URL(fileURLWithPath: path))
            for creates in [true, false] {
                let error = #expect(throws: TrialDatabaseError.self) { try TrialDatabase(path: path, creates: creates) }
                #expect(error?.problem.contains("not of past trials") == true)
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
        }
    }

    @Test("What is only read may lie where nothing can be written, and is not touched")
    func readOnly() throws {
        try withDatabase { path in
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
            try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder)
            defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder) }
            let database = try TrialDatabase(path: path, creates: false)
            #expect(try database.snapshot().trialCount == 3)
            let error = #expect(throws: TrialDatabaseError.self) { try database.addAliases(["a", "b"]) }
            #expect(error?.kind == .unwritable)
        }
    }

    @Test("A folder in place of the file is named")
    func folder() throws {
        try withDatabase { path in
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            #expect(throws: TrialDatabaseError.self) { try TrialDatabase(path: folder) }
        }
    }
}
