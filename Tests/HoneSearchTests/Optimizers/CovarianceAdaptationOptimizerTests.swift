import HoneCore
import HoneSearch
import Testing

struct CovarianceAdaptationOptimizerTests {
    private static func cube(_ dimension: Int) throws -> SearchSpace {
        try SearchSpace(
            (0..<dimension).map { Parameter("x\($0)", .float(low: -5, high: 5, scale: .linear, step: nil)) })
    }

    /// An ellipsoid turned against its axes, with its minimum of 0 at 1.
    private static func ellipsoid(_ configuration: Configuration, _ dimension: Int) -> Double {
        let x = (0..<dimension).map { configuration.number("x\($0)") - 1 }
        var sum = 0.0
        for i in 0..<dimension {
            let turned = x[i] + 0.7 * x[(i + 1) % dimension]
            sum += (i % 2 == 0 ? 1 : 100) * turned * turned
        }
        return sum
    }

    @Test func convergesOnATurnedEllipsoid() async throws {
        var simulation = StudySimulation(try Self.cube(5)) { Self.ellipsoid($0, 5) }
        simulation.history.trials.indexTaken()
        try await simulation.run(CovarianceAdaptationOptimizer(), trials: 1200)
        #expect(try #require(simulation.best) < 1e-9)
    }

    @Test func convergesAsWellWhenTrialsEndOutOfOrder() async throws {
        var simulation = StudySimulation(try Self.cube(3)) { Self.ellipsoid($0, 3) }
        simulation.history.trials.indexTaken()
        let optimizer = CovarianceAdaptationOptimizer()
        for step in 0..<900 {
            let next = try await optimizer.suggest(1, for: simulation.study, given: simulation.history, seed: 1)
            simulation.start(try #require(next.first).configuration)
            // Four workers, the last one started is done first half of the time; ends are a second apart.
            let pending = simulation.history.pending
            guard pending.count >= 4 else { continue }
            let done = step % 2 == 0 ? pending[0].number : pending[3].number
            simulation.finish(done)
            simulation.history.trials[done].attempts = [
                Attempt(id: "\(done)", state: .ended, startedAt: 0, endedAt: Double(step + 1))
            ]
        }
        #expect(try #require(simulation.best) < 1e-6)
    }

    @Test func aStrategyThatWasKeptGivesWhatAFreshOneDoes() async throws {
        var simulation = StudySimulation(try SampleSpace.mixed(), value: SampleSpace.mixed)
        let kept = CovarianceAdaptationOptimizer()
        for step in 0..<150 {
            let next = try await kept.suggest(1, for: simulation.study, given: simulation.history, seed: 2)
            if step % 25 == 24 {
                let fresh = try await CovarianceAdaptationOptimizer().suggest(
                    1, for: simulation.study, given: simulation.history, seed: 2)
                #expect(next == fresh)
            }
            simulation.start(try #require(next.first).configuration)
            simulation.finish(step)
        }
        let before = try await kept.suggest(2, for: simulation.study, given: simulation.history, seed: 2)
        let part = TrialHistory(trials: Array(simulation.history.trials.dropFirst(20).prefix(90)))
        let other = try await kept.suggest(2, for: simulation.study, given: part, seed: 2)
        #expect(
            other == (try await CovarianceAdaptationOptimizer().suggest(2, for: simulation.study, given: part, seed: 2))
        )
        #expect(before == (try await kept.suggest(2, for: simulation.study, given: simulation.history, seed: 2)))
    }

    @Test func beginsAtTheBestOfTheTrialsBeforeItsOwn() async throws {
        var simulation = StudySimulation(try Self.cube(4)) { Self.ellipsoid($0, 4) }
        for place in [-4.0, 3.0, 1.5] {
            var configuration = Configuration()
            for index in 0..<4 { configuration["x\(index)"] = .float(place) }
            simulation.start(configuration)
            let number = simulation.history.trials.count - 1
            simulation.history.trials[number].suggestion = SuggestionRecord(origin: "user")
            simulation.finish(number)
        }
        let batch = try await CovarianceAdaptationOptimizer().suggest(
            200, for: simulation.study, given: simulation.history, seed: 0)
        let mean = batch.map { $0.configuration.number("x2") }.reduce(0, +) / Double(batch.count)
        #expect(abs(mean - 1.5) < 0.5)
    }

    @Test func integersAndChoicesAreFoundTogether() async throws {
        let space = try SearchSpace([
            Parameter("a", .float(low: 0, high: 1, scale: .linear, step: nil)),
            Parameter("b", .float(low: 0, high: 1, scale: .linear, step: nil)),
            Parameter("count", .int(low: 0, high: 20, scale: .linear, step: nil)),
            Parameter("isOn", .categorical([true, false])),
            Parameter("kind", .categorical(["p", "q", "r"])),
        ])
        func value(_ configuration: Configuration) -> Double {
            let (a, b) = (configuration.number("a") - 0.2, configuration.number("b") - 0.9)
            return a * a + b * b + abs(configuration.number("count") - 17) / 20
                + (configuration["isOn"] == true ? 0 : 0.3) + (configuration["kind"] == "q" ? 0 : 0.3)
        }
        var found = 0
        for seed in 0..<5 {
            var simulation = StudySimulation(space, value: value)
            try await simulation.run(CovarianceAdaptationOptimizer(), trials: 400, seed: UInt64(seed))
            if try #require(simulation.best) < 1e-3 { found += 1 }
        }
        #expect(found >= 4)
    }

    @Test func restartsLeaveALocalMinimum() async throws {
        // A wide basin of depth 1 around -3 and a narrower one of depth 0 around 3.
        var simulation = StudySimulation(try Self.cube(2)) { configuration in
            let (x, y) = (configuration.number("x0"), configuration.number("x1"))
            let wide = 1 + 0.1 * ((x + 3) * (x + 3) + y * y)
            let narrow = ((x - 3) * (x - 3) + (y - 3) * (y - 3))
            return min(wide, narrow)
        }
        simulation.start(["x0": .float(-3), "x1": .float(0)])
        simulation.history.trials[0].suggestion = SuggestionRecord(origin: "user")
        simulation.finish(0)
        simulation.history.trials.indexTaken()
        try await simulation.run(CovarianceAdaptationOptimizer(), trials: 4000)
        #expect(try #require(simulation.best) < 1e-6)
    }
}
