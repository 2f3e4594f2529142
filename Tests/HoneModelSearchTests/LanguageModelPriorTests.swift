import Foundation
import HoneCore
import HoneModelSearch
import HoneSearch
import Testing

@Suite("The language model as the search's prior")
struct LanguageModelPriorTests {
    private func study(_ optimizer: String) throws -> StudyDescription {
        StudyDescription(
            name: "s", objectives: [Objective(.minimize, "loss")], task: TaskDescription(model: "mlp"),
            space: try SearchSpace([
                Parameter("lr", .float(low: 1e-5, high: 1, scale: .log, step: nil)),
                Parameter("opt", .categorical(["adam", "sgd"])),
            ]), optimizer: OptimizerChoice(name: optimizer))
    }

    private func optimizer(_ study: StudyDescription, cacheFolder: URL? = nil) throws -> any Optimizer {
        var registry = OptimizerRegistry()
        registry.register(LanguageModelPrior(scorer: try TinyScorer.make(cacheFolder: cacheFolder), families: []))
        return try registry.optimizer(for: study)
    }

    @Test("gives the same suggestions with and without scores on disk", arguments: ["lm", "lm-only"])
    func disk(name: String) async throws {
        let study = try study(name)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hone-scores-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let plain = try await optimizer(study).suggest(3, for: study, given: TrialHistory(), seed: 4)
        let first = try await optimizer(study, cacheFolder: folder).suggest(
            3, for: study, given: TrialHistory(), seed: 4)
        let second = try await optimizer(study, cacheFolder: folder).suggest(
            3, for: study, given: TrialHistory(), seed: 4)
        #expect(first.map(\.configuration) == plain.map(\.configuration))
        #expect(second.map(\.configuration) == plain.map(\.configuration))
        #expect(plain.allSatisfy { $0.record.origin == name })
        #expect((first[0].record.cost?.tokens ?? 0) > 100)
        #expect(second[0].record.cost?.tokens == 0)
    }

    @Test("answers each configuration in its place, and one that does not fit the space with nothing")
    func places() async throws {
        let study = try study("lm")
        let prior = LanguageModelPrior(scorer: try TinyScorer.make(), families: [])
        let asked: [Configuration] = [
            ["lr": 0.1, "opt": "sgd"], ["lr": 7, "opt": "adam"], ["lr": 0.001, "opt": "adam"],
        ]
        let answer = try await prior.densities(of: asked, for: study, progress: nil)
        #expect(answer.densities.map { $0 == nil } == [false, true, false])
        #expect(answer.cost.rows == 2)
        let alone = try await prior.densities(of: [asked[2]], for: study, progress: nil)
        #expect(alone.densities[0] == answer.densities[2])
        #expect(alone.cost == DensityCost())
    }
}
