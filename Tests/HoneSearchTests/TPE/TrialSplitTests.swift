import HoneCore
import HoneSearch
import Testing

struct TrialSplitTests {
    private struct Answer: Decodable {
        var values: [[Double]]
        var good: [Int]
    }

    private static func study(_ objectives: [Objective]) throws -> StudyDescription {
        StudyDescription(name: "s", objectives: objectives, space: try SampleSpace.branin())
    }

    private static func trial(_ number: Int, _ state: TrialState, _ values: [Double] = []) -> Trial {
        Trial(
            number: number, state: state, configuration: ["x": .float(Double(number) / 100), "y": 1.0], values: values)
    }

    @Test func withSeveralObjectivesTheGoodTrialsAreOptunas() throws {
        for answer in try fixture("motpe", as: [Answer].self) {
            let objectives = answer.values[0].indices.map { Objective($0 == 0 ? .minimize : .maximize, "m\($0)") }
            let history = TrialHistory(
                trials: answer.values.enumerated().map { Self.trial($0, .complete, $1) })
            let split = TreeParzenOptimizer.split(history, for: try Self.study(objectives))
            // Trials of equal values stand for each other.
            #expect(
                split.good.map { answer.values[$0].description }.sorted()
                    == answer.good.map { answer.values[$0].description }.sorted())
            #expect(split.good.count + split.others.count == answer.values.count)
        }
    }

    @Test func prunedTrialsFollowCompleteOnesTheFarthestFirst() throws {
        var trials = (0..<3).map { Self.trial($0, .complete, [Double(5 - $0)]) }
        for (step, value) in [(2, 0.1), (8, 9.0), (8, 7.0)] {
            var pruned = Self.trial(trials.count, .pruned)
            pruned.reports = [StepReport(step: step, value: value)]
            trials.append(pruned)
        }
        trials.append(Self.trial(6, .running))
        var failed = Self.trial(7, .failed)
        failed.failure = TrialFailure(.outOfMemory, "too large")
        trials.append(failed)
        var lost = Self.trial(8, .failed)
        lost.failure = TrialFailure(.lost, "the machine went away")
        trials.append(lost)
        let study = try Self.study([Objective(.minimize, "loss")])
        let split = TreeParzenOptimizer.split(TrialHistory(trials: trials), for: study)
        #expect(split.good == [2])
        #expect(split.others == [0, 1, 3, 4, 5, 6, 7])
        // Forty pruned ones more: five are good, and the best of those that came to step 8 follow the three that are complete.
        for number in 9..<49 {
            var pruned = Self.trial(number, .pruned)
            pruned.reports = [StepReport(step: 1, value: 0)]
            trials.append(pruned)
        }
        let later = TreeParzenOptimizer.split(TrialHistory(trials: trials), for: study)
        #expect(later.good == [0, 1, 2, 4, 5])
    }

    @Test func trialsBeyondABoundAreGoodOnlyWhereNoOthersAre() throws {
        var study = try Self.study([Objective(.minimize, "loss")])
        study.metricConstraints = [MetricConstraint("latency", atMost: 10)]
        func trial(_ number: Int, _ loss: Double, _ latency: Double) -> Trial {
            var trial = Self.trial(number, .complete, [loss])
            trial.metrics = ["latency": latency]
            return trial
        }
        // Twelve trials, two of them good: the one that keeps the bound, and the one that is the least beyond it.
        var trials = (0..<11).map { trial($0, Double($0) / 100, 100 - Double($0)) }
        trials.append(trial(11, 50, 9))
        let split = TreeParzenOptimizer.split(TrialHistory(trials: trials), for: study)
        #expect(split.good == [10, 11])
    }
}
