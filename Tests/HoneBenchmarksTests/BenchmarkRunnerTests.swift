import Foundation
import Hone
import HoneBenchmarks
import HoneCore
import HoneSearch
import Synchronization
import Testing

@Suite struct BenchmarkRunnerTests {
    private func runner(
        _ methods: [BenchmarkMethod] = [BenchmarkFixtures.random], seeds: [Int] = [0, 1], budget: Int = 6
    ) throws -> BenchmarkRunner {
        BenchmarkRunner(
            methods: methods, items: [try BenchmarkFixtures.item(), try BenchmarkFixtures.item("toy/other")],
            seeds: seeds, budget: budget)
    }

    @Test func theSameBenchmarkGivesTheSameRuns() async throws {
        let first = RunFile()
        let second = RunFile()
        #expect(try await runner().run(into: first) == 4)
        #expect(try await runner().run(into: second) == 4)
        let a = await first.runs
        let b = await second.runs
        #expect(a.map(\.order) == b.map(\.order))
        #expect(a.map(\.values) == b.map(\.values))
        #expect(a.allSatisfy { $0.order.count == 6 && Set($0.order).count == 6 && $0.seconds.count == 6 })
        // Equal seeds on two tasks of one space are different draws.
        #expect(a[0].order != a[2].order)
    }

    @Test func valuesAreThoseOfTheRows() async throws {
        let task = try BenchmarkFixtures.task()
        let run = try await runner().run(BenchmarkFixtures.random, on: task, seed: 5, artefacts: Artefacts())
        #expect(run.values == run.order.map { task.values[$0] })
    }

    @Test func aRunEndsWhenNothingIsLeft() async throws {
        let run = try await runner(budget: 50).run(
            BenchmarkFixtures.random, on: try BenchmarkFixtures.task(), seed: 0, artefacts: Artefacts())
        #expect(run.order.sorted() == Array(0..<12))
    }

    @Test func theDefaultComesFirstOnlyWhenAskedFor() async throws {
        var runner = try runner()
        let task = try BenchmarkFixtures.task()
        let firsts = { (runner: BenchmarkRunner) in
            var firsts: Set<Int> = []
            for seed in 0..<8 {
                let run = try await runner.run(BenchmarkFixtures.random, on: task, seed: seed, artefacts: Artefacts())
                firsts.formUnion(run.order.prefix(1))
            }
            return firsts
        }
        #expect(try await firsts(runner).count > 1)
        runner.usesDefault = true
        #expect(try await firsts(runner) == [3])
    }

    @Test func anInterruptedBenchmarkGoesOnWhereItWas() async throws {
        try await BenchmarkFixtures.withFolder { folder in
            let path = folder.appendingPathComponent("runs.jsonl").path
            #expect(try await runner().run(into: try RunFile(path: path)) == 4)
            let whole = try String(contentsOfFile: path, encoding: .utf8)
            // As a kill leaves it: the last line cut in the middle.
            try Data(whole.utf8.dropLast(30)).write(to: URL(fileURLWithPath: path))
            let resumed = try RunFile(path: path)
            #expect(await resumed.runs.count == 3)
            #expect(try await runner().run(into: resumed) == 1)
            let keys = try RunFile.read(path).runs.map(\.run.key)
            #expect(Set(keys).count == 4 && keys.count == 4)
            // More seeds and a larger budget need new runs, the same ones none.
            #expect(try await runner().run(into: try RunFile(path: path)) == 0)
            #expect(try await runner(seeds: [0, 1, 2]).run(into: try RunFile(path: path)) == 2)
            #expect(try await runner(seeds: [0], budget: 8).run(into: try RunFile(path: path)) == 2)
        }
    }

    @Test func aTaskOfFewCandidatesIsNotRunAgain() async throws {
        let file = RunFile()
        #expect(try await runner(budget: 50).run(into: file) == 4)
        #expect(try await runner(budget: 50).run(into: file) == 0)
    }

    @Test func runsOfAnotherAdapterAreNotMixed() async throws {
        let file = RunFile()
        func method(_ hash: String) -> BenchmarkMethod {
            BenchmarkMethod(
                name: "lm", artefacts: { _, _ in Artefacts(adapter: hash) },
                makeOptimizer: { task, _ in RandomOptimizer(source: .finite(task.candidates)) })
        }
        _ = try await runner([method("one")]).run(into: file)
        #expect(await file.runs.allSatisfy { $0.adapter == "one" })
        await #expect(throws: BenchmarkError.self) { try await runner([method("two")]).run(into: file) }
    }

