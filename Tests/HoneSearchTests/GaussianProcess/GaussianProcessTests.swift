import Foundation
import HoneCore
import HoneNumerics
import HoneSearch
import Testing

struct GaussianProcessTests {
    private struct Known: Decodable {
        struct Numbers: Decodable {
            let x: [[Double]]
            let y: [Double]
            let new: [[Double]]
            let scales: [Double]
            let signal, noise: Double
            let mean, variance: [Double]
            let logLikelihood: Double
            let gradientByLogScales: [Double]
            let gradientByLogSignal: Double
        }

        struct Mixed: Decodable {
            let number: [Double]
            let category: [Int]
            let prior, variances, y, scales: [Double]
            let signal, noise: Double
            let mean, variance: [Double]
        }

        let scikitLearn: Numbers
        let mixed: Mixed
    }

    private static func numbers(_ rows: [[Double]]) -> FeatureMatrix {
        var matrix = FeatureMatrix(columns: rows[0].count)
        for row in rows { matrix.append(row) }
        return matrix
    }

    private static func unitSpace(_ dimension: Int) throws -> SearchSpace {
        try SearchSpace(
            (0..<dimension).map { Parameter("x\($0)", .float(low: 0, high: 1, scale: .linear, step: nil)) })
    }

    @Test func posteriorAgreesWithScikitLearn() throws {
        let known = try fixture("gaussian_process", as: Known.self).scikitLearn
        let model = GaussianProcess.Model(FeatureEncoder(try Self.unitSpace(3)))
        let process = try #require(
            GaussianProcess(
                model,
                .init(
                    logLengthScales: known.scales.map { log($0) }, logSignal: log(known.signal),
                    logNoise: log(known.noise)),
                points: .init(Self.numbers(known.x)), targets: known.y))
        let posterior = process.predict(.init(Self.numbers(known.new)))
        for i in known.mean.indices {
            #expect(abs(posterior.means[i] - known.mean[i]) < 1e-9)
            #expect(abs(posterior.variances[i] - known.variance[i]) < 1e-9)
        }
    }

    @Test func marginalLikelihoodAndItsGradientAgreeWithScikitLearn() throws {
        let known = try fixture("gaussian_process", as: Known.self).scikitLearn
        var model = GaussianProcess.Model(FeatureEncoder(try Self.unitSpace(3)))
        // Beliefs so wide that they say nothing.
        let anything = GaussianProcess.Hyperprior.Belief(mean: 0, deviation: 1e9)
        model.hyperprior = .init(lengthScale: anything, signal: anything, noise: anything)
        let posterior = HyperparameterPosterior(model, points: .init(Self.numbers(known.x)), targets: known.y)
        var gradient = [Double](repeating: 0, count: 5)
        let value = posterior.negativeLogDensity(
            at: .init(
                logLengthScales: known.scales.map { log($0) }, logSignal: log(known.signal), logNoise: log(known.noise)),
            gradient: &gradient)
        #expect(abs(-value - 6 * log(2 * Double.pi) - known.logLikelihood) < 1e-8)
        for i in 0..<3 { #expect(abs(-gradient[i] - known.gradientByLogScales[i]) < 1e-8) }
        // scikit-learn keeps its diagonal fixed while ours has a nugget that grows with the signal: 1e-6 of it.
        #expect(abs(-gradient[3] - known.gradientByLogSignal) < 1e-3)
    }

    @Test func categoriesKnownMeansAndLinearTermsAgreeWithNumpy() throws {
        let known = try fixture("gaussian_process", as: Known.self).mixed
        let space = try SearchSpace([
            Parameter("number", .float(low: 0, high: 1, scale: .linear, step: nil)),
            Parameter("category", .categorical(["a", "b", "c"])),
        ])
        let encoder = FeatureEncoder(space)
        let names: [ParameterValue] = ["a", "b", "c"]
        let features = encoder.encode(
            zip(known.number, known.category).map { ["number": .float($0), "category": names[$1]] })
        let all = Points(
            features,
            terms: [Array(repeating: 1, count: known.prior.count), known.prior])
        let n = known.y.count
        let process = try #require(
            GaussianProcess(
                GaussianProcess.Model(encoder, linearVariances: known.variances),
                .init(
                    logLengthScales: known.scales.map { log($0) }, logSignal: log(known.signal),
                    logNoise: log(known.noise)),
                points: all.selecting(Array(0..<n)), targets: zip(known.y, known.prior).map { $0 - $1 }))
        let posterior = process.predict(all.selecting(Array(n..<known.prior.count)))
        for i in known.mean.indices {
            #expect(abs(known.prior[n + i] + posterior.means[i] - known.mean[i]) < 1e-8)
            #expect(abs(posterior.variances[i] - known.variance[i]) < 1e-8)
        }
    }

    @Test func gradientAgreesWithFiniteDifferences() throws {
        let space = try SearchSpace([
            Parameter("x", .float(low: 0, high: 1, scale: .linear, step: nil)),
            Parameter("kind", .categorical(["a", "b", "c"])),
            Parameter(
                "depth", .int(low: 1, high: 9, scale: .log, step: nil), if: [.init(parent: "kind", values: ["a"])]),
        ])
        let encoder = FeatureEncoder(space)
        var generator = SeededGenerator(seed: 4)
        let configurations = (0..<25).compactMap { _ in space.sample(using: &generator) }
        let prior = configurations.map { _ in generator.normal() }
        let points = Points(
            encoder.encode(configurations), terms: [prior.map { _ in 1 }, prior])
        let targets = prior.map { 0.3 * $0 + generator.normal() }
        let posterior = HyperparameterPosterior(
            .init(encoder, linearVariances: [1, 0.5]), points: points, targets: targets)
        let place: [Double] = [-0.7, 0.2, -0.1, 0.4, -2]
        func value(_ place: [Double], _ gradient: inout [Double]) -> Double {
            posterior.negativeLogDensity(
                at: .init(logLengthScales: Array(place[0..<3]), logSignal: place[3], logNoise: place[4]),
                gradient: &gradient)
        }
        var gradient = [Double](repeating: 0, count: 5)
        _ = value(place, &gradient)
        var ignored = gradient
        for i in place.indices {
            let step = 1e-5
            var above = place
            var below = place
            above[i] += step
            below[i] -= step
            let slope = (value(above, &ignored) - value(below, &ignored)) / (2 * step)
            #expect(abs(slope - gradient[i]) < 1e-5 * max(1, abs(slope)))
        }
    }

    @Test func oneMoreObservationEqualsStartingAgainWithIt() throws {
        let encoder = FeatureEncoder(try Self.unitSpace(2))
        var generator = SeededGenerator(seed: 1)
        let rows = (0..<20).map { _ in [generator.uniform(), generator.uniform()] }
        let targets = rows.map { sin(6 * $0[0]) * $0[1] }
        let points = Points(Self.numbers(rows), terms: [rows.map { _ in 1 }])
        let model = GaussianProcess.Model(encoder, linearVariances: [2])
        let hyperparameters = model.hyperprior.mode(parameterCount: 2)
        let whole = try #require(GaussianProcess(model, hyperparameters, points: points, targets: targets))
        var grown = try #require(
            GaussianProcess(
                model, hyperparameters, points: points.selecting(Array(0..<15)), targets: Array(targets[0..<15])))
        for i in 15..<20 { grown = grown.observing(points.selecting([i]), target: targets[i]) }
        let places = Points(
            Self.numbers([[0.1, 0.9], [0.5, 0.5], [0.77, 0.2]]), terms: [[1, 1, 1]])
        let a = whole.predict(places)
        let b = grown.predict(places)
        for i in 0..<3 {
            #expect(abs(a.means[i] - b.means[i]) < 1e-9)
            #expect(abs(a.variances[i] - b.variances[i]) < 1e-9)
        }
    }

    @Test func lengthScalesTellWhichParametersMatter() throws {
        let encoder = FeatureEncoder(try Self.unitSpace(3))
        var generator = SeededGenerator(seed: 8)
        let rows = (0..<40).map { _ in (0..<3).map { _ in generator.uniform() } }
        let targets = rows.map { sin(7 * $0[0]) + 0.02 * generator.normal() }
        let process = try #require(
            GaussianProcess.fit(.init(encoder), points: .init(Self.numbers(rows)), targets: targets))
        let scales = process.hyperparameters.logLengthScales
        #expect(scales[0] < scales[1] - 1)
        #expect(scales[0] < scales[2] - 1)
        #expect(process.hyperparameters.noise < 0.02)
    }

    @Test func aPointGivenManyTimesDoesNoHarm() throws {
        let encoder = FeatureEncoder(try Self.unitSpace(1))
        let rows = Array(repeating: [0.5], count: 30) + [[0.1], [0.9]]
        let targets = Array(repeating: 1.0, count: 30) + [0, 2]
        let process = try #require(
            GaussianProcess.fit(.init(encoder), points: .init(Self.numbers(rows)), targets: targets))
        let posterior = process.predict(.init(Self.numbers([[0.5], [0.3]])))
        #expect(abs(posterior.means[0] - 1) < 0.05)
        #expect(posterior.variances.allSatisfy { $0.isFinite && $0 > 0 })
    }
}
