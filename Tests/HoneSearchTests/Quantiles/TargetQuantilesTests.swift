import HoneCore
import HoneSearch
import Testing

@Suite("What a past trial is worth")
struct TargetQuantilesTests {
    @Test("The best of four has quantile 1/8, equal ones share the mean of their ranks")
    func ties() {
        #expect(TargetQuantiles.quantiles([3, 1, 2, 4]) == [0.625, 0.125, 0.375, 0.875])
        #expect(TargetQuantiles.quantiles([1, 2, 2, 9]) == [0.125, 0.5, 0.5, 0.875])
        #expect(TargetQuantiles.quantiles([5, 5, 5]) == [0.5, 0.5, 0.5])
        #expect(TargetQuantiles.quantiles([]) == [])
    }

    @Test("A maximised metric is turned; failures that speak against the configuration are worst; others do not count")
    func failures() {
        func trial(
            _ id: String, _ value: Double?, _ state: TrialState = .complete, _ reason: TrialFailure.Reason? = nil
        )
            -> PastTrial
        {
            PastTrial(
                id: id, configuration: [:], value: value, state: state, failure: reason.map { TrialFailure($0, "") })
        }
        let labelled = TargetQuantiles.labelled(
            [
                trial("good", 0.9), trial("lost", nil, .failed, .lost), trial("bad", 0.1),
                trial("memory", nil, .failed, .outOfMemory), trial("nan", .nan), trial("exit", nil, .failed, .exit),
            ], objective: Objective(.maximize, "accuracy"))
        #expect(labelled.map(\.trial.id) == ["good", "bad", "memory"])
        #expect(labelled.map(\.quantile) == [1.0 / 6, 0.5, 5.0 / 6])
    }

    @Test("A soft target is a distribution that peaks at the quantile's bin")
    func soft() {
        let target = TargetQuantiles.soft(0.525, bins: 20, width: 0.06)
        #expect(abs(target.reduce(0, +) - 1) < 1e-6)
        #expect(target.firstIndex(of: target.max() ?? 0) == 10)
        #expect(abs(target[9] - target[11]) < 1e-6)
        // exp(-(0.05 / 0.06)^2 / 2) = 0.7066
        #expect(abs(target[11] / target[10] - 0.7066) < 1e-3)
    }
}
