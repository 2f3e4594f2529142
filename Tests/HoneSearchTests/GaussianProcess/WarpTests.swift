import Foundation
import HoneCore
import HoneNumerics
import HoneSearch
import Testing

struct WarpTests {
    private struct Known: Decodable {
        struct Case: Decodable {
            let exponent: Double
            let transformed: [Double]
        }

        let values: [Double]
        let cases: [Case]
    }

    @Test func transformsAreScipysAndHaveAnInverse() throws {
        let known = try fixture("power_transform", as: Known.self)
        for expected in known.cases {
            let transform = PowerTransform(exponent: expected.exponent, standardising: known.values)
            for (value, transformed) in zip(known.values, expected.transformed) {
                #expect(abs(transform.value(value) - transformed) < 1e-10)
                #expect(abs(transform.inverse(transformed) - value) < 1e-8)
                let rise = (transform.value(value + 1e-6) - transform.value(value - 1e-6)) / 2e-6
                #expect(abs(transform.slope(value) - rise) < 1e-5)
            }
        }
    }

    @Test(arguments: [InputShape(logA: 0.8, logB: -0.5), InputShape(logA: -0.7, logB: 0.4), .straight])
    func shapesRiseFromEndToEnd(shape: InputShape) {
        #expect(abs(shape.value(0)) < 1e-2 && abs(shape.value(1) - 1) < 1e-2)
        for x in stride(from: 0.05, to: 1, by: 0.1) {
            let rise = (shape.value(x + 1e-6) - shape.value(x - 1e-6)) / 2e-6
            #expect(rise > 0)
            #expect(abs(shape.slope(x) - rise) < 1e-5 * max(1, rise))
        }
    }

    @Test func theGradientOfBentModelsAgreesWithFiniteDifferences() throws {
        let space = try SearchSpace([
            .float("x", 0...1), .choice("kind", ["a", "b", "c"]), .float("y", 1e-3...1, scale: .log),
        ])
        let encoder = FeatureEncoder(space)
        var generator = SeededGenerator(seed: 4)
        let configurations = (0..<25).compactMap { _ in space.sample(using: &generator) }
        let points = Points(encoder.encode(configurations), terms: [configurations.map { _ in 1 }])
        let targets = configurations.map { _ in exp(0.5 * generator.normal()) - 1 }
        var model = GaussianProcess.Model(encoder, linearVariances: [1])
        model.learnsTargetExponent = true
        model.learnsInputShapes = true
        let posterior = HyperparameterPosterior(model, points: points, targets: targets)
        // Length scales, signal, noise, exponent, and the shapes of x and y; a choice has none.
        let place: [Double] = [-0.7, 0.2, -0.1, 0.4, -2, 0.6, 0.3, -0.2, -0.4, 0.1]
        func value(_ place: [Double], _ gradient: inout [Double]) -> Double {
            var theta = GaussianProcess.Hyperparameters(
                logLengthScales: Array(place[0..<3]), logSignal: place[3], logNoise: place[4])
            theta.targetExponent = place[5]
            theta.inputShapes = [
                InputShape(logA: place[6], logB: place[7]), .straight, InputShape(logA: place[8], logB: place[9]),
            ]
            return posterior.negativeLogDensity(at: theta, gradient: &gradient)
        }
        var gradient = [Double](repeating: 0, count: place.count)
        _ = value(place, &gradient)
        var ignored = gradient
        for index in place.indices {
            var (above, below) = (place, place)
            above[index] += 1e-5
            below[index] -= 1e-5
            let difference = (value(above, &ignored) - value(below, &ignored)) / 2e-5
            #expect(abs(gradient[index] - difference) < 1e-5 * max(1, abs(difference)), "number \(index)")
        }
    }

