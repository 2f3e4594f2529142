import Foundation
import Hone
import HoneCore
import Testing

@Suite struct TrialStoreTests {
    let bench: StudyBench

    init() throws { bench = try StudyBench() }

    private func message(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    @Test func aMissingStoreSaysHowToBegin() {
        #expect(
            message { _ = try TrialStore(path: bench.storePath, .existing) }.contains("begin a study, which makes it"))
        #expect(message { _ = try TrialStore(path: bench.path("no/such/hone.db")) }.contains("there is no folder"))
    }

    @Test func aFileThatIsNoDatabaseIsRefusedAndLeftAlone() throws {
        try bench.write(
            "hone.db", "this is a text, not a database, and it is longer than a header of one hundred bytes in any case"
        )
        #expect(
            message { _ = try bench.store() }.contains("this is not a store of Hone (it is not an SQLite database)"))
        #expect(bench.read("hone.db").hasPrefix("this is a text"))
        try bench.write("short.db", "x")
        #expect(message { _ = try TrialStore(path: bench.path("short.db")) }.contains("not an SQLite database"))
        #expect(message { _ = try TrialStore(path: bench.folder) }.contains("it is a folder"))
    }

    @Test func anotherProgramsDatabaseIsRefused() async throws {
        try await sqlite("CREATE TABLE t (x); PRAGMA application_id = 77;")
        #expect(message { _ = try bench.store() }.contains("a database of another program"))
        try? FileManager.default.removeItem(atPath: bench.storePath)
        try await sqlite("CREATE TABLE t (x);")
        #expect(message { _ = try bench.store() }.contains("a database of another program"))
    }

    @Test func aStoreOfANewerVersionIsRefused() async throws {
        try bench.store().close()
        try await sqlite("INSERT INTO grdb_migrations VALUES ('9 from the future');")
        #expect(message { _ = try bench.store() }.contains("written by a newer version of Hone; update Hone"))
    }

    @Test func aDamagedStoreIsNamed() async throws {
        let store = try bench.store()
        for number in 0..<40 { _ = try await bench.study(store, name: "study\(number)", script: "true") }
        try store.close()
        let file = try #require(FileHandle(forUpdatingAtPath: bench.storePath))
        try file.seek(toOffset: 4096)
        try file.write(contentsOf: Data(repeating: 0xA5, count: 4096 * 20))
        try file.close()
        do {
            _ = try await bench.store().studies()
            Issue.record("the damage was not noticed")
        } catch {
            #expect("\(error)".contains("the store is damaged"))
        }
    }

    @Test func aLockedStoreNamesTheProcessThatHoldsIt() async throws {
        let store = try TrialStore(path: bench.storePath, busyTimeout: 0.2)
        let holder = try ChildProcess([StudyBench.driver, "hold", bench.storePath, "600"], in: bench.folder)
        defer { holder.kill() }
        #expect(await holder.nextText() == "locked\n")
        do {
            _ = try await bench.study(store, script: "true")
            Issue.record("the lock was not noticed")
        } catch {
            #expect("\(error)".contains("locked by"))
            #expect("\(error)".contains("nothing that was stored is lost"))
            #if os(Linux)
                #expect("\(error)".contains("process \(holder.pid) (HoneTestDriver)"))
            #endif
        }
    }

    @Test func aStoreThatIsLockedForAMomentIsWaitedForAndWrittenOnce() async throws {
        let store = try TrialStore(path: bench.storePath, busyTimeout: 20)
        let holder = try ChildProcess([StudyBench.driver, "hold", bench.storePath, "600"], in: bench.folder)
        #expect(await holder.nextText() == "locked\n")
        let release = Task {
            try await Task.sleep(for: .milliseconds(400))
            holder.kill()
        }
        let began = ContinuousClock.now
        let study = try await bench.study(store, script: "echo loss: $1")
        #expect(ContinuousClock.now - began > .milliseconds(300))
        try await release.value
        #expect(try await store.studies().map(\.study.name) == [study.name])
    }

    @Test func aFullDiskIsNamedAndLosesNothing() async throws {
        let store = try bench.store()
        let study = try await bench.study(store, script: "echo loss: $1") { $0.running.trials = 500 }
        try await store.limitPages(to: try await store.pageCount() + 6)
        do {
            _ = try await bench.run(store, study, executor: FunctionExecutor { _ in ["loss": 1, "padding": 2] })
            Issue.record("the full disk was not noticed")
        } catch {
            #expect("\(error)".contains("the disk is full"))
            #expect("\(error)".contains("go on with the study"))
        }
        try store.close()
        let again = try bench.store()
        let history = try await again.history(of: study)
        #expect(history.complete.count > 5)
        #expect(history.complete.allSatisfy { $0.value == 1 })
        var more = study
        more.description.running.trials = history.complete.count + 2
        let (_, summary) = try await bench.run(again, more, executor: FunctionExecutor { _ in ["loss": 1] })
        #expect(summary.counts[.complete] == history.complete.count + 2)
    }

    @Test func whatIsStoredComesBackAsItWas() async throws {
        let store = try bench.store()
        let space = try SearchSpace([
            Parameter("lr", .float(low: 0, high: 2, scale: .linear, step: nil)),
            Parameter("opt", .categorical(["a", "b"])),
        ])
        var description = StudyDescription(name: "round", objectives: [Objective(.minimize, "loss")], space: space)
        description.context = "free \"text\" with ü"
        let study = try await store.createStudy(description)
        #expect(study.version == 1)
        #expect(try await store.study(named: "round").description == description)
        let asked = try #require(try await AskTell(store: store, study: study).ask(using: FixedOptimizer()))
        let told = try await AskTell(store: store, study: study).tell(
            trial: asked.number, values: ["loss": 0.1 + 0.2, "m": 3])
        let read = try await TrialStore(path: bench.storePath, .existing).trial(0, of: study)
        #expect(read == told)
        #expect(read.value == 0.1 + 0.2)
        #expect(read.metrics == ["m": 3])
        #expect(read.configuration["lr"] == .float(1))
        #expect(read.suggestion == FixedOptimizer.record)
    }

    @Test func studiesAreListedFoundAndDeleted() async throws {
        let store = try bench.store()
        let study = try await bench.study(store, name: "digits", script: "echo loss: $1") { $0.running.trials = 3 }
        _ = try await bench.run(store, study)
        #expect(FileManager.default.fileExists(atPath: bench.path("hone-trials/digits/2/stdout")))
        let overview = try #require(try await store.studies().first)
        #expect(overview.counts == [.complete: 3])
        #expect(overview.best?.number == 0)
        #expect(overview.owner == nil)
        await #expect { try await store.study(named: "digit") } throws: { "\($0)".contains("did you mean digits?") }
        await #expect { try await store.trial(7, of: study) } throws: { "\($0)".contains("its trials are 0 to 2") }
        await #expect { try await bench.study(store, name: "digits", script: "") } throws: {
            "\($0)".contains("a study named digits already")
        }
        try await store.delete(study)
        #expect(try await store.studies().isEmpty)
        #expect(!FileManager.default.fileExists(atPath: bench.path("hone-trials")))
    }

    @Test func aStudyNamedLikeAPathStaysInItsFolder() async throws {
        let store = try bench.store()
        let description = try bench.description(script: "true") { $0.name = "../../evil" }
        let study = try await store.createStudy(description)
        #expect(study.directory == bench.path("hone-trials/_.._.._evil"))
    }

    private func sqlite(_ sql: String) async throws {
        let script = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.executescript(sys.argv[2]); db.close()"
        let child = try ChildProcess(["/usr/bin/env", "python3", "-c", script, bench.storePath, sql], in: bench.folder)
        #expect(await child.wait() == 0)
    }
}

private struct FixedOptimizer: Optimizer {
    static let record = SuggestionRecord(
        origin: "gp", prediction: Prediction(mean: 0.5, standardDeviation: 0.1, low: 0.4, high: 0.6), acquisition: 0.25,
        rationale: "because", cost: SuggestionCost(seconds: 0.5, candidates: 10))

    func suggest(_ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64) async throws
        -> [Suggestion]
    {
        [Suggestion(["lr": 1.0, "opt": "a"], Self.record)]
    }
}
