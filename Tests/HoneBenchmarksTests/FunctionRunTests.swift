import Foundation
import HoneBenchmarks
import HoneCore
import HoneSearch
import Testing

@Suite struct FunctionRunTests {
    private func item(_ name: String) throws -> BenchmarkSuite.Item {
        try #require(try BenchmarkSuite.functionItem(named: name))
    }

    @Test func runsOnAFunctionAreMadeAndReportedLikeThoseOnATable() async throws {
        let item = try item("bbob/f1-sphere-d2-i1")
        let file = RunFile()
        let made = try await BenchmarkRunner(
            methods: [try .registered("random")], items: [item], seeds: [0, 1], budget: 20
        ).run(into: file)
        #expect(made == 2)
        let runs = await file.runs
        #expect(runs.allSatisfy { $0.values.count == 20 && $0.order == Array(0..<20) })
        #expect(runs[0].values != runs[1].values)
        let report = BenchmarkReport(runs, scales: [item.identity.name: try item.scale()])
        let regrets = report.lines[0].figures.map(\.regret)
        #expect(regrets.last.map { $0 > 0 && $0 < 1 } == true)
        #expect(regrets == regrets.sorted(by: >))
    }

    @Test func underNoiseTheRegretIsThatOfTheChosenOneAndMayGrow() throws {
        let scale = try item("noisy/branin-20").scale()
        #expect(!scale.keepsBest)
        let worse = scale.regrets([scale.best, scale.worst])
        #expect(worse == [0, 1])
    }

    @Test func severalObjectivesAreMeasuredByTheirHypervolume() async throws {
        let item = try item("zdt/zdt1-d5")
        let file = RunFile()
        _ = try await BenchmarkRunner(methods: [try .registered("random")], items: [item], seeds: [0], budget: 30)
            .run(into: file)
        let values = try #require(await file.runs.first).values
        // What is missing only shrinks.
        #expect(values == values.sorted(by: >))
        #expect(values.allSatisfy { $0 > 0 && $0 < 1 })
    }

    @Test func aSessionAnswersWithWhatTheRunnerWouldWrite() async throws {
        let item = try item("noisy/branin-5")
        let file = RunFile()
        let configurations: [Configuration] = [["x": 1.0, "y": 2.0], ["x": 3.0, "y": 2.0], ["x": -5.0, "y": 0.0]]
        let method = BenchmarkMethod(name: "scripted") { _, _ in Scripted(configurations: configurations) }
        _ = try await BenchmarkRunner(methods: [method], items: [item], seeds: [7], budget: 3).run(into: file)
        var session = FunctionSession()
        _ = try session.answer(#"{"task": "noisy/branin-5", "seed": 7}"#)
        let values = try configurations.map { configuration in
            let text = String(decoding: try JSONEncoder().encode(configuration), as: UTF8.self)
            return try #require(
                try JSON(parsing: Data(session.answer(#"{"configuration": \#(text)}"#).utf8))["value"]?.double)
        }
        #expect(values == (await file.runs.first)?.values)
    }

    @Test(arguments: ["nonsense", #"{"task": "bbob/f99"}"#, #"{"configuration": {"x0": 1}}"#])
    func aSessionRefusesWhatMakesNoSense(_ line: String) {
        var session = FunctionSession()
        #expect(throws: BenchmarkError.self) { try session.answer(line) }
    }

    @Test func dimensionsAndInstancesChooseFunctions() throws {
        let suite = try #require(try BenchmarkSuite.functions("bbob", dimensions: [2, 3], instances: [1, 2]))
        #expect(suite.items.count == 24 * 4)
        #expect(Set(suite.items.map(\.identity.dataset)).count == 24)
        #expect(suite.items.first?.identity.name == "bbob/f1-sphere-d2-i1")
        #expect(try BenchmarkSuite.functions("hpobench") == nil)
    }
}
