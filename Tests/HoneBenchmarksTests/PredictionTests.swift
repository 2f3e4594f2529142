import Foundation
import Hone
import HoneBenchmarks
import HoneCore
import HoneSearch
import Testing

@Suite struct PredictionTests {
    /// 60 candidates on a parabola.
    private func task() throws -> BenchmarkTask {
        let space = try SearchSpace([
            Parameter("x", .int(low: 0, high: 59, scale: .linear, step: nil), default: 3)
        ])
        let study = StudyDescription(
            name: "toy/p", objectives: [Objective(.minimize, "error")], space: space, usesDefault: false)
        let configurations: [Configuration] = (0..<60).map { ["x": .int($0)] }
        let values: [Double] = (0..<60).map { (x: Int) -> Double in 0.1 + pow(Double(x - 20) / 20, 2) }
        return BenchmarkTask(
            TaskIdentity(name: "toy/p", family: "toy", dataset: "p"), study: study, configurations: configurations,
            values: values)
    }

    private let gp = BenchmarkMethod(name: "gp") { task, _ in
        GaussianProcessOptimizer(source: .finite(task.candidates))
    }

    @Test func aProcessPredictsASmoothTaskTheBetterTheMoreItWasTold() async throws {
        let runner = PredictionRunner(
            methods: [gp], items: [BenchmarkSuite.Item(try task())], seeds: [0, 1], counts: [0, 5, 20])
        let runs = try await runner.run()
        #expect(runs.map(\.told) == [0, 5, 20, 0, 5, 20])
        #expect(runs.map(\.rows) == [60, 55, 40, 60, 55, 40])
        for run in runs where run.told == 20 { #expect(run.score.spearman > 0.97) }
        for start in [0, 3] { #expect(runs[start + 2].score.loss < runs[start + 1].score.loss) }
        // Nothing is known without trials: even over places.
        #expect(abs(runs[0].score.coverage[1] - 0.8) < 0.05)
        #expect(runs[0].score.spearman == 0)
        #expect(try await runner.run() == runs, "the same seeds give the same")
    }

    @Test func aMethodWithoutExpectationsIsNamed() async throws {
        let runner = PredictionRunner(
            methods: [BenchmarkFixtures.random], items: [BenchmarkSuite.Item(try task())], seeds: [0], counts: [5])
        await #expect(throws: BenchmarkError.predictsNothing(method: "random")) { try await runner.run() }
    }

    @Test func aReportPairsMethodsByTaskAndSeed() async throws {
        let runs = try await PredictionRunner(
            methods: [gp], items: [BenchmarkSuite.Item(try task())], seeds: [0, 1], counts: [5]
        ).run()
        var all: [PredictionRun] = []
        for number in 0..<9 {
            for run in runs {
                var own = run
                own.task = "t\(number)"
                own.dataset = "d\(number)"
                own.family = "f"
                all.append(own)
                own.method = "sharper"
                own.score.loss -= 0.5 + 0.01 * Double(number)
                all.append(own)
            }
        }
        let report = PredictionReport(all, against: nil)
        #expect(report.against == "gp" && report.clusteredBy == "dataset" && report.clusters == 9)
        let line = try #require(report.lines.last)
        let difference = try #require(line.lossDifference)
        #expect(abs(difference.interval.mean + 0.54) < 1e-9)
        #expect(difference.interval.high < 0 && difference.adjusted < 0.05)
        #expect(line.spearmanDifference?.interval.mean == 0)
        #expect(report.text().contains("sharper"))
    }

    /// Expects each result at its place, and with one part in ten that it lies anywhere up to e⁴⁰.
    private struct FarReaching: Optimizer, OutcomePredictor {
        struct Tails: OutcomeForecast {
            var means: [Double]
            var count: Int { means.count }
            func cumulative(_ value: Double, of index: Int) -> Double {
                let near = 0.5 * erfc(-(value - means[index]) / 0.1)
                return 0.9 * near + (value > 1 ? 0.1 * min(log(value) / 40, 1) : 0)
            }
            func expectation(of index: Int) -> Double { means[index] }
        }

        func suggest(_ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64)
            -> [Suggestion]
        {
            []
        }

        func forecast(
            of configurations: [Configuration], for study: StudyDescription, given history: TrialHistory, seed: UInt64
        ) -> Forecast {
            .relativeResults(
                Tails(
                    means: configurations.map { configuration in
                        guard case .int(let x)? = configuration["x"] else { return 0 }
                        return 0.1 + pow(Double(x - 20) / 20, 2)
                    }))
        }
    }

    @Test func placesAreToldApartHoweverFarAHypothesisReaches() async throws {
        let method = BenchmarkMethod(name: "far") { _, _ in FarReaching() }
        let run = try #require(
            try await PredictionRunner(
                methods: [method], items: [BenchmarkSuite.Item(try task())], seeds: [0], counts: [0]
            )
            .run().first)
        #expect(run.score.spearman > 0.99)
        #expect(run.score.loss < 2.5, "an even density has 2.9")
        #expect(run.score.coverage[2] > 0.9)
    }

    /// Half of what another says, half of nothing.
    private struct Halved: Optimizer, OutcomePredictor {
        func suggest(_ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64)
            -> [Suggestion]
        {
            []
        }

        func forecast(
            of configurations: [Configuration], for study: StudyDescription, given history: TrialHistory, seed: UInt64
        ) -> Forecast {
            let known = FarReaching().forecast(of: configurations, for: study, given: history, seed: seed)
            return .mixture([(0.5, known), (0.5, .nothing)])
        }
    }

    @Test func aMixtureOfAForecastAndNothingRanksAsTheForecast() async throws {
        let methods = [
            BenchmarkMethod(name: "far") { _, _ in FarReaching() },
            BenchmarkMethod(name: "halved") { _, _ in Halved() }, gp,
        ]
        let runs = try await PredictionRunner(
            methods: methods, items: [BenchmarkSuite.Item(try task())], seeds: [0], counts: [0]
        ).run()
        let scores = Dictionary(uniqueKeysWithValues: runs.map { ($0.method, $0.score) })
        let (far, halved, nothing) = (
            try #require(scores["far"]), try #require(scores["halved"]), try #require(scores["gp"])
        )
        #expect(halved.spearman > 0.99)
        #expect(halved.loss < nothing.loss)
        // The probability of each bin is the mean of both, and the negative logarithm is convex.
        #expect(halved.loss <= (far.loss + nothing.loss) / 2)
    }

    /// A normal distribution of deviation 1 around each number.
    private struct Normals: OutcomeForecast {
        var means: [Double]
        var count: Int { means.count }
        func cumulative(_ value: Double, of index: Int) -> Double {
            0.5 * erfc(-(value - means[index]) / 2.0.squareRoot())
        }
        func expectation(of index: Int) -> Double { means[index] }
    }

    @Test func scoresAreThoseOfTheBins() {
        let edges = [-1.0, 0, 1]
        let score = ForecastScore(Normals(means: [0, 0]), outcomes: [-0.5, 3], edges: edges)
        let even = ForecastScore.evenPart
        func share(_ p: Double) -> Double { (1 - even) * p + even / 4 }
        // Of a standard normal .341345 lies between 0 and 1, .158655 beyond 1.
        let expected = -(log(share(0.341345)) + log(share(0.158655))) / 2
        #expect(abs(score.loss - expected) < 1e-5)
        #expect(score.coverage == [0.5, 0.5, 0.5] && score.above == 0.5 && score.below == 0)
        #expect(ForecastScore.placeEdges.count == ForecastScore.bins - 1)
        #expect(ForecastScore.resultEdges([1, 2]) == nil && ForecastScore.resultEdges([1, 1, 1]) == nil)
        #expect(ForecastScore.resultEdges([1, 2, 3])?.count == ForecastScore.bins - 1)
    }
}
