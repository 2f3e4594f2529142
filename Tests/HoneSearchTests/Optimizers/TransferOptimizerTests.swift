import Foundation
import HoneCore
import HoneNumerics
import HoneSearch
import Testing

@Suite("Past tasks joined with a study's own trials")
struct TransferOptimizerTests {
    private func space() throws -> SearchSpace {
        try SearchSpace([
            Parameter("lr", .float(low: 1e-5, high: 1, scale: .log, step: nil)),
            Parameter("depth", .int(low: 1, high: 12, scale: .linear, step: nil)),
            Parameter("opt", .categorical(["adam", "sgd", "lion"])),
        ])
    }

    private func study(model: String = "net") throws -> StudyDescription {
        StudyDescription(
            name: "s", objectives: [Objective(.minimize, "error")], task: TaskDescription(model: model),
            space: try space())
    }

    /// Best at lr = 10^-shift, depth 6, adam.
    private func loss(_ configuration: Configuration, shift: Double = 2) -> Double {
        let rate = log10(configuration.number("lr")) + shift
        let depth = (configuration.number("depth") - 6) / 6
        return 0.1 + 0.05 * rate * rate + 0.1 * depth * depth + (configuration["opt"] == "adam" ? 0 : 0.1)
    }

    private func families(sign: Double = 1) throws -> [FamilySummary] {
        let space = try space()
        var generator = SeededGenerator(seed: 9)
        let entries = (0..<4).map { index in
            let trials = (0..<40).map { number -> PastTrial in
                let configuration = space.configuration { $0.domain.value(atQuantile: generator.uniform()) }
                let value = loss(configuration, shift: 1.8 + 0.1 * Double(index)) * (1 + 0.2 * Double(index))
                return PastTrial(id: "\(number)", configuration: configuration, value: sign * value)
            }
            return PastTrialsSnapshot.Entry(
                task: PastTask(
                    id: "t/net/\(index)", family: "net", task: TaskDescription(model: "net", dataset: "d\(index)"),
                    space: space, objective: Objective(.minimize, "error"), source: "t"), trials: trials)
        }
        return FamilySummary.groups(entries)
    }

    private func optimizer(sign: Double = 1, candidates: Int = 150) throws -> JointOptimizer {
        var settings = JointOptimizer.Settings()
        settings.candidates = candidates
        return JointOptimizer("transfer", model: nil, past: try families(sign: sign), settings: settings)
    }

    private func trials(_ configurations: [Configuration], noise: (Int) -> Double = { _ in 0 }) -> TrialHistory {
        TrialHistory(
            trials: configurations.enumerated().map {
                Trial(number: $0, state: .complete, configuration: $1, values: [loss($1) + noise($0)])
            }, revision: configurations.count)
    }

    private func drawn(_ count: Int, seed: UInt64 = 1) throws -> [Configuration] {
        var generator = SeededGenerator(seed: seed)
        return try RandomDraws(try space()).draw(count, excluding: TakenConfigurations(), using: &generator)
            .map(\.configuration)
    }

