import HoneBenchmarks
import HoneCore
import Testing

@Suite struct MethodComparisonTests {
    private func run(
        _ method: String, _ task: Int, _ seed: Int, _ values: [Double], database: String? = nil
    ) -> BenchmarkRun {
        BenchmarkRun(
            method: method, task: "table/d\(task)/m", seed: seed, order: Array(values.indices), values: values,
            seconds: values.map { _ in 0 }, database: database)
    }

    private let identities = (0..<9).map {
        TaskIdentity(name: "table/d\($0)/m", family: "f\($0 / 3)", dataset: "d\($0)")
    }
    private var scales: [String: RegretScale] {
        Dictionary(
            uniqueKeysWithValues: identities.map { ($0.name, RegretScale(best: 0, worst: 1, direction: .minimize)) })
    }

    private func comparison(_ runs: [BenchmarkRun], against: String = "gp") -> MethodComparison? {
        MethodComparison(
            runs, against: against, measure: .regret(scales), clusters: TaskClusters(identities))
    }

    @Test func differencesAreThoseOfPairs() throws {
        var runs: [BenchmarkRun] = []
        for task in 0..<9 {
            for seed in 0..<2 {
                runs.append(run("gp", task, seed, [0.9, 0.5, 0.5, 0.5, 0.5]))
                runs.append(run("lm", task, seed, [0.9, 0.9, 0.9, 0.9, 0.3 + 0.01 * Double(task)]))
            }
        }
        let found = try #require(comparison(runs))
        #expect(found.clusteredBy == "dataset")
        #expect(found.lines.map(\.evaluations) == [1, 5])
        let line = found.lines[1]
        #expect(line.tasks == 9 && line.clusters == 9 && line.pairs == [2, 2])
        #expect(abs(line.difference + 0.16) < 1e-12)
        #expect(abs(line.own - 0.34) < 1e-12 && line.reference == 0.5)
        #expect((line.better, line.level, line.worse) == (9, 0, 0))
        #expect(line.verdict == "better")
        // At one evaluation nothing differs, so that there is one comparison.
        #expect(found.comparisons == 1 && found.lines[0].adjusted == nil && found.lines[0].level == 9)
        #expect(found.text.contains("9 datasets") && found.text.contains("-0.1600"))
    }

    @Test func drawsAreMatchedToDraws() throws {
        var runs: [BenchmarkRun] = []
        for task in 0..<9 {
            for seed in 0..<2 {
                runs.append(run("transfer", task, seed, [0.5], database: "draw\(seed)"))
                runs.append(run("lm", task, seed, [seed == 0 ? 0.4 : 0], database: "draw0"))
            }
        }
        let found = try #require(comparison(runs, against: "transfer"))
        #expect(abs(found.lines[0].difference + 0.1) < 1e-12, "seed 1 reads another draw and is no partner")
        #expect(found.alone.count == 18)
        #expect(found.alone.contains("lm table/d0/m seed 1 (other draws)"))
        #expect(found.text.contains("without partner"))
        #expect(found.crossesDraws)
    }

    @Test func runsWithoutPartnerAreSaid() throws {
        let runs = [run("gp", 0, 0, [0.5]), run("gp", 1, 0, [0.5]), run("lm", 0, 0, [0.4]), run("lm", 0, 1, [0.4])]
        let found = try #require(comparison(runs))
        #expect(found.alone == ["gp table/d1/m seed 0", "lm table/d0/m seed 1"])
        #expect(found.lines[0].tasks == 1 && found.lines[0].interval == nil)
        #expect(comparison([run("gp", 0, 0, [1])]) == nil)
        #expect(comparison(runs, against: "random") == nil)
    }

    @Test func theTestMetricJudgesWhatTheObjectiveChose() throws {
        let objective = Objective(.minimize, "cv_error")
        let held = try #require(
            HeldOutMetric(
                [["test_error": 0.3], ["test_error": 0.1], ["test_error": 0.2], ["seconds": 1]], objective: objective))
        let measure = RunMeasure.heldOut(["table/d0/m": held])
        let found = MethodComparison(
            [run("gp", 0, 0, [0.5, 0.6, 0.4]), run("lm", 0, 0, [0.5, 0.3, 0.2])], against: "gp", measure: measure,
            clusters: TaskClusters(identities))
        #expect(found?.lines[0].own == found?.lines[0].reference)
        #expect(HeldOutMetric([["test_loss": 1], ["test_loss": 2]], objective: objective) == nil)
        #expect(HeldOutMetric([["error": 1], ["error": 2]], objective: objective) == nil)
    }

    @Test func aReportSaysHowOftenRandomSearchIsBeaten() throws {
        var runs: [BenchmarkRun] = []
        for task in 0..<4 {
            runs.append(run("random", task, 0, [0.5]))
            runs.append(run("gp", task, 0, [task == 0 ? 0.6 : task == 1 ? 0.5 : 0.2]))
        }
        let report = JudgedReport(runs, tasks: identities, scales: scales, hasHeadline: true)
        let line = try #require(report.headline?.lines.first)
        #expect(line.beats == 0.5 && line.ties == 0.25 && line.tasks == 4)
        #expect(abs(line.meanImprovement - 0.125) < 1e-12 && abs(line.medianImprovement - 0.15) < 1e-12)
        #expect(line.rank == 1.375)
        #expect(report.text.contains("beats random"))
    }

    @Test func clustersAreTheFewestOfWhichThereAreEnough() {
        func tasks(families: Int, datasets: Int) -> [TaskIdentity] {
            (0..<40).map {
                TaskIdentity(name: "t\($0)", family: "f\($0 % families)", dataset: "d\($0 % datasets)")
            }
        }
        #expect(TaskClusters(tasks(families: 3, datasets: 15)).kind == .dataset)
        #expect(TaskClusters(tasks(families: 10, datasets: 20)).kind == .family)
        #expect(TaskClusters(tasks(families: 2, datasets: 3)).kind == .dataset)
        #expect(TaskClusters(tasks(families: 10, datasets: 20), kind: .dataset).kind == .dataset)
    }
}
