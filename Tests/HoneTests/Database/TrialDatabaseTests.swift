import Foundation
import GRDB
import Hone
import HoneCore
import Testing

@Suite struct TrialDatabaseTests {
    @Test func whatIsAddedComesBackInASnapshot() throws {
        let database = try TrialDatabase.inMemory()
        let entry = try DatabaseFixtures.entry(dataset: "iris")
        try database.add([entry])
        let read = try #require(try database.snapshot().entries.first)
        #expect(read.task == entry.task)
        #expect(read.trials == entry.trials)
    }

    @Test func failuresMetricsAndUnknownValuesSurvive() throws {
        let database = try TrialDatabase.inMemory()
        var entry = try DatabaseFixtures.entry(dataset: "iris", trials: 1)
        entry.trials[0].value = nil
        entry.trials[0].state = .failed
        entry.trials[0].failure = TrialFailure(.outOfMemory, "killed \"by\" the\nkernel")
        entry.trials[0].metrics = ["a\"b": 1e-300, "c": -0.1]
        entry.trials[0].fidelity = 0.25
        entry.trials[0].seed = -3
        try database.add([entry])
        #expect(try database.snapshot().entries.first?.trials == entry.trials)
    }

    @Test func importingTwiceChangesNothing() throws {
        let database = try TrialDatabase.inMemory()
        let entry = try DatabaseFixtures.entry(dataset: "iris")
        let first = try database.add([entry])
        let hash = try database.snapshot().hash
        let second = try database.add([entry])
        #expect(first.newTasks == 1 && first.newTrials == 3 && first.duplicates == 0)
        #expect(second.newTasks == 0 && second.newTrials == 0 && second.duplicates == 3)
        #expect(try database.snapshot().hash == hash)
    }

    @Test func equalConfigurationsAreNoDuplicates() throws {
        let database = try TrialDatabase.inMemory()
        var entry = try DatabaseFixtures.entry(dataset: "iris", trials: 2)
        entry.trials[1].configuration = entry.trials[0].configuration
        #expect(try database.add([entry]).newTrials == 2)
    }

    @Test func aTrialOutsideItsSpaceIsRefusedAndNothingIsImported() throws {
        let database = try TrialDatabase.inMemory()
        var wrong = try DatabaseFixtures.entry(dataset: "wine")
        wrong.trials[2].configuration["lr"] = 7.0
        #expect(throws: TrialDatabaseError.self) {
            try database.add([try DatabaseFixtures.entry(dataset: "iris"), wrong])
        }
        #expect(try database.snapshot().entries.isEmpty)
    }

    @Test func aTaskWithAnotherSpaceUnderTheSameIdIsAConflict() throws {
        let database = try TrialDatabase.inMemory()
        var entry = try DatabaseFixtures.entry(dataset: "iris", trials: 0)
        try database.add([entry])
        entry.task.objective = Objective(.maximize, "accuracy")
        let error = #expect(throws: TrialDatabaseError.self) { try database.add([entry]) }
        #expect(error?.kind == .conflict)
        #expect(error?.description.contains("test/mlp/iris") == true)
    }

    @Test func aFileOfALaterVersionIsRefused() throws {
        try DatabaseFixtures.withFile("trials.db", "") { path in
            try FileManager.default.removeItem(atPath: path)
            let database = try TrialDatabase(path: path)
            try database.queue.write { database in
                try database.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('9: from the future')")
            }
            let error = #expect(throws: TrialDatabaseError.self) { try TrialDatabase(path: path) }
            #expect(error?.kind == .newerVersion)
        }
    }

    @Test func aFileThatIsNoDatabaseIsNamed() throws {
        try DatabaseFixtures.withFile("trials.db", String(repeating: "not a database ", count: 100)) { path in
            let error = #expect(throws: TrialDatabaseError.self) { try TrialDatabase(path: path) }
            #expect(error?.kind == .damaged)
            #expect(error?.place == path)
        }
    }

    @Test func aMissingDatabaseTeachesTheNextStep() {
        let error = #expect(throws: TrialDatabaseError.self) {
            try TrialDatabase(path: "/nowhere/trials.db", creates: false)
        }
        #expect(error?.kind == .missing)
        #expect(error?.remedy?.contains("hone db import") == true)
    }

    @Test func aDatabaseHeldByAnotherWriterIsReportedAsLocked() throws {
        try DatabaseFixtures.withFile("trials.db", "") { path in
            try FileManager.default.removeItem(atPath: path)
            let holder = try TrialDatabase(path: path)
            let waiting = try TrialDatabase(path: path, patience: 0.05)
            try holder.queue.write { _ in
                let error = #expect(throws: TrialDatabaseError.self) {
                    try waiting.add([try DatabaseFixtures.entry(dataset: "iris")])
                }
                #expect(error?.kind == .locked)
            }
            #expect(try waiting.snapshot().entries.isEmpty)
        }
    }

    @Test func whereTheDatabaseLiesFollowsTheEnvironment() {
        #expect(TrialDatabase.defaultPath(environment: ["HONE_DATABASE": "/a/b.db"]) == "/a/b.db")
        #expect(TrialDatabase.defaultPath(environment: ["HONE_HOME": "/a"]) == "/a/trials.db")
    }

    @Test func statisticsCountDatasetsOnceUnderAllTheirNames() throws {
        let database = try TrialDatabase.inMemory()
        try database.add([
            try DatabaseFixtures.entry(dataset: "german"),
            try DatabaseFixtures.entry(family: "svm", dataset: "credit_g"),
        ])
        let statistics = try database.statistics()
        #expect(statistics.trials == 6)
        #expect(statistics.datasets == 1)
        #expect(statistics.families == ["mlp", "svm"])
        #expect(statistics.tasks.first?.best == 0.5 - 0.1 * 2)
    }
}
