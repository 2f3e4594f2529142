import Foundation
import HoneCore
import HoneNumerics
import HoneSearch
import Synchronization
import Testing

struct MultiFidelityTests {
    private static let loss = Objective(.minimize, "loss")

    /// Keeps what it is shown and suggests one configuration after the other.
    private final class Recorder: Optimizer {
        let seen = Mutex<[TrialHistory]>([])

        func suggest(_ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64)
            async throws -> [Suggestion]
        {
            seen.withLock { $0.append(history) }
            return (0..<count).map { Suggestion(["x": .float(0.9 + Double($0) / 100)]) }
        }
    }

    private static func line() throws -> SearchSpace {
        try SearchSpace([Parameter("x", .float(low: 0, high: 1, scale: .linear, step: nil))])
    }

    /// Ten trials that reached step 1, six of which reached step 3, two of which ended at step 9.
    private static func history() -> TrialHistory {
        TrialHistory(
            trials: (0..<10).map { number in
                let steps = number < 2 ? 9 : (number < 6 ? 3 : 1)
                let reports = (1...steps).map { StepReport(step: $0, value: Double(number) + 1 / Double($0)) }
                return Trial(
                    number: number, state: number < 2 ? .complete : (number == 9 ? .running : .pruned),
                    configuration: ["x": .float(Double(number) / 10)],
                    values: number < 2 ? [Double(number)] : [], reports: reports)
            })
    }

    @Test func theSamplerIsShownTheHighestFidelityThatHasEnoughResults() async throws {
        let recorder = Recorder()
        let optimizer = MultiFidelityOptimizer("bohb", sampler: recorder, randomShare: 0) { _ in
            HalvingRungs(first: 1, factor: 3, last: 9)
        }
        let study = StudyDescription(name: "s", objectives: [Self.loss], space: try Self.line())
        let made = try await optimizer.suggest(2, for: study, given: Self.history(), seed: 0)
        #expect(made.map(\.record.origin) == ["bohb", "bohb"])
        let shown = try #require(recorder.seen.withLock { $0.first })
        #expect(shown.complete.map(\.number) == [0, 1, 2, 3, 4, 5])
        #expect(shown.trials[4].values == [4 + 1.0 / 3])
        #expect(shown.pending.map(\.number) == [9])
        #expect(shown.taken.count == 10)
    }

    @Test func aShareOfTheSuggestionsIsRandom() async throws {
        let recorder = Recorder()
        let optimizer = MultiFidelityOptimizer("bohb", sampler: recorder, randomShare: 0.4)
        let study = StudyDescription(name: "s", objectives: [Self.loss], space: try Self.line())
        let made = try await optimizer.suggest(200, for: study, given: Self.history(), seed: 0)
        #expect(made.count == 200)
        #expect(abs(made.count { $0.record.origin == "random" } - 80) < 30)
        #expect(Set(made.map(\.configuration.key)).count == 200)
    }

    /// A study of trials of 27 steps under ASHA; the value of the best complete trial.
    private static func best(_ optimizer: any Optimizer, steps budget: Int, seed: UInt64) async throws -> Double {
        let space = try SearchSpace(
            (0..<4).map { Parameter("x\($0)", .float(low: 0, high: 1, scale: .linear, step: nil)) })
        let study = StudyDescription(name: "s", objectives: [loss], space: space)
        let pruner = try PrunerChoice(name: "asha", settings: ["min": 1, "max": 27, "factor": 3]).pruner
        var history = TrialHistory()
        var spent = 0
        while spent < budget {
            let made = try await optimizer.suggest(1, for: study, given: history, seed: seed)
            let number = history.trials.count
            var trial = Trial(number: number, state: .running, configuration: made[0].configuration)
            let distance = (0..<4).reduce(0.0) { $0 + abs(trial.configuration.number("x\($1)") - 0.3) }
            for step in 1...27 where trial.state == .running {
                spent += 1
                trial.reports.append(StepReport(step: step, value: distance + 1 / Double(step)))
                if step == 27 {
                    trial.state = .complete
                    trial.values = [distance]
                } else if pruner.decision(for: trial, among: history.trials, objectives: [loss]).isStop {
                    trial.state = .pruned
                }
            }
            history.trials.append(trial)
        }
        return history.best(for: loss)?.value ?? .infinity
    }

    @Test func evolutionOverFidelitiesLeavesChanceBehindAtEqualSteps() async throws {
        let rungs: @Sendable (StudyDescription) -> HalvingRungs? = { _ in HalvingRungs(first: 1, factor: 3, last: 27) }
        let methods: [any Optimizer] = [
            RandomOptimizer(), DifferentialEvolutionOptimizer(rungs: rungs),
            MultiFidelityOptimizer("bohb", sampler: TreeParzenOptimizer(), rungs: rungs),
        ]
        var means: [Double] = []
        for method in methods {
            var sum = 0.0
            for seed in 0..<5 { sum += try await Self.best(method, steps: 600, seed: UInt64(seed)) }
            means.append(sum / 5)
        }
        #expect(means[1] < means[0])
        #expect(means[2] < means[0])
    }

    @Test func dehbIsAFunctionOfItsHistoryAndKeepsToTheSpace() async throws {
        let space = try SampleSpace.mixed()
        var simulation = StudySimulation(space, value: SampleSpace.mixed)
        try await simulation.run(DifferentialEvolutionOptimizer(), trials: 60, parallel: 3)
        #expect(Set(simulation.keys).count == 60)
        #expect(simulation.history.trials.allSatisfy { space.contains($0.configuration) })
        let first = try await DifferentialEvolutionOptimizer().suggest(
            3, for: simulation.study, given: simulation.history, seed: 1)
        let again = try await DifferentialEvolutionOptimizer().suggest(
            3, for: simulation.study, given: simulation.history, seed: 1)
        #expect(first == again)
        #expect(first.allSatisfy { $0.record.origin == "dehb" })
    }
}
