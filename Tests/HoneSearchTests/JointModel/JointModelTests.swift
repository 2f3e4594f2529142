import Foundation
import HoneCore
import HoneNumerics
import HoneSearch
import Testing

@Suite("A prior joined with a study's own trials")
struct JointModelTests {
    private func encoder() throws -> FeatureEncoder {
        FeatureEncoder(try SearchSpace([Parameter("x", .float(low: 0, high: 1, scale: .linear, step: nil))]))
    }

    private func points(_ places: [Double], prior: (Double) -> Double) -> Points {
        var features = FeatureMatrix(columns: 1)
        for place in places { features.append([place]) }
        return Points(features, terms: [places.map(prior)], uncertainties: [places.map { _ in 1 }])
    }

    private func truth(_ place: Double) -> Double { 0.2 + 0.1 * (8 * (place - 0.3) * (place - 0.3) - 0.5) }
    private let grid = (0...100).map { Double($0) / 100 }
    /// The truth in the prior's units: the scale is 0.1.
    private func good(_ place: Double) -> Double { (truth(place) - 0.2) / 0.1 }
    private func wrong(_ place: Double) -> Double { -good(place) }

    private func model(
        _ observed: [Double], _ targets: [Double], unit: UnitBelief = UnitBelief(mean: log(0.1), deviation: 0.5),
        prior: (Double) -> Double
    ) throws -> JointModel {
        JointModel(
            columns: try encoder().columns,
            hypotheses: JointHypotheses().all(try encoder(), sources: [PriorSource(.languageModel)], doubt: 0.05),
            unit: unit, observed: points(observed, prior: prior), targets: targets)
    }

    private func predict(_ observed: [Double], prior: (Double) -> Double) throws -> JointPrediction {
        let model = try model(observed, observed.map(truth), prior: prior)
        let candidates = points(grid, prior: prior)
        return try #require(model.posterior()?.predict(candidates) ?? model.priorPrediction(candidates))
    }

    private func error(_ prediction: JointPrediction) -> Double {
        let squares = zip(prediction.expectations, grid).map { ($0 - truth($1)) * ($0 - truth($1)) }
        return (squares.reduce(0, +) / Double(squares.count)).squareRoot()
    }

    @Test("Before any trial the prior orders the candidates")
    func beginning() throws {
        let expectations = try predict([], prior: good).expectations
        let best = expectations.indices.min { expectations[$0] < expectations[$1] }
        #expect(best == 30)
        #expect(RankCorrelation.spearman(expectations, grid.map(truth)) > 0.999)
    }

    @Test("A prior that fits gives the level and unit from two trials")
    func fits() throws {
        let prediction = try predict([0.1, 0.9], prior: good)
        #expect(error(prediction) < 0.02)
    }

    @Test("A prior that says the opposite loses its weight within eight trials")
    func loses() throws {
        let observed = [0.05, 0.2, 0.35, 0.5, 0.6, 0.75, 0.9, 1]
        let misled = try predict(observed, prior: wrong)
        let plain = try predict(observed, prior: { _ in 0 })
        #expect(error(misled) < 0.01)
        #expect(error(misled) < 2 * error(plain) + 0.005)
        let expectations = misled.expectations
        let best = try #require(expectations.indices.min { expectations[$0] < expectations[$1] })
        #expect(abs(grid[best] - 0.3) < 0.06)
    }

