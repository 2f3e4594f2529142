import Foundation
import HoneCore
import Testing

/// Bounds on metrics, which trial is better, and the rules that end a study.
struct ComparisonTests {
    private static func study(_ metrics: [String] = ["loss"], bounds: [String] = []) throws -> StudyDescription {
        StudyDescription(
            name: "s", objectives: metrics.map { Objective(.minimize, $0) },
            metricConstraints: try bounds.map { try MetricConstraint(parsing: $0) },
            space: try SearchSpace([.float("x", 0...1)]))
    }

    private static func trial(_ number: Int, _ values: [Double], metrics: [String: Double] = [:]) -> Trial {
        Trial(number: number, state: .complete, configuration: ["x": 0.5], values: values, metrics: metrics)
    }

    @Test(
        "a bound is read as it is written", arguments: ["latency <= 50", "latency<=50", "  latency  <=  5e1 "])
    func bounds(_ text: String) throws {
        let bound = try MetricConstraint(parsing: text)
        #expect(bound == MetricConstraint("latency", atMost: 50))
        #expect(bound.description == "latency <= 50")
        #expect(bound.violation(of: 60) == 10)
        #expect(bound.violation(of: 50) == 0)
        #expect(bound.violation(of: .nan) == .infinity)
    }

    @Test(
        "what is no bound is refused",
        arguments: ["latency", "latency < 50", "<= 5", "a <= b", "a <= 1 <= 2", "a >= nan", ""])
    func noBounds(_ text: String) {
        #expect(throws: MetricConstraintError.self) { try MetricConstraint(parsing: text) }
    }

    @Test("bounds and rules come back from JSON as they were")
    func coding() throws {
        let bounds = [MetricConstraint("a b", atLeast: 0.1), MetricConstraint("c", atMost: -1e-300)]
        let rules: [StoppingRule] = [.target(bounds[0]), .noImprovement(trials: 7), .expectedGain(below: 1e-9)]
        #expect(try JSONDecoder().decode([MetricConstraint].self, from: JSONEncoder().encode(bounds)) == bounds)
        #expect(try JSONDecoder().decode([StoppingRule].self, from: JSONEncoder().encode(rules)) == rules)
        for rule in rules { #expect(try StoppingRule(parsing: rule.description) == rule) }
    }

    @Test(
        "what is no rule is refused",
        arguments: ["no improvement in 0", "no improvement in x", "expected gain < 0", "soon"])
    func noRules(_ text: String) {
        #expect(throws: StoppingRuleError.self) { try StoppingRule(parsing: text) }
    }

    @Test("a trial beyond a bound is worse than any that keeps it, and less far beyond is better")
    func feasibility() throws {
        let study = try Self.study(bounds: ["latency <= 10"])
        let good = Self.trial(0, [5], metrics: ["latency": 10])
        let beyond = Self.trial(1, [1], metrics: ["latency": 11])
        let farther = Self.trial(2, [0], metrics: ["latency": 20])
        let unknown = Self.trial(3, [0])
        #expect(study.isBetter(good, than: beyond) && !study.isBetter(beyond, than: good))
        #expect(study.isBetter(beyond, than: farther) && study.isBetter(farther, than: unknown))
        #expect(TrialHistory(trials: [good, beyond, farther, unknown]).best(in: study)?.number == 0)
        #expect(TrialHistory(trials: [farther, beyond, unknown]).best(in: study)?.number == 1)
    }

    @Test("the front keeps what nothing dominates, in whatever order it comes")
    func front() throws {
        let study = try Self.study(["a", "b"])
        let trials = [[1.0, 4], [2, 2], [4, 1], [3, 3], [2, 2], [0.5, 9]].enumerated().map { Self.trial($0, $1) }
        for rotation in trials.indices {
            var front = ParetoFront()
            for trial in trials[rotation...] + trials[..<rotation] { front.insert(trial, in: study) }
            #expect(front.trials.map(\.number) == [0, 1, 2, 4, 5])
            #expect(front.best(in: study)?.number == 5)
        }
    }

    @Test("with one objective the front is the earliest of the best")
    func single() throws {
        let study = try Self.study()
        let trials = [3.0, 1, 2, 1].enumerated().map { Self.trial($0, [$1]) }
        for rotation in trials.indices {
            var front = ParetoFront()
            for trial in trials[rotation...] + trials[..<rotation] { front.insert(trial, in: study) }
            #expect(front.trials.map(\.number) == [1])
        }
    }

    @Test("a trial that comes again with other values takes its own place")
    func again() throws {
        let study = try Self.study()
        var front = ParetoFront()
        front.insert(Self.trial(0, [1]), in: study)
        front.insert(Self.trial(0, [2]), in: study)
        #expect(front.trials.map(\.value) == [2])
    }
}
