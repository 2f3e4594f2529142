import Foundation
import HoneCore
import HoneNumerics
import HoneSearch
import Testing

struct GaussianProcessSlopesTests {
    private static func process(_ space: SearchSpace, count: Int) throws -> (GaussianProcess, FeatureEncoder) {
        var generator = SeededGenerator(seed: 3)
        let encoder = FeatureEncoder(space)
        let configurations = try RandomDraws(space).draw(
            count, excluding: TakenConfigurations(), using: &generator
        ).map(\.configuration)
        let points = Points(
            encoder.encode(configurations), terms: [Array(repeating: 1, count: configurations.count)])
        let targets = points.features.storage.indices.prefix(configurations.count).map { _ in generator.normal() }
        let model = GaussianProcess.Model(encoder, linearVariances: [1])
        let theta = GaussianProcess.Hyperparameters(
            logLengthScales: encoder.parameters.indices.map { -0.5 + 0.3 * Double($0) }, logSignal: 0.2, logNoise: -4)
        return (try #require(GaussianProcess(model, theta, points: points, targets: targets)), encoder)
    }

    @Test("slopes are the limits of differences, and the values those of the prediction")
    func differences() throws {
        let space = try SearchSpace([
            .float("x", 0...1), .float("y", 1e-4...1, scale: .log), .choice("c", ["a", "b", "d"]),
            .float("z", -1...1),
        ])
        let (process, encoder) = try Self.process(space, count: 25)
        var generator = SeededGenerator(seed: 9)
        let configurations = try RandomDraws(space).draw(8, excluding: TakenConfigurations(), using: &generator)
        for candidate in configurations {
            let row = encoder.row(candidate.configuration)
            let here = process.slopes(at: row, terms: [1])
            var matrix = FeatureMatrix(columns: row.count)
            matrix.append(row)
            let predicted = process.predict(Points(matrix, terms: [[1]]))
            #expect(abs(here.mean - predicted.means[0]) < 1e-10)
            #expect(abs(here.variance - predicted.variances[0]) < 1e-10)
            for column in row.indices {
                guard encoder.columns[column].comparison == .difference else {
                    #expect(here.meanSlope[column] == 0 && here.varianceSlope[column] == 0)
                    continue
                }
                let step = 1e-5
                var (above, below) = (row, row)
                above[column] += step
                below[column] -= step
                let high = process.slopes(at: above, terms: [1])
                let low = process.slopes(at: below, terms: [1])
                let mean = (high.mean - low.mean) / (2 * step)
                let variance = (high.variance - low.variance) / (2 * step)
                #expect(abs(here.meanSlope[column] - mean) < 1e-5 * max(1, abs(mean)))
                #expect(abs(here.varianceSlope[column] - variance) < 1e-5 * max(1, abs(variance)))
            }
        }
    }

    @Test("the slopes of the logarithm of the expected improvement are the limits of differences, deep in the tail too")
    func improvement() {
        for (mean, deviation) in [(0.3, 0.5), (2.0, 0.4), (30, 1), (500, 2), (-3, 0.1)] {
            let here = ExpectedImprovement.logarithmSlopes(mean: mean, deviation: deviation, best: 0.1)
            func value(_ mean: Double, _ deviation: Double) -> Double {
                ExpectedImprovement.logarithm(mean: mean, deviation: deviation, best: 0.1)
            }
            let step = 1e-5 * deviation
            let byMean = (value(mean + step, deviation) - value(mean - step, deviation)) / (2 * step)
            let byDeviation = (value(mean, deviation + step) - value(mean, deviation - step)) / (2 * step)
            #expect(abs(here.value - value(mean, deviation)) < 1e-12 * max(1, abs(here.value)))
            #expect(abs(here.byMean - byMean) < 1e-4 * max(1, abs(byMean)), "at \(mean)")
            #expect(abs(here.byDeviation - byDeviation) < 1e-4 * max(1, abs(byDeviation)), "at \(mean)")
        }
    }

    @Test("more observations than are fitted are still all looked at: a long study loses nothing at once")
    func manyObservations() async throws {
        let space = try SearchSpace([.float("x", 0...1), .float("y", 0...1)])
        let study = StudyDescription(name: "s", objectives: [Objective(.minimize, "loss")], space: space)
        var generator = SeededGenerator(seed: 1)
        let drawn = try RandomDraws(space).draw(400, excluding: TakenConfigurations(), using: &generator)
        let trials = try drawn.enumerated().map { number, candidate in
            let (x, y) = (try candidate.configuration.double("x"), try candidate.configuration.double("y"))
            return Trial(
                number: number, state: .complete, configuration: candidate.configuration,
                values: [pow(x - 0.3, 2) + pow(y - 0.7, 2)])
        }
        let found = try await GaussianProcessOptimizer().suggest(
            1, for: study, given: TrialHistory(trials: trials), seed: 0)
        let best = try #require(found.first?.configuration)
        #expect(abs(try best.double("x") - 0.3) < 0.02)
        #expect(abs(try best.double("y") - 0.7) < 0.02)
    }
}