    @Test("The posterior agrees with a Gaussian process of the same kernel")
    func knownAnswer() throws {
        // One hypothesis without a prior and with a narrow belief about the unit is an ordinary process with a flat level.
        let observed = [0.1, 0.4, 0.8]
        let hypothesis = JointModel.Hypothesis(
            family: .ownTrials, weight: 1, slopes: [.none], logLengthScales: [log(0.3)], residualVariance: 1,
            noiseVariance: 1e-3)
        let model = JointModel(
            columns: try encoder().columns, hypotheses: [hypothesis], unit: UnitBelief(mean: log(0.1), deviation: 1e-9),
            observed: points(observed, prior: { _ in 0 }), targets: observed.map(truth))
        let prediction = try #require(model.posterior()?.predict(points(grid, prior: { _ in 0 })))
        let center = try #require(observed.map(truth).min())
        let process = try #require(
            GaussianProcess(
                GaussianProcess.Model(try encoder(), linearVariances: [100]),
                GaussianProcess.Hyperparameters(logLengthScales: [log(0.3)], logSignal: 0, logNoise: log(1e-3)),
                points: basis(observed), targets: observed.map { (truth($0) - center) / 0.1 }))
        let posterior = process.predict(basis(grid))
        for index in grid.indices {
            let summary = prediction.summary(at: index)
            #expect(abs(summary.mean - (center + 0.1 * posterior.means[index])) < 1e-6)
            #expect(abs(summary.deviation - 0.1 * (posterior.variances[index] + 1e-3).squareRoot()) < 1e-5)
        }
    }

    private func basis(_ places: [Double]) -> Points {
        var features = FeatureMatrix(columns: 1)
        for place in places { features.append([place]) }
        return Points(features, terms: [places.map { _ in 1 }])
    }

    @Test("Expected improvement of the mixture agrees with integration over it")
    func improvement() throws {
        let prediction = try predict([0.1, 0.5, 0.9], prior: good)
        let best = 0.19
        let improvements = prediction.expectedImprovements(below: best)
        for index in [0, 30, 77] {
            // E[max(best - y, 0)] is the integral of the distribution function up to best; its quantiles give it here.
            let summary = prediction.summary(at: index)
            let reach = 12 * summary.deviation
            let steps = 4000
            var sum = 0.0
            for step in 0..<steps {
                let y = best - reach * (Double(step) + 0.5) / Double(steps)
                sum += prediction.probability(below: y, at: index) * reach / Double(steps)
            }
            #expect(abs(improvements[index] - sum) < 5e-5)
        }
    }

    // MARK: What a study's own trials decide

    @Test("A prior that says the opposite starts with most of the weight and has lost it after five trials")
    func misleads() throws {
        let observed = [0.1, 0.35, 0.5, 0.7, 0.95]
        let share = { (posterior: JointPosterior?) in posterior?.families.shares[.languageModel] ?? -1 }
        #expect(try model(observed, observed.map(truth), prior: good).posterior().map { share($0) > 0.9 } == true)
        #expect(try model(observed, observed.map(truth), prior: wrong).posterior().map { share($0) < 0.15 } == true)
    }

    @Test("A point is predicted alike in whatever company it is asked about")
    func company() throws {
        let posterior = try #require(try model([0.1, 0.5, 0.9], [0.1, 0.5, 0.9].map(truth), prior: good).posterior())
        let all = posterior.predict(points(grid, prior: good))
        let one = posterior.predict(points([grid[37]], prior: good))
        #expect(abs(all.summary(at: 37).mean - one.summary(at: 0).mean) < 1e-12)
        #expect(abs(all.summary(at: 37).deviation - one.summary(at: 0).deviation) < 1e-12)
    }

    @Test("Points on their way shrink the uncertainty and move no mean and no weight")
    func believing() throws {
        let posterior = try #require(try model([0.1, 0.5, 0.9], [0.1, 0.5, 0.9].map(truth), prior: good).posterior())
        let later = posterior.believing(points([0.3, 0.7], prior: good))
        let (before, after) = (
            posterior.predict(points(grid, prior: good)), later.predict(points(grid, prior: good))
        )
        for index in [30, 70] { #expect(after.summary(at: index).deviation < before.summary(at: index).deviation) }
        for index in grid.indices {
            #expect(abs(after.expectations[index] - before.expectations[index]) < 1e-9)
        }
    }

    @Test(
        "The unit is noticed when it is a hundred times smaller or larger than past tasks had it",
        arguments: [0.01, 1, 100])
    func unit(factor: Double) throws {
        let observed = [0.05, 0.25, 0.4, 0.6, 0.8, 0.95]
        let unit = UnitBelief(known: (log(0.1), 0.2), own: log(0.1 * factor))
        let posterior = try #require(
            try model(observed, observed.map { factor * truth($0) }, unit: unit, prior: good).posterior())
        let prediction = posterior.predict(points(grid, prior: good))
        for index in [15, 50, 70] {
            let summary = prediction.summary(at: index)
            #expect(abs(summary.mean - factor * truth(grid[index])) < 0.02 * factor)
            #expect(summary.deviation < 0.1 * factor)
        }
    }

    @Test("The noise is learnt: little where values repeat, much where they do not")
    func noise() throws {
        let observed = (0..<24).map { Double($0 % 12) / 11 }
        let quiet = try #require(try model(observed, observed.map(truth), prior: good).posterior())
        let loud = observed.enumerated().map { truth($1) + 0.06 * ($0 < 12 ? 1 : -1) * ($0 % 2 == 0 ? 1 : -1) }
        let noisy = try #require(try model(observed, loud, prior: good).posterior())
        #expect(quiet.noiseVariance < 0.01)
        #expect(noisy.noiseVariance > 2 * quiet.noiseVariance)
        // The lowest value is luck: what is best so far is expected higher.
        let incumbent = try #require(noisy.expectationsAtPoints.min())
        #expect(incumbent > (loud.min() ?? 0))
    }

    @Test("A diverged trial neither drowns the others nor is cut off")
    func diverged() throws {
        let observed = [0.1, 0.3, 0.5, 0.7, 0.9, 1.0]
        var values = observed.map(truth)
        values[5] = 1e9
        let posterior = try #require(try model(observed, values, prior: good).posterior())
        let prediction = posterior.predict(points(grid, prior: good))
        #expect(abs(prediction.expectations[30] - truth(0.3)) < 0.02)
        #expect(prediction.expectations[100] > 1)
    }
}
