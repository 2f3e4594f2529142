import Foundation
import HoneCore
import HoneModelSearch
import HoneReader
import HoneSearch
import Testing

@Suite("Searching with a reader")
struct ReaderOptimizerTests {
    /// Untrained, and without names: what the fixed processes make of the trials is enough to search with.
    private func model() -> ReaderModel {
        var shape = ReaderShape()
        shape.width = 16
        shape.tokenHidden = 16
        shape.blockHidden = 16
        shape.heads = 2
        return ReaderModel(
            ReaderFile(weights: ReaderWeights(shape, seed: 1)), hash: "0", cacheFolder: nil, read: { _ in [] })
    }

    private func study() throws -> StudyDescription {
        StudyDescription(
            name: "s", command: [], objectives: [Objective(.minimize, "loss")],
            space: try SearchSpace([
                Parameter("x", .float(low: 0, high: 1, scale: .linear, step: nil)),
                Parameter("y", .float(low: 1e-4, high: 1, scale: .log, step: nil)),
                Parameter("kind", .categorical(["a", "b", "c"])),
                Parameter(
                    "depth", .int(low: 1, high: 9, scale: .linear, step: nil),
                    if: [Condition(parent: "kind", values: ["a"])]),
            ]))
    }

    private func loss(_ configuration: Configuration) -> Double {
        let x = configuration["x"]?.number ?? 0
        let y = log10(configuration["y"]?.number ?? 1)
        let kind = configuration["kind"] == "b" ? 0.0 : 0.3
        return (x - 0.7) * (x - 0.7) + 0.05 * (y + 2) * (y + 2) + kind
    }

    private func search(_ trials: Int, seed: UInt64 = 0, past: [Configuration] = []) async throws -> TrialHistory {
        let study = try study()
        let values = past.map(loss)
        let optimizer = ReaderOptimizer("lm", model: model(), past: { _ in past.isEmpty ? [] : [(past, values)] })
        var history = TrialHistory()
        for number in 0..<trials {
            let suggestion = try #require(
                try await optimizer.suggest(1, for: study, given: history, seed: seed).first)
            #expect(study.space.contains(suggestion.configuration))
            history.trials.append(
                Trial(
                    number: number, state: .complete, configuration: suggestion.configuration,
                    suggestion: suggestion.record, values: [loss(suggestion.configuration)]))
        }
        return history
    }

    @Test("it finds what is good, the same with the same seed, and nothing twice")
    func finds() async throws {
        let history = try await search(25)
        let values = history.trials.compactMap(\.value)
        #expect((values.min() ?? 1) < 0.02)
        #expect(Set(history.trials.map(\.configuration.key)).count == 25)
        #expect(try await search(8).trials.map(\.configuration) == Array(history.trials.map(\.configuration).prefix(8)))
        #expect(history.trials.last?.suggestion?.prediction != nil)
    }

    @Test("a past task of the program is heeded from the first trial on")
    func past() async throws {
        let study = try study()
        var generator = SeededDraws(seed: 3)
        let past = (0..<80).map { _ in study.space.configuration { $0.domain.value(atQuantile: generator.next()) } }
        let first = try #require(try await search(1, past: past).trials.first?.value)
        let middle = past.map(loss).sorted()[40]
        #expect(first < middle)
    }

    @Test("pending trials are not suggested again, and suggestions of one call spread out")
    func batch() async throws {
        let study = try study()
        let optimizer = ReaderOptimizer("lm", model: model())
        let found = try await search(6)
        var pending = found
        pending.trials.append(
            Trial(number: 6, state: .running, configuration: ["x": 0.5, "y": 0.01, "kind": "b"]))
        let suggestions = try await optimizer.suggest(4, for: study, given: pending, seed: 0)
        #expect(Set(suggestions.map(\.configuration.key)).count == 4)
        #expect(!suggestions.contains { $0.configuration == ["x": 0.5, "y": 0.01, "kind": "b"] })
    }

    @Test("from a finite list only its configurations come, each once, until it ends")
    func finite() async throws {
        let study = try study()
        let list: [Configuration] = [
            ["x": 0.1, "y": 0.01, "kind": "b"], ["x": 0.7, "y": 0.01, "kind": "b"], ["x": 0.9, "y": 0.1, "kind": "c"],
        ]
        let optimizer = ReaderOptimizer("lm", model: model(), source: .finite(list, in: study.space))
        let suggestions = try await optimizer.suggest(5, for: study, given: TrialHistory(), seed: 0)
        #expect(Set(suggestions.map(\.configuration)) == Set(list))
    }
}

/// Uniform numbers.
private struct SeededDraws {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(1 << 53)
    }
}
