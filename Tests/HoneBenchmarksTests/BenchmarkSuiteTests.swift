import Foundation
import Hone
import HoneBenchmarks
import HoneCore
import Testing

@Suite struct BenchmarkSuiteTests {
    private func suite(_ content: String) async throws -> BenchmarkSuite {
        try await BenchmarkFixtures.withFolder { folder in
            let file = folder.appendingPathComponent("trials.jsonl")
            try Data(content.utf8).write(to: file)
            return try BenchmarkSuite.trialsFile(file.path)
        }
    }

    @Test func eachDatasetAndFamilyOfATrialsFileIsATaskOfItsCompleteRows() async throws {
        let suite = try await suite(
            """
            {"model": "lr", "dataset": "a", "rows": 9, "config": {"alpha": 0.1, "eta0": 0.1}, "cv_error": 0.3}
            {"model": "lr", "dataset": "b", "rows": 8, "config": {"alpha": 0.1, "eta0": 0.1}, "cv_error": 0.5}
            {"model": "lr", "dataset": "a", "rows": 9, "config": {"alpha": 0.2, "eta0": 0.1}, "status": "failed"}
            {"model": "lr", "dataset": "a", "rows": 9, "config": {"alpha": 0.3, "eta0": 0.1}, "cv_error": 0.1}
            {"model": "lr", "dataset": "a", "rows": 9, "config": {"alpha": 0.1, "eta0": 0.1}, "cv_error": 0.2}
            """)
        #expect(suite.items.map(\.identity.name) == ["table/a/lr", "table/b/lr"])
        let task = try #require(try suite.items.first?.load())
        #expect(task.values == [0.3, 0.1, 0.2])
        #expect(task.candidates.candidates[1].configuration == ["alpha": 0.3, "eta0": 0.1])
        #expect(task.scale == RegretScale(best: 0.1, worst: 0.3, direction: .minimize))
        #expect(task.study.task.facts == ["rows": 9])
        #expect(task.study.task.dataset == nil)
        #expect(task.study.context?.contains("logistic regression") == true)
        // A repeated configuration stands for its next row.
        #expect(task.row(of: ["alpha": 0.1, "eta0": 0.1], notIn: []) == 0)
        #expect(task.row(of: ["alpha": 0.1, "eta0": 0.1], notIn: [0]) == 2)
        #expect(task.distinctCount == 2)
    }

    @Test func aFamilyWithoutASpaceIsAnError() async throws {
        let error = await #expect(throws: TrialDatabaseError.self) {
            try await suite("{\"model\": \"knn\", \"dataset\": \"a\", \"config\": {\"k\": 1}, \"cv_error\": 0.3}")
        }
        #expect(error?.description.contains("knn") == true)
    }

    @Test func aFileWithoutCompleteTrialsIsAnError() async throws {
        await #expect(throws: BenchmarkError.self) {
            try await suite(
                "{\"model\": \"lr\", \"dataset\": \"a\", \"config\": {\"alpha\": 0.1, \"eta0\": 0.1}, \"status\": \"failed\"}"
            )
        }
    }

    @Test func theTablesAreFifteenTasks() throws {
        let names = try BenchmarkSuite.tableSuiteNames.flatMap {
            try BenchmarkSuite.tables($0).items.map(\.identity.name)
        }
        #expect(names.count == 15)
        #expect(throws: BenchmarkError.self) { try BenchmarkSuite.tables("hpobenhc") }
        let item = try #require(try BenchmarkSuite.tables("nasbench201").items.first)
        let task = try item.load()
        #expect(task.candidates.candidates.count == 15_625)
        #expect(task.study.task.dataset == nil)
        #expect(task.study.task.facts["classes"] == 10)
        #expect(task.values[7] == (try TableCatalog.open("nasbench201/cifar10")).value(at: 7))
    }
}
