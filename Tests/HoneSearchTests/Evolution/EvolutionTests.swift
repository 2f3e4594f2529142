import Foundation
import HoneCore
import HoneNumerics
import HoneSearch
import Testing

struct EvolutionTests {
    private static let objectives = [Objective(.minimize, "first"), Objective(.minimize, "second")]

    private static func optimizer(_ name: String) -> EvolutionaryOptimizer {
        name == "nsga3" ? EvolutionaryOptimizer.nsga3() : EvolutionaryOptimizer.nsga2()
    }

    private static func zdt1Space(_ dimension: Int) throws -> SearchSpace {
        try SearchSpace(
            (0..<dimension).map { Parameter("x\($0)", .float(low: 0, high: 1, scale: .linear, step: nil)) })
    }

    /// ZDT1 (Zitzler, Deb and Thiele, "Comparison of multiobjective evolutionary algorithms", 2000).
    private static func zdt1(_ configuration: Configuration) -> [Double] {
        let x = (0..<configuration.values.count).map { configuration.number("x\($0)") }
        let g = 1 + 9 * x.dropFirst().reduce(0, +) / Double(x.count - 1)
        return [x[0], g * (1 - (x[0] / g).squareRoot())]
    }

    private static func run(
        _ optimizer: any Optimizer, _ space: SearchSpace, _ objectives: [Objective] = Self.objectives, trials: Int,
        parallel: Int = 1, seed: UInt64 = 0, value: (Configuration) -> [Double]
    ) async throws -> (StudyDescription, TrialHistory) {
        let study = StudyDescription(name: "evolution", objectives: objectives, space: space)
        var history = TrialHistory()
        while history.trials.count < trials {
            for suggestion in try await optimizer.suggest(parallel, for: study, given: history, seed: seed) {
                let number = history.trials.count
                history.trials.append(
                    Trial(number: number, state: .running, configuration: suggestion.configuration))
            }
            // The oldest half of those on their way come back.
            for trial in history.pending.prefix(max(1, parallel / 2)) {
                history.trials[trial.number].state = .complete
                history.trials[trial.number].values = value(trial.configuration)
            }
        }
        return (study, history)
    }

    @Test("Evolution leaves random search behind on ZDT1", arguments: ["nsga2", "nsga3"])
    func evolutionBeatsChance(name: String) async throws {
        let space = try Self.zdt1Space(10)
        var volumes: [[Double]] = [[], []]
        for seed in 0..<5 {
            for (place, optimizer) in [Self.optimizer(name) as any Optimizer, RandomOptimizer()].enumerated() {
                let (_, history) = try await Self.run(
                    optimizer, space, trials: 150, seed: UInt64(seed), value: Self.zdt1)
                volumes[place].append(Hypervolume.of(history.trials.map(\.values), reference: [1.1, 7]))
            }
        }
        #expect(volumes[0].reduce(0, +) > volumes[1].reduce(0, +))
    }

    @Test("A resumed study goes on as the one that was not interrupted", arguments: ["nsga2", "nsga3"], [1, 6])
    func cachesChangeNothing(name: String, parallel: Int) async throws {
        let space = try SampleSpace.mixed()
        let kept = Self.optimizer(name)
        let (study, history) = try await Self.run(kept, space, trials: 90, parallel: parallel) {
            [SampleSpace.mixed($0), $0.number("width")]
        }
        let fresh = try await Self.optimizer(name).suggest(4, for: study, given: history, seed: 0)
        #expect(try await kept.suggest(4, for: study, given: history, seed: 0) == fresh)
        // An earlier trial that turns out differently is noticed.
        var changed = history
        changed.trials[3].values = [-100, -100]
        let after = try await Self.optimizer(name).suggest(4, for: study, given: changed, seed: 0)
        #expect(try await kept.suggest(4, for: study, given: changed, seed: 0) == after)
    }

    @Test func evolutionStaysNearWhatTheConstraintsAllow() async throws {
        // Low values of the only parameter are good and not allowed.
        let space = try Self.zdt1Space(1)
        let optimizer = EvolutionaryOptimizer.nsga2 { _, trial in
            max(0, 0.6 - trial.configuration.number("x0"))
        }
        let (_, history) = try await Self.run(optimizer, space, [Self.objectives[0]], trials: 120) {
            [$0.number("x0")]
        }
        let late = history.trials.suffix(40).map { $0.configuration.number("x0") }
        // The only gene always mutates, so that many children step over the bound; they do not walk away from it.
        #expect(late.count { $0 >= 0.6 } > 8)
        #expect(late.count { $0 < 0.3 } < 10)
        #expect(try #require(late.filter { $0 >= 0.6 }.min()) < 0.65)
    }

    @Test func aStudysBoundsOnMetricsAreItsConstraints() async throws {
        let space = try Self.zdt1Space(1)
        var study = StudyDescription(name: "bounded", objectives: [Self.objectives[0]], space: space)
        study.metricConstraints = [MetricConstraint("size", atLeast: 0.6)]
        let optimizer = EvolutionaryOptimizer.nsga2()
        var history = TrialHistory()
        for number in 0..<120 {
            let made = try await optimizer.suggest(1, for: study, given: history, seed: 0)
            let x = made[0].configuration.number("x0")
            history.trials.append(
                Trial(
                    number: number, state: .complete, configuration: made[0].configuration, values: [x],
                    metrics: ["size": x]))
        }
        let late = history.trials.suffix(40).map { $0.configuration.number("x0") }
        #expect(late.count { $0 >= 0.6 } > 8)
        #expect(late.count { $0 < 0.3 } < 10)
    }

    @Test func choicesOrdersAndConditionsEvolveToo() async throws {
        let space = try SampleSpace.mixed()
        let (_, history) = try await Self.run(Self.optimizer("nsga2"), space, [Self.objectives[0]], trials: 200) {
            [SampleSpace.mixed($0)]
        }
        let (_, drawn) = try await Self.run(RandomOptimizer(), space, [Self.objectives[0]], trials: 200) {
            [SampleSpace.mixed($0)]
        }
        func middle(_ history: TrialHistory) -> Double {
            history.trials.suffix(100).compactMap(\.value).sorted()[50]
        }
        #expect(middle(history) < middle(drawn))
        #expect(history.trials.suffix(100).allSatisfy { space.contains($0.configuration) })
    }

    @Test func nsga3SpreadsOverTheFrontOfThreeObjectives() async throws {
        // DTLZ2 (Deb, Thiele, Laumanns and Zitzler, 2005): the front is a sphere's eighth.
        let space = try Self.zdt1Space(5)
        let three = ["a", "b", "c"].map { Objective(.minimize, $0) }
        func dtlz2(_ configuration: Configuration) -> [Double] {
            let x = (0..<5).map { configuration.number("x\($0)") }
            let g = 1 + x.dropFirst(2).reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) }
            let (a, b) = (x[0] * .pi / 2, x[1] * .pi / 2)
            return [g * cos(a) * cos(b), g * cos(a) * sin(b), g * sin(a)]
        }
        var volumes: [Double] = []
        for optimizer in [Self.optimizer("nsga3") as any Optimizer, RandomOptimizer()] {
            let (_, history) = try await Self.run(optimizer, space, three, trials: 300, value: dtlz2)
            volumes.append(Hypervolume.of(history.trials.map(\.values), reference: [1.1, 1.1, 1.1]))
        }
        #expect(volumes[0] > volumes[1])
    }
}
