import Foundation
import HoneCore
import HoneNumerics
import HoneSearch
import Testing

struct GaussianProcessOptimizerTests {
    private let optimizer = GaussianProcessOptimizer()

    @Test func findsBraninsMinimumInThirtyTrials() async throws {
        for seed in 0..<3 {
            var simulation = StudySimulation(try SampleSpace.branin(), value: SampleSpace.branin)
            try await simulation.run(optimizer, trials: 30, seed: UInt64(seed))
            #expect(try #require(simulation.best) < 0.397887 + 0.02)
        }
    }

    @Test func findsAMaximumAsItFindsAMinimum() async throws {
        var simulation = StudySimulation(try SampleSpace.branin(), .maximize) { -SampleSpace.branin($0) }
        try await simulation.run(optimizer, trials: 30)
        #expect(try #require(simulation.best) > -0.397887 - 0.02)
        var mirrored = StudySimulation(try SampleSpace.branin(), value: SampleSpace.branin)
        try await mirrored.run(optimizer, trials: 30)
        #expect(simulation.keys == mirrored.keys)
    }

    @Test func beatsRandomSearchInAMixedSpace() async throws {
        var own = 0.0
        var random = 0.0
        for seed in 0..<5 {
            var simulation = StudySimulation(try SampleSpace.mixed(), value: SampleSpace.mixed)
            try await simulation.run(optimizer, trials: 25, seed: UInt64(seed))
            own += try #require(simulation.best)
            simulation.history = TrialHistory()
            try await simulation.run(RandomOptimizer(), trials: 25, seed: UInt64(seed))
            random += try #require(simulation.best)
        }
        #expect(own < 0.5 * random)
    }

    @Test func worksInParallelWithoutCrowding() async throws {
        var simulation = StudySimulation(try SampleSpace.branin(), value: SampleSpace.branin)
        try await simulation.run(optimizer, trials: 48, parallel: 8)
        #expect(try #require(simulation.best) < 0.397887 + 0.1)
        let batch = try await optimizer.suggest(8, for: simulation.study, given: simulation.history, seed: 0)
        let places = batch.map { ($0.configuration.number("x"), $0.configuration.number("y")) }
        for (i, a) in places.enumerated() {
            for b in places[..<i] { #expect(abs(a.0 - b.0) + abs(a.1 - b.1) > 1e-3) }
        }
    }

    @Test func predictionsAreInTheObjectivesUnits() async throws {
        var simulation = StudySimulation(try SampleSpace.branin(), .maximize) { 5000 - 10 * SampleSpace.branin($0) }
        try await simulation.run(optimizer, trials: 25)
        var inside = 0
        for _ in 0..<10 {
            let suggestion = try #require(
                try await optimizer.suggest(1, for: simulation.study, given: simulation.history, seed: 0).first)
            #expect(suggestion.record.origin == "gp")
            let prediction = try #require(suggestion.record.prediction)
            #expect(prediction.low < prediction.mean && prediction.mean < prediction.high)
            #expect(prediction.standardDeviation > 0)
            #expect(try #require(suggestion.record.acquisition) >= 0)
            simulation.start(suggestion.configuration)
            simulation.finish(simulation.history.trials.count - 1)
            let value = try #require(simulation.history.trials.last?.value)
            if abs(value - prediction.mean) < 4 * prediction.standardDeviation + 30 { inside += 1 }
        }
        #expect(inside >= 8)
    }

    @Test func constantValuesLeadToExploration() async throws {
        for constant in [0.0, 0.7, -1e200] {
            var simulation = StudySimulation(try SampleSpace.branin()) { _ in constant }
            try await simulation.run(optimizer, trials: 20)
            #expect(Set(simulation.keys).count == 20)
            #expect(simulation.history.trials.count == 20)
        }
    }

