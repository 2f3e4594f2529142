import HoneCore
import HoneNumerics
import HoneSearch
import Testing

struct TreeParzenOptimizerTests {
    private static func optimizer(isMultivariate: Bool) -> TreeParzenOptimizer {
        var settings = TreeParzenOptimizer.Settings()
        settings.isMultivariate = isMultivariate
        return TreeParzenOptimizer(settings: settings)
    }

    @Test(arguments: [true, false]) func findsBetterValuesThanRandomSearch(isMultivariate: Bool) async throws {
        var own = 0.0
        var random = 0.0
        for seed in 0..<5 {
            var simulation = StudySimulation(try SampleSpace.mixed(), value: SampleSpace.mixed)
            try await simulation.run(Self.optimizer(isMultivariate: isMultivariate), trials: 60, seed: UInt64(seed))
            own += try #require(simulation.best)
            simulation.history = TrialHistory()
            try await simulation.run(RandomOptimizer(), trials: 60, seed: UInt64(seed))
            random += try #require(simulation.best)
        }
        #expect(own < 0.6 * random)
    }

    @Test func findsAMaximumAsItFindsAMinimum() async throws {
        var simulation = StudySimulation(try SampleSpace.branin(), .maximize) { -SampleSpace.branin($0) }
        try await simulation.run(TreeParzenOptimizer(), trials: 40)
        var mirrored = StudySimulation(try SampleSpace.branin(), value: SampleSpace.branin)
        try await mirrored.run(TreeParzenOptimizer(), trials: 40)
        #expect(simulation.keys == mirrored.keys)
    }

    @Test func aConditionalBranchIsSearchedAsWellAsASpaceOfItsOwn() async throws {
        // The best configurations are in branch b, where two parameters have to fit each other.
        func branch(_ configuration: Configuration) -> Double {
            guard configuration["kind"] == "b" else { return 1 + configuration.number("u") }
            let (v, w) = (configuration.number("v"), configuration.number("w"))
            return (v - 0.3) * (v - 0.3) + (v + w - 1) * (v + w - 1)
        }
        let inB = [Condition(parent: "kind", values: ["b"])]
        let space = try SearchSpace([
            Parameter("kind", .categorical(["a", "b", "c"])),
            Parameter(
                "u", .float(low: 0, high: 1, scale: .linear, step: nil),
                if: [.init(parent: "kind", values: ["a", "c"])]),
            Parameter("v", .float(low: 0, high: 1, scale: .linear, step: nil), if: inB),
            Parameter("w", .float(low: 0, high: 1, scale: .linear, step: nil), if: inB),
        ])
        var own = 0.0
        var random = 0.0
        for seed in 0..<5 {
            var simulation = StudySimulation(space, value: branch)
            try await simulation.run(TreeParzenOptimizer(), trials: 80, seed: UInt64(seed))
            own += try #require(simulation.best)
            simulation.history = TrialHistory()
            try await simulation.run(RandomOptimizer(), trials: 80, seed: UInt64(seed))
            random += try #require(simulation.best)
        }
        #expect(own < 0.4 * random)
    }

    @Test func suggestionsOfOneCallKeepApart() async throws {
        var simulation = StudySimulation(try SampleSpace.branin(), value: SampleSpace.branin)
        let optimizer = TreeParzenOptimizer()
        try await simulation.run(optimizer, trials: 40, parallel: 8)
        let batch = try await optimizer.suggest(8, for: simulation.study, given: simulation.history, seed: 0)
        let places = batch.map { ($0.configuration.number("x"), $0.configuration.number("y")) }
        for (i, a) in places.enumerated() {
            for b in places[..<i] { #expect(abs(a.0 - b.0) + abs(a.1 - b.1) > 1e-3) }
        }
    }

    @Test func aTableThatWasKeptGivesWhatAFreshOneDoes() async throws {
        var simulation = StudySimulation(
            try SampleSpace.mixed(),
            outcome: { configuration in
                configuration.number("width") > 600
                    ? .failure(TrialFailure(.outOfMemory, "too wide")) : .success(SampleSpace.mixed(configuration))
            })
        let kept = TreeParzenOptimizer()
        for step in 0..<150 {
            let next = try await kept.suggest(1, for: simulation.study, given: simulation.history, seed: 2)
            if step % 10 == 9 {
                let fresh = try await TreeParzenOptimizer().suggest(
                    1, for: simulation.study, given: simulation.history, seed: 2)
                #expect(next == fresh)
            }
            simulation.start(try #require(next.first).configuration)
            // Every third trial ends two steps late.
            if step % 3 != 0 { simulation.finish(step) }
            if step >= 2, (step - 2) % 3 == 0 { simulation.finish(step - 2) }
        }
        // Another history altogether, shorter, then the old one again.
        let before = try await kept.suggest(2, for: simulation.study, given: simulation.history, seed: 2)
        let part = TrialHistory(trials: Array(simulation.history.trials.dropFirst(20).prefix(90)))
        let other = try await kept.suggest(2, for: simulation.study, given: part, seed: 2)
        #expect(other == (try await TreeParzenOptimizer().suggest(2, for: simulation.study, given: part, seed: 2)))
        #expect(before == (try await kept.suggest(2, for: simulation.study, given: simulation.history, seed: 2)))
    }

    @Test func severalObjectivesAreSearchedBetterWithParametersApart() async throws {
        let space = try SearchSpace((0..<6).map { .float("x\($0)", 0...1) })
        var study = StudyDescription(name: "s", objectives: [Objective(.minimize, "a")], space: space)
        study.objectives.append(Objective(.minimize, "b"))
        func hypervolume(_ settings: TreeParzenOptimizer.Settings, seed: UInt64) async throws -> Double {
            let optimizer = TreeParzenOptimizer(settings: settings)
            var history = TrialHistory()
            for number in 0..<100 {
                let next = try await optimizer.suggest(1, for: study, given: history, seed: seed)
                let configuration = try #require(next.first).configuration
                let x = (0..<6).map { configuration.number("x\($0)") }
                let g = 1 + 9 * x.dropFirst().reduce(0, +) / 5
                history.trials.append(
                    Trial(
                        number: number, state: .complete, configuration: configuration,
                        values: [x[0], g * (1 - (x[0] / g).squareRoot())]))
            }
            return Hypervolume.of(history.trials.map(\.values), reference: [11, 11])
        }
        var joint = TreeParzenOptimizer.Settings()
        joint.isMultivariateForSeveralObjectives = true
        var (apart, together) = (0.0, 0.0)
        for seed in 0..<3 as Range<UInt64> {
            apart += try await hypervolume(.init(), seed: seed)
            together += try await hypervolume(joint, seed: seed)
        }
        #expect(apart > together)
    }
}
