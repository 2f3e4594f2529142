import HoneCore
import HoneSearch
import Testing

/// What holds for every classical optimiser.
struct OptimizerPurityTests {
    static let names = ["random", "sobol", "grid", "tpe", "cmaes", "forest", "gp", "nsga2", "nsga3", "dehb"]

    private static func optimizer(_ name: String, _ study: StudyDescription, _ source: CandidateSource = .space) throws
        -> any Optimizer
    {
        var study = study
        study.optimizer = OptimizerChoice(name: name)
        return try OptimizerRegistry().optimizer(for: study, source: source)
    }

    @Test(arguments: names) func theSameHistoryAndSeedGiveTheSameSuggestionsToTheLastBit(name: String) async throws {
        var simulation = StudySimulation(try SampleSpace.mixed(), value: SampleSpace.mixed)
        let optimizer = try Self.optimizer(name, simulation.study)
        try await simulation.run(optimizer, trials: 12, seed: 5)
        let first = try await optimizer.suggest(3, for: simulation.study, given: simulation.history, seed: 5)
        let again = try await Self.optimizer(name, simulation.study).suggest(
            3, for: simulation.study, given: simulation.history, seed: 5)
        let other = try await optimizer.suggest(3, for: simulation.study, given: simulation.history, seed: 6)
        #expect(first == again)
        #expect(first.map(\.configuration) != other.map(\.configuration))
    }

    @Test(arguments: names) func everySuggestionBelongsToTheSpaceAndIsNew(name: String) async throws {
        let space = try SampleSpace.mixed()
        var simulation = StudySimulation(space, value: SampleSpace.mixed)
        try await simulation.run(try Self.optimizer(name, simulation.study), trials: 30, parallel: 3)
        #expect(simulation.history.trials.count == 30)
        #expect(Set(simulation.keys).count == 30)
        for trial in simulation.history.trials {
            #expect(space.contains(trial.configuration), "\(trial.configuration)")
        }
        let momenta = simulation.history.trials.map { ($0.configuration["optimizer"], $0.configuration["momentum"]) }
        #expect(momenta.allSatisfy { ($0.0 == "sgd") == ($0.1 != nil) })
    }

    @Test(arguments: names) func aFiniteSpaceIsSearchedToItsLastConfiguration(name: String) async throws {
        let space = try SearchSpace(
            [
                Parameter("a", .int(low: 1, high: 4, scale: .linear, step: nil)),
                Parameter("b", .categorical(["x", "y"])),
                Parameter(
                    "c", .int(low: 1, high: 2, scale: .linear, step: nil), if: [.init(parent: "b", values: ["y"])]),
            ], constraints: [try Constraint(parsing: "a != 2")])
        // a in {1, 3, 4}, b = x, or b = y with c in {1, 2}: 9 configurations.
        var simulation = StudySimulation(space) { $0.number("a") }
        let optimizer = try Self.optimizer(name, simulation.study)
        try await simulation.run(optimizer, trials: 20, parallel: 2)
        #expect(simulation.history.trials.count == 9)
        #expect(Set(simulation.keys).count == 9)
        let none = try await optimizer.suggest(5, for: simulation.study, given: simulation.history, seed: 0)
        #expect(none.isEmpty)
    }

    @Test(arguments: names) func moreSuggestionsThanAreLeftGivesWhatIsLeft(name: String) async throws {
        let space = try SearchSpace([Parameter("a", .int(low: 1, high: 12, scale: .linear, step: nil))])
        var simulation = StudySimulation(space) { $0.number("a") }
        let optimizer = try Self.optimizer(name, simulation.study)
        try await simulation.run(optimizer, trials: 7)
        let rest = try await optimizer.suggest(50, for: simulation.study, given: simulation.history, seed: 0)
        #expect(rest.count == 5)
        #expect(Set(simulation.keys + rest.map(\.configuration.key)).count == 12)
    }

    @Test(arguments: names) func onlyRowsOfAListAreSuggestedEachOnce(name: String) async throws {
        let space = try SampleSpace.branin()
        // 25 different ones, the first five of them twice.
        let list: [Configuration] = (0..<30).map { ["x": .float(Double($0 % 5)), "y": .float(Double($0 / 5 % 5))] }
        var simulation = StudySimulation(space, value: SampleSpace.branin)
        let optimizer = try Self.optimizer(name, simulation.study, .finite(list, in: space))
        try await simulation.run(optimizer, trials: 60, parallel: 4)
        #expect(Set(simulation.keys) == Set(list.map(\.key)))
        #expect(simulation.history.trials.count == 25)
    }

    @Test(arguments: names) func runningTrialsAreNotSuggestedAgain(name: String) async throws {
        let space = try SearchSpace([Parameter("a", .int(low: 1, high: 30, scale: .linear, step: nil))])
        var simulation = StudySimulation(space) { ($0.number("a") - 20) * ($0.number("a") - 20) }
        let optimizer = try Self.optimizer(name, simulation.study)
        try await simulation.run(optimizer, trials: 8)
        while simulation.history.pending.count < 10 {
            let one = try await optimizer.suggest(1, for: simulation.study, given: simulation.history, seed: 0)
            try #require(one.count == 1)
            simulation.start(one[0].configuration)
        }
        #expect(Set(simulation.keys).count == 18)
    }

    @Test(arguments: names) func aStudyWhoseTrialsAllFailGoesOn(name: String) async throws {
        for reason in [TrialFailure.Reason.nonFinite, .exit] {
            var simulation = StudySimulation(
                try SampleSpace.mixed(), outcome: { _ in .failure(TrialFailure(reason, "it failed")) })
            try await simulation.run(try Self.optimizer(name, simulation.study), trials: 15)
            #expect(simulation.history.trials.count == 15)
            #expect(Set(simulation.keys).count == 15)
        }
    }

    @Test(arguments: names) func aLostTrialMayBeTriedAgain(name: String) async throws {
        let space = try SearchSpace([Parameter("a", .int(low: 1, high: 2, scale: .linear, step: nil))])
        var simulation = StudySimulation(
            space,
            outcome: { configuration in
                configuration["a"] == 1 ? .success(1) : .failure(TrialFailure(.lost, "the machine went away"))
            })
        let optimizer = try Self.optimizer(name, simulation.study)
        try await simulation.run(optimizer, trials: 2, parallel: 2)
        let again = try await optimizer.suggest(2, for: simulation.study, given: simulation.history, seed: 0)
        #expect(again.map(\.configuration) == [["a": 2]])
    }
}
