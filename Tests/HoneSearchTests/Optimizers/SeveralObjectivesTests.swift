import Foundation
import HoneCore
import HoneNumerics
import HoneSearch
import Testing

/// `gp` with several objectives and with bounds on metrics.
struct SeveralObjectivesTests {
    private static func run(
        _ study: StudyDescription, trials: Int, seed: UInt64, metrics: (Configuration) throws -> [String: Double]
    ) async throws -> TrialHistory {
        var history: [Trial] = []
        let optimizer = GaussianProcessOptimizer()
        for number in 0..<trials {
            let suggestion = try await optimizer.suggest(
                1, for: study, given: TrialHistory(trials: history), seed: seed
            ).first
            guard let suggestion else { break }
            let reported = try metrics(suggestion.configuration)
            let names = Set(study.objectives.map(\.metric))
            history.append(
                Trial(
                    number: number, state: .complete, configuration: suggestion.configuration,
                    suggestion: suggestion.record, values: study.objectives.compactMap { reported[$0.metric] },
                    metrics: reported.filter { !names.contains($0.key) }))
        }
        return TrialHistory(trials: history)
    }

    private static func hypervolume(_ history: TrialHistory, _ study: StudyDescription) -> Double {
        Hypervolume.of(history.complete.compactMap(study.minimized), reference: [1.1, 1.1])
    }

    @Test("two objectives: its front dominates more than random search's after as many trials")
    func front() async throws {
        let space = try SearchSpace((0..<4).map { Parameter.float("x\($0)", 0...1) })
        let study = StudyDescription(
            name: "zdt1", objectives: [Objective(.minimize, "a"), Objective(.maximize, "b")], space: space)
        func metrics(_ configuration: Configuration) throws -> [String: Double] {
            let x = try (0..<4).map { try configuration.double("x\($0)") }
            let g = 1 + 3 * x.dropFirst().reduce(0, +)
            return ["a": x[0], "b": -g * (1 - (x[0] / g).squareRoot())]
        }
        for seed in 0..<2 {
            let found = try await Self.run(study, trials: 30, seed: UInt64(seed), metrics: metrics)
            var generator = SeededGenerator(seed: UInt64(seed))
            let random = try RandomDraws(space).draw(30, excluding: TakenConfigurations(), using: &generator)
            let trials = try random.enumerated().map { number, candidate in
                let reported = try metrics(candidate.configuration)
                return Trial(
                    number: number, state: .complete, configuration: candidate.configuration,
                    values: ["a", "b"].compactMap { reported[$0] })
            }
            #expect(Self.hypervolume(found, study) > Self.hypervolume(TrialHistory(trials: trials), study) + 0.1)
        }
    }

    @Test("three objectives: suggestions go on, and the front is not one point")
    func threeObjectives() async throws {
        let space = try SearchSpace([.float("x", 0...1), .float("y", 0...1)])
        let study = StudyDescription(
            name: "s", objectives: ["a", "b", "c"].map { Objective(.minimize, $0) }, space: space)
        let history = try await Self.run(study, trials: 14, seed: 0) { configuration in
            let (x, y) = (try configuration.double("x"), try configuration.double("y"))
            return ["a": x * x + y, "b": (x - 1) * (x - 1), "c": (y - 1) * (y - 1)]
        }
        #expect(history.trials.count == 14)
        #expect(ParetoFront(history, in: study).trials.count >= 3)
    }

    @Test("a bound on a metric: the best trial keeps it and comes near the best that does")
    func bound() async throws {
        let space = try SearchSpace([.float("x", -2...2), .float("y", -2...2)])
        let study = StudyDescription(
            name: "s", objectives: [Objective(.minimize, "loss")],
            metricConstraints: [MetricConstraint("latency", atLeast: 1)], space: space)
        let history = try await Self.run(study, trials: 25, seed: 4) { configuration in
            let (x, y) = (try configuration.double("x"), try configuration.double("y"))
            return ["loss": x * x + y * y, "latency": x + y]
        }
        let best = try #require(history.best(in: study))
        #expect(study.violation(of: best) == 0)
        // The best that keeps it is 0.5 at (0.5, 0.5).
        #expect(try #require(best.value) < 0.6)
        #expect(history.trials.last?.suggestion?.rationale?.contains("keeps the bounds") == true)
    }
}
