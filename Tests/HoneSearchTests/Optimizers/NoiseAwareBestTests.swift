import Foundation
import HoneCore
import HoneNumerics
import HoneSearch
import Testing

struct NoiseAwareBestTests {
    private static func history(_ noise: Double, seed: UInt64, count: Int = 40) throws
        -> (StudyDescription, TrialHistory)
    {
        let space = try SearchSpace([.float("x", 0...1)])
        let study = StudyDescription(name: "s", objectives: [Objective(.maximize, "score")], space: space)
        var generator = SeededGenerator(seed: seed)
        let trials = (0..<count).map { number in
            let x = generator.uniform()
            let value = -pow(x - 0.3, 2) + noise * generator.normal()
            return Trial(number: number, state: .complete, configuration: ["x": .float(x)], values: [value])
        }
        return (study, TrialHistory(trials: trials))
    }

    @Test("under noise the chosen configuration is better in truth than the luckiest one, in the mean over seeds")
    func lucky() throws {
        var sums = (chosen: 0.0, luckiest: 0.0)
        for seed in 0..<12 {
            let (study, history) = try Self.history(0.15, seed: UInt64(seed))
            let best = try #require(NoiseAwareBest(history, in: study))
            sums.chosen += pow(try best.trial.configuration.double("x") - 0.3, 2)
            sums.luckiest += pow(try #require(history.best(in: study)).configuration.double("x") - 0.3, 2)
            #expect(best.deviation > 0.05 && best.deviation < 0.4)
            #expect(abs(best.expected) < 0.15)
        }
        #expect(sums.chosen < 0.75 * sums.luckiest)
    }

    @Test("values without noise are as they seem, and few trials say nothing")
    func quiet() throws {
        let (study, history) = try Self.history(0, seed: 0)
        #expect(NoiseAwareBest(history, in: study) == nil)
        let (noisy, few) = try Self.history(0.5, seed: 0, count: 9)
        #expect(NoiseAwareBest(few, in: noisy) == nil)
    }
}