    @Test func aMethodThatSawTheDatasetIsRefusedThereAndTheRestGoesOn() async throws {
        let space = try SearchSpace([Parameter("x", .int(low: 0, high: 1, scale: .linear, step: nil))])
        let task = PastTask(
            id: "a/b/german", family: "b", task: TaskDescription(dataset: "german"), space: space,
            objective: Objective(.minimize, "e"), source: "a")
        let database = try TrialDatabase.inMemory()
        try database.add([
            PastTrialsSnapshot.Entry(task: task, trials: [PastTrial(id: "1", configuration: ["x": 0], value: 1)])
        ])
        let snapshot = try database.snapshot()
        let method = BenchmarkMethod(
            name: "transfer",
            artefacts: { task, _ in
                try Artefacts.refuse(snapshot, method: "transfer", task: task)
                return Artefacts(database: snapshot.hash)
            },
            makeOptimizer: { task, _ in RandomOptimizer(source: .finite(task.candidates)) })
        var runner = try runner([method, BenchmarkFixtures.random])
        runner.items.append(try BenchmarkFixtures.item("hpobench/credit_g", dataset: "credit_g"))
        let refusals = Mutex<[RefusedRun]>([])
        let file = RunFile()
        #expect(
            try await runner.run(into: file, refused: { refusal in refusals.withLock { $0.append(refusal) } }) == 10)
        let told = refusals.withLock { $0 }
        #expect(told.map(\.task) == ["hpobench/credit_g"] && told.map(\.method) == ["transfer"])
        #expect(told.first?.refused.contains("saw this dataset") == true)
        #expect(told.first?.remedy?.contains("--leave-out dataset:credit_g") == true)
        #expect(await file.runs.filter { $0.task == "hpobench/credit_g" }.map(\.method) == ["random", "random"])
    }

    @Test func aMethodThatFailsOnATaskIsRefusedThereAndTheRestGoesOn() async throws {
        let wild = BenchmarkMethod(name: "wild") { _, _ in Scripted(configurations: [["x": 99]]) }
        let refusals = Mutex<[RefusedRun]>([])
        let file = RunFile()
        let made = try await runner([wild, BenchmarkFixtures.random]).run(
            into: file, refused: { refusal in refusals.withLock { $0.append(refusal) } })
        #expect(made == 4)
        #expect(Set(refusals.withLock { $0.map(\.task) }) == ["toy/made", "toy/other"])
    }

    @Test func refusalsAmongRunsAreNoRuns() async throws {
        try await BenchmarkFixtures.withFolder { folder in
            let path = folder.appendingPathComponent("output.jsonl").path
            let run = try await runner().run(
                BenchmarkFixtures.random, on: try BenchmarkFixtures.task(), seed: 0, artefacts: Artefacts())
            let refusal = #"{"method": "lm", "refused": "saw it", "task": "a"}"#
            try Data("\(refusal)\n\(try RunFile.line(run))\n\(refusal)\n".utf8).write(to: URL(fileURLWithPath: path))
            #expect(try RunFile.read(path).runs.map(\.run) == [run])
        }
    }

    @Test func aSuggestionOutsideTheTableIsAnError() async throws {
        let method = BenchmarkMethod(name: "wild") { _, _ in Scripted(configurations: [["x": 99]]) }
        await #expect(throws: BenchmarkError.self) {
            try await runner([method]).run(
                method, on: try BenchmarkFixtures.task(), seed: 0, artefacts: Artefacts())
        }
    }

    @Test func aDamagedLineIsNamed() async throws {
        try await BenchmarkFixtures.withFolder { folder in
            let path = folder.appendingPathComponent("runs.jsonl").path
            try Data("{\"method\": \"a\"}\n".utf8).write(to: URL(fileURLWithPath: path))
            let error = #expect(throws: BenchmarkError.self) { try RunFile(path: path) }
            #expect(error?.description.hasPrefix("\(path):1") == true)
        }
    }
}
