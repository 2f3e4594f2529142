import Foundation
import Hone
import Synchronization
import Testing

/// Several objectives, bounds on metrics, pruners and rules, as a user of the library has them.
@Suite struct SeveralObjectivesTests {
    private static let space = [Parameter.float("x", 0...1), .float("y", 0...1)]

    @Test("a study with two objectives ends with their front, and each trial that joins it is announced")
    func front() async throws {
        let description = StudyDescription(
            name: "s", objectives: [Objective(.minimize, "loss"), Objective(.maximize, "speed")],
            space: try SearchSpace(Self.space))
        let study = try Study(description, optimizer: .random)
        let announced = Mutex<[Int]>([])
        let note: @Sendable (StudyEvent) -> Void = { event in
            if case .improved(let trial, _) = event { announced.withLock { $0.append(trial.number) } }
        }
        let result = try await study.optimize(trials: 20, onEvent: note) { trial in
            let x = try trial.double("x")
            return ["loss": x, "speed": x * (try trial.double("y"))]
        }
        let front = try #require(FrontSummary(result.history, in: description))
        #expect(front.trials.map(\.number).allSatisfy { number in announced.withLock { $0.contains(number) } })
        #expect(front.hypervolume > 0 && front.hypervolume <= 1)
        for (trial, next) in zip(front.trials, front.trials.dropFirst()) {
            #expect(trial.values[0] < next.values[0])
            #expect(trial.values[1] < next.values[1])
        }
    }

    @Test("a closure that leaves out a bounded metric ends the study with a mistake that names it")
    func missingBounded() async throws {
        let study = try Study(
            "s", minimize: "loss", parameters: Self.space,
            metricConstraints: [MetricConstraint("latency", atMost: 3)], optimizer: .random)
        await #expect(throws: StudyError.missingObjective("latency", returned: ["loss"])) {
            try await study.optimize(trials: 3) { _ in ["loss": 1] }
        }
    }

    @Test("a pruner gives up trials that report worse steps; they keep their last value and say why")
    func pruning() async throws {
        let study = try Study(
            "s", minimize: "loss", parameters: Self.space,
            pruner: try PrunerChoice(name: "median", settings: ["startup": 3]),
            optimizer: .random)
        let result = try await study.optimize(trials: 30) { trial in
            let x = try trial.double("x")
            for step in 1...20 {
                trial.report(x + 1 / Double(step), step: step)
                // What is reported reaches the pruner beside this thread.
                let limit = ContinuousClock.now + .milliseconds(20)
                while !trial.shouldStop, ContinuousClock.now < limit { try? await Task.sleep(for: .milliseconds(1)) }
                if trial.shouldStop { throw TrialStopped() }
            }
            return x
        }
        let pruned = result.history.trials.filter { $0.state == .pruned }
        #expect(!pruned.isEmpty && result.counts[.failed] == nil)
        #expect(result.history.trials.count == 30)
        for trial in pruned {
            #expect(trial.values == [trial.reports.last?.value].compactMap { $0 })
            #expect(trial.valueSource?.contains("worse than the median") == true)
        }
        // What was given up lies on the bad side.
        let x = { (trial: Trial) in (try? trial.configuration.double("x")) ?? .nan }
        let complete = result.history.complete.map(x)
        let means = [pruned.map(x), complete].map { $0.reduce(0, +) / Double($0.count) }
        #expect(means[0] > means[1])
    }

    @Test("asked trials are reported step by step, and given up when the pruner says so")
    func askedPruning() async throws {
        let study = try Study(
            "s", minimize: "loss", parameters: Self.space,
            pruner: try PrunerChoice(name: "median", settings: ["startup": 2]),
            optimizer: .random)
        for value in [0.1, 0.2] {
            let trial = try #require(try await study.ask())
            #expect(try await !study.report(trial, value, step: 1))
            try await study.tell(trial, value)
        }
        let bad = try #require(try await study.ask())
        #expect(try await study.report(bad, 5, step: 1))
        let told = try await study.tellPruned(bad)
        #expect(told.state == .pruned && told.values == [5])
        await #expect(throws: (any Error).self) { try await study.report(bad, 6, step: 2) }
        #expect(try await study.best?.value == 0.1)
    }

    @Test("a rule ends the study, and says what fulfilled it")
    func rules() async throws {
        let study = try Study("s", minimize: "loss", parameters: Self.space, optimizer: .random)
        let counter = Mutex(0)
        let result = try await study.optimize(trials: 50, until: [.noImprovement(trials: 4)]) { _ in
            Double(
                counter.withLock { count in
                    count += 1
                    return min(count, 3) == 3 ? 0 : 10 - count
                })
        }
        // The third is the best, and four more are no better.
        #expect(result.history.trials.count == 7)
        #expect(result.stopped == .rule(.noImprovement(trials: 4), detail: "the last 4 trials were no better"))
        let again = try await study.optimize(trials: 50, until: [.target(MetricConstraint("loss", atMost: 0))]) { _ in 0
        }
        #expect(again.finishedNow == 0)
    }

    @Test("a study whose optimiser promises little ends, with what may still be gained")
    func expectedGain() async throws {
        let study = try Study("s", minimize: "loss", parameters: Self.space, optimizer: .gp)
        let result = try await study.optimize(trials: 60, until: [.expectedGain(below: 1e-3)]) { trial in
            pow(try trial.double("x") - 0.3, 2) + pow(try trial.double("y") - 0.6, 2)
        }
        guard case .rule(.expectedGain, let detail)? = result.stopped else {
            Issue.record("it went on to \(result.history.trials.count) trials")
            return
        }
        #expect(detail.contains("expected to gain") && detail.contains("one in ten"))
        #expect(try #require(result.best?.value) < 1e-2)
    }
}