    @Test func slopesOfABentProcessAreTheLimitsOfDifferences() throws {
        let space = try SearchSpace([.float("x", 0...1), .float("y", 0...1)])
        let encoder = FeatureEncoder(space)
        var generator = SeededGenerator(seed: 2)
        let configurations = (0..<20).compactMap { _ in space.sample(using: &generator) }
        let points = Points(encoder.encode(configurations), terms: [configurations.map { _ in 1 }])
        var theta = GaussianProcess.Hyperparameters(logLengthScales: [-0.5, 0.1], logSignal: 0.2, logNoise: -4)
        theta.inputShapes = [InputShape(logA: 0.5, logB: -0.3), InputShape(logA: -0.4, logB: 0.6)]
        let process = try #require(
            GaussianProcess(
                .init(encoder, linearVariances: [1]), theta, points: points,
                targets: configurations.map { _ in generator.normal() }))
        for _ in 0..<5 {
            let row = [generator.uniform(0.05, 0.95), generator.uniform(0.05, 0.95)]
            let here = process.slopes(at: row, terms: [1])
            let predicted = process.predict(Points(FeatureMatrix(columns: 2, storage: row), terms: [[1]]))
            #expect(abs(here.mean - predicted.means[0]) < 1e-10)
            for column in row.indices {
                var (above, below) = (row, row)
                above[column] += 1e-5
                below[column] -= 1e-5
                let high = process.slopes(at: above, terms: [1])
                let low = process.slopes(at: below, terms: [1])
                #expect(abs(here.meanSlope[column] - (high.mean - low.mean) / 2e-5) < 1e-4)
                #expect(abs(here.varianceSlope[column] - (high.variance - low.variance) / 2e-5) < 1e-4)
            }
        }
    }

    /// A smooth function of places that are bent by a power, at points spread at random.
    private func observed(power: Double, noise: Double = 0) throws -> (GaussianProcess.Model, Points, [Double]) {
        let space = try SearchSpace([.float("x", 0...1), .float("y", 0...1)])
        let encoder = FeatureEncoder(space)
        var generator = SeededGenerator(seed: 5)
        let rows = (0..<40).map { _ in [generator.uniform(), generator.uniform()] }
        let values = rows.map { row in
            sin(5 * pow(row[0], power)) + pow(row[1], power) + noise * generator.normal()
        }
        let scaling = TargetScaling(values)
        let points = Points(
            FeatureMatrix(columns: 2, storage: rows.flatMap(\.self)), terms: [rows.map { _ in 1 }])
        return (.init(encoder, linearVariances: [1]), points, values.map(scaling.scaled))
    }

    @Test func inputsAreBentWhereTheFunctionIs() throws {
        let (model, points, targets) = try observed(power: 6)
        let mode = try #require(WarpChoice(model).mode(points: points, targets: targets))
        let shapes = mode.hyperparameters.inputShapes
        try #require(shapes.count == 2)
        // What is flat near 0 and steep near 1 is stretched near 1.
        #expect(shapes[0].slope(0.9) > 2 * shapes[0].slope(0.2))
    }

    @Test func inputsStayAsTheyAreWhereTheFunctionIsAsItSeems() throws {
        let (model, points, targets) = try observed(power: 1)
        #expect(
            try #require(WarpChoice(model).mode(points: points, targets: targets)).hyperparameters.inputShapes.isEmpty)
    }

    @Test func nothingIsBentUnderNoise() throws {
        let (model, points, targets) = try observed(power: 1, noise: 0.5)
        let mode = try #require(WarpChoice(model).mode(points: points, targets: targets))
        #expect(mode.hyperparameters.inputShapes.isEmpty && mode.transform(of: targets) == .identity)
    }

    @Test func valuesOverMagnitudesAreDrawnTogether() throws {
        let (model, points, targets) = try observed(power: 1)
        let grown = targets.map { exp(2 * $0) }
        let scaled = grown.map(TargetScaling(grown).scaled)
        let mode = try #require(WarpChoice(model).mode(points: points, targets: scaled))
        #expect(mode.hyperparameters.targetExponent < 0.7)
        #expect(
            mode.hyperparameters.targetExponent
                < (try #require(WarpChoice(model).mode(points: points, targets: targets))).hyperparameters
                .targetExponent)
    }

    @Test func predictionsOfTransformedTargetsAreInTheUsersUnits() {
        let values = (0..<40).map { exp(0.2 * Double($0)) }
        let scaling = TargetScaling(values)
        let units = TargetUnits(scaling, PowerTransform(exponent: 0.1, standardising: values.map(scaling.scaled)))
        for value in values where value <= scaling.cap {
            #expect(abs(units.unscaled(units.scaled(value)) - value) < 1e-6 * value)
        }
        let low = units.prediction(mean: 0.2, deviation: 0.3, for: Objective(.minimize, "loss"), tails: .normal)
        let high = units.prediction(mean: 0.2, deviation: 0.3, for: Objective(.maximize, "gain"), tails: .normal)
        #expect(abs(low.low - units.unscaled(0.2 + 0.3 * NormalDistribution.quantile(0.1))) < 1e-9)
        #expect(low.quantiles?.sorted() == low.quantiles && low.low < low.mean && low.mean < low.high)
        // More room above than below: the transform drew the upper tail in.
        #expect(low.high - units.unscaled(0.2) > units.unscaled(0.2) - low.low)
        #expect(abs(high.low + low.high) < 1e-9 && abs(high.mean + low.mean) < 1e-9)
    }
}
