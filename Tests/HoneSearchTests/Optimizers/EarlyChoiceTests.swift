import Foundation
import HoneCore
import HoneSearch
import Testing

@Suite("The first trials of a study that nobody knows")
struct EarlyChoiceTests {
    /// Says the same of every configuration.
    private struct Silent: DensityModel {
        let bins = 8
        let families: [FamilySummary] = []

        func densities(of configurations: [Configuration], for study: StudyDescription, progress: DensityProgress?)
            async throws -> (densities: [QuantileDensity?], cost: DensityCost)
        {
            (configurations.map { _ in QuantileDensity(weights: Array(repeating: 1, count: bins)) }, DensityCost())
        }
    }

    private func places(seed: UInt64, doubt: Double) async throws -> [[Double]] {
        let study = StudyDescription(
            name: "s", objectives: [Objective(.minimize, "loss")],
            space: try SearchSpace(
                ["x", "y", "z"].map { Parameter($0, .float(low: 0, high: 1, scale: .linear, step: nil), default: 0.5) })
        )
        var settings = JointOptimizer.Settings()
        settings.farDoubt = doubt
        settings.candidates = 200
        let optimizer = JointOptimizer("lm", model: Silent(), settings: settings)
        var history = TrialHistory()
        history.trials.append(
            Trial(number: 0, state: .complete, configuration: ["x": 0.5, "y": 0.5, "z": 0.5], values: [1]))
        for number in 1..<5 {
            let suggestion = try #require(
                try await optimizer.suggest(1, for: study, given: history, seed: seed).first)
            history.trials.append(
                Trial(
                    number: number, state: .complete, configuration: suggestion.configuration,
                    values: [1 + 0.1 * Double(number % 3)]))
        }
        return history.trials.dropFirst().map { trial in
            ["x", "y", "z"].map { trial.configuration[$0]?.number ?? 0 }
        }
    }

    @Test("they are random ones, not the corners of the space, and the same with the same seed")
    func random() async throws {
        var inside = 0
        var all = 0
        for seed in UInt64(0)..<6 {
            let chosen = try await places(seed: seed, doubt: 1)
            inside += chosen.flatMap(\.self).count { $0 > 0.1 && $0 < 0.9 }
            all += chosen.count * 3
            #expect(try await places(seed: seed, doubt: 1) == chosen)
        }
        // Eight in ten of random coordinates lie there.
        #expect(Double(inside) / Double(all) > 0.6)
    }
}