    @Test(arguments: [1e10, 1e300, 1.7e308]) func hugeOutliersDoNotHideTheRest(size: Double) async throws {
        var simulation = StudySimulation(try SampleSpace.branin()) { configuration in
            configuration.number("x") < -2 ? size : SampleSpace.branin(configuration)
        }
        try await simulation.run(optimizer, trials: 35)
        #expect(try #require(simulation.best) < 0.397887 + 0.2)
        let predictions = try await optimizer.suggest(1, for: simulation.study, given: simulation.history, seed: 0)
        #expect(predictions[0].record.prediction?.mean.isFinite == true)
    }

    @Test func failuresThatSpeakAgainstAConfigurationAreAvoided() async throws {
        // Half of the space runs out of memory; a machine that is lost says nothing.
        func failing(_ reason: TrialFailure.Reason) async throws -> Int {
            var simulation = StudySimulation(
                try SampleSpace.branin(),
                outcome: { configuration in
                    configuration.number("y") > 7
                        ? .failure(TrialFailure(reason, "too large")) : .success(SampleSpace.branin(configuration))
                })
            try await simulation.run(optimizer, trials: 30)
            return simulation.history.trials.filter { $0.state == .failed }.count
        }
        let remembered = try await failing(.outOfMemory)
        #expect(remembered <= 10)
    }

    @Test func aContinuousSpaceIsRefinedBeyondItsRandomCandidates() async throws {
        // A bowl whose bottom is far narrower than the distance between 2,000 random points in four dimensions.
        let space = try SearchSpace(
            (0..<4).map { Parameter("x\($0)", .float(low: 0, high: 1, scale: .linear, step: nil)) })
        var simulation = StudySimulation(space) { configuration in
            (0..<4).reduce(0.0) { sum, i in
                let distance = configuration.number("x\(i)") - 0.37
                return sum + distance * distance
            }
        }
        try await simulation.run(optimizer, trials: 40)
        #expect(try #require(simulation.best) < 1e-4)
    }

    /// Loss by x and y alone; seconds by z alone.
    private func total(_ settings: GaussianProcessOptimizer.Settings, seed: UInt64) async throws
        -> (seconds: Double, best: Double)
    {
        let space = try SearchSpace([.float("x", 0...1), .float("y", 0...1), .float("z", 0...1)])
        let study = StudyDescription(name: "s", objectives: [Objective(.minimize, "loss")], space: space)
        let optimizer = GaussianProcessOptimizer(source: .space, settings: settings)
        var history = TrialHistory()
        var clock = 0.0
        var best = Double.infinity
        for number in 0..<25 {
            let next = try await optimizer.suggest(1, for: study, given: history, seed: seed)
            let configuration = try #require(next.first).configuration
            let (x, y, z) = (configuration.number("x"), configuration.number("y"), configuration.number("z"))
            let seconds = exp(4 * z)
            let loss = (x - 0.3) * (x - 0.3) + (y - 0.7) * (y - 0.7)
            best = min(best, loss)
            history.trials.append(
                Trial(
                    number: number, state: .complete, configuration: configuration, values: [loss],
                    attempts: [Attempt(id: "\(number)", state: .ended, startedAt: clock, endedAt: clock + seconds)]))
            clock += seconds
        }
        return (clock, best)
    }

    @Test func improvementPerSecondSparesSecondsThatBringNothing() async throws {
        var sparing = GaussianProcessOptimizer.Settings()
        sparing.costs = CostWeighing()
        var (plain, spared) = (0.0, 0.0)
        for seed in 0..<6 as Range<UInt64> {
            plain += try await total(.init(), seed: seed).seconds
            let own = try await total(sparing, seed: seed)
            spared += own.seconds
            #expect(own.best < 0.01)
        }
        // Near the end what improvements differ by is more than what seconds do, so single runs may come out alike.
        #expect(spared < 0.75 * plain, "\(spared) and \(plain) seconds")
    }

    @Test func secondsCountNothingOnceTheBudgetIsSpent() async throws {
        var spent = GaussianProcessOptimizer.Settings()
        spent.costs = CostWeighing(budget: 1e-3)
        #expect(try await total(spent, seed: 1) == total(.init(), seed: 1))
    }
}