    @Test("The first suggestion is already good where past tasks were like the study")
    func first() async throws {
        let suggestion = try #require(
            try await optimizer().suggest(1, for: try study(), given: TrialHistory(), seed: 0).first)
        #expect(suggestion.record.origin == "transfer")
        #expect(loss(suggestion.configuration) < 0.14)
        #expect(suggestion.record.prediction != nil)
    }

    @Test("A suggestion names the weights of past tasks and own trials, which add up to 1")
    func weights() async throws {
        let suggestion = try #require(
            try await optimizer().suggest(1, for: try study(), given: trials(try drawn(6)), seed: 0).first)
        let weights = try #require(suggestion.record.weights)
        #expect(Set(weights.keys) == ["past tasks", "own trials"])
        #expect(abs(weights.values.reduce(0, +) - 1) < 1e-9)
        #expect(weights["past tasks", default: 0] > 0.8)
        #expect(suggestion.record.rationale?.contains("past tasks") == true)
    }

    @Test("Past tasks that say the opposite have lost their weight after five trials, and the record says so")
    func misleading() async throws {
        let suggestion = try #require(
            try await optimizer(sign: -1).suggest(1, for: try study(), given: trials(try drawn(5)), seed: 0).first)
        let weights = try #require(suggestion.record.weights)
        #expect(weights["past tasks", default: 1] < 0.15)
    }

    @Test("Past tasks of a program that is only a little like the study start with less weight")
    func doubt() async throws {
        let optimizer = try optimizer()
        let near = try #require(try await optimizer.suggest(1, for: try study(), given: TrialHistory(), seed: 0).first)
        let far = try #require(
            try await optimizer.suggest(1, for: try study(model: "other"), given: TrialHistory(), seed: 0).first)
        let (a, b) = (near.record.weights?["past tasks"] ?? 0, far.record.weights?["past tasks"] ?? 1)
        #expect(a > 0.9 && b < 0.7)
    }

    @Test("A study that no past task is like gets what gp gives")
    func fallsBack() async throws {
        let space = try SampleSpace.branin()
        let study = StudyDescription(name: "b", objectives: [Objective(.minimize, "loss")], space: space)
        let ours = try await optimizer().suggest(2, for: study, given: TrialHistory(), seed: 3)
        let gp = try await GaussianProcessOptimizer().suggest(2, for: study, given: TrialHistory(), seed: 3)
        #expect(ours == gp)
    }

    @Test("Where values are noisy something is tried again, where they are not nothing is")
    func repeats() async throws {
        for deviation in [0.0, 0.08] {
            var generator = SeededGenerator(seed: 4)
            var simulation = StudySimulation(try space()) { configuration in
                loss(configuration) + deviation * generator.normal()
            }
            simulation.study.task.model = "net"
            try await simulation.run(try optimizer(candidates: 60), trials: 25)
            let repeated = simulation.keys.count - Set(simulation.keys).count
            #expect(deviation == 0 ? repeated == 0 : repeated > 0, "\(deviation): \(repeated)")
        }
    }

    @Test("Several at a time are all different and keep the first one's choice")
    func batch() async throws {
        let history = trials(try drawn(6))
        let one = try await optimizer().suggest(1, for: try study(), given: history, seed: 0)
        let four = try await optimizer().suggest(4, for: try study(), given: history, seed: 0)
        #expect(four.first?.configuration == one.first?.configuration)
        #expect(Set(four.map(\.configuration)).count == 4)
    }

    @Test("A thousand trials cost little more than two hundred")
    func long() async throws {
        let optimizer = try optimizer()
        let clock = ContinuousClock()
        var times: [Duration] = []
        for count in [200, 1000] {
            let history = trials(try drawn(count))
            times.append(
                try await clock.measure {
                    _ = try await optimizer.suggest(1, for: try study(), given: history, seed: 0)
                })
        }
        #expect(times[1] < times[0] * 3 + .seconds(1))
    }

    @Test("A choice that the pool has not met is found by the climb, in gp too")
    func choices() throws {
        let space = try SearchSpace([
            Parameter("x", .float(low: 0, high: 1, scale: .linear, step: nil)),
            Parameter("kind", .categorical(["a", "b", "c"])),
            Parameter(
                "extra", .int(low: 1, high: 4, scale: .linear, step: nil),
                if: [Condition(parent: "kind", values: ["c"])]),
        ])
        let start = Candidate(["x": 0.4, "kind": "a"])
        let climbed = LocalRefinement(space).refine([(start, 0)], excluding: TakenConfigurations()) { candidates in
            candidates.map { candidate in
                let configuration = candidate.configuration
                return -abs(configuration.number("x") - 0.7) + (configuration["kind"] == "c" ? 1 : 0)
                    + (configuration["extra"]?.number ?? 0) / 10
            }
        }
        let best = try #require(climbed.first).candidate.configuration
        #expect(best["kind"] == "c" && best["extra"] == 4)
        #expect(abs(best.number("x") - 0.7) < 0.01)
    }
}
