import HoneBenchmarks
import HoneCore
import Testing

@Suite struct BenchmarkReportTests {
    private let scales = [
        "f/a": RegretScale(best: 0, worst: 1, direction: .minimize),
        "f/b": RegretScale(best: 10, worst: 0, direction: .maximize),
    ]

    private func run(_ method: String, _ task: String, _ seed: Int, _ values: [Double]) -> BenchmarkRun {
        BenchmarkRun(
            method: method, task: task, seed: seed, order: Array(values.indices), values: values,
            seconds: values.indices.map { $0 == 0 ? 3 : 1 })
    }

    @Test func regretIsTheBestSoFarOnTheTasksScale() {
        #expect(RegretScale(best: 1, worst: 3, direction: .minimize).regrets([2, 3, 1, 2]) == [0.5, 0.5, 0, 0])
        #expect(
            RegretScale(best: 10, worst: 0, direction: .maximize).regrets([5, 4, 9]) == [0.5, 0.5, 0.1].map { $0 })
        #expect(RegretScale(best: 1, worst: 1, direction: .minimize).regrets([1, 1]) == [0, 0])
    }

    @Test func meansErrorsAndRanksAreThoseOfTheRuns() throws {
        let report = BenchmarkReport(
            [
                run("one", "f/a", 0, [0.5, 0.5, 0.5, 0.5, 0.25]), run("one", "f/a", 1, [0.25, 1, 1, 1, 0.25]),
                run("one", "f/b", 0, [5, 5, 5, 5, 5]), run("one", "f/b", 1, [7.5, 0, 0, 0, 0]),
                run("two", "f/a", 0, [1, 1, 1, 1, 0]), run("two", "f/a", 1, [1, 1, 1, 1, 0]),
                run("two", "f/b", 0, [10, 0, 0, 0, 0]), run("two", "f/b", 1, [10, 0, 0, 0, 0]),
            ], scales: scales)
        #expect(report.tasks == ["f/a", "f/b"])
        #expect(report.lines.map(\.method) == ["two", "one"])
        let one = try #require(report.lines.last)
        #expect(one.figures.map(\.evaluations) == [1, 5])
        // Task a: (.5 + .25) / 2, task b: (.5 + .25) / 2.
        #expect(one.figures[0].regret == 0.375)
        // Each task's mean has variance .125^2 (two seeds .125 off their mean), so the mean over two has .125 / sqrt 2.
        let expected = 0.125 / 2.0.squareRoot()
        #expect(abs((one.figures[0].standardError ?? 0) - expected) < 1e-12)
        #expect(one.figures[0].rank == 1.5)
        #expect(one.figures[1].rank == 2)
        #expect(one.firstSeconds == 3 && one.laterSeconds == 1)
    }

    @Test func tasksThatNotEveryMethodHasAreLeftOut() {
        let report = BenchmarkReport(
            [run("one", "f/a", 0, [1]), run("one", "f/b", 0, [1]), run("two", "f/a", 0, [0])], scales: scales)
        #expect(report.tasks == ["f/a"])
        #expect(report.leftOut == ["f/b"])
        #expect(report.lines.first?.figures.first?.standardError == nil)
        #expect(report.text().contains("f/b"))
    }

    @Test func noRunsMakeAnEmptyReport() {
        #expect(BenchmarkReport([], scales: [:]).lines.isEmpty)
        #expect(BenchmarkReport([], scales: [:]).text().contains("0 tasks"))
    }

    @Test func aRunIsWrittenAsTheInterfaceSays() throws {
        let line = try RunFile.line(
            BenchmarkRun(
                method: "lm", task: "hpobench/vehicle", seed: 0, order: [3], values: [0.5], seconds: [0.25],
                adapter: "ab",
                database: "cd"))
        #expect(
            line
                == "{\"adapter\":\"ab\",\"database\":\"cd\",\"method\":\"lm\",\"order\":[3],\"seconds\":[0.25],\"seed\":0,\"task\":\"hpobench/vehicle\",\"values\":[0.5]}"
        )
    }
}
