import HoneCore
import HoneSearch
import Testing

struct OptimizerRegistryTests {
    private static func study(_ name: String) throws -> StudyDescription {
        StudyDescription(
            name: "s", objectives: [Objective(.minimize, "loss")], space: try SampleSpace.branin(),
            optimizer: OptimizerChoice(name: name))
    }

    @Test func anUnknownNameIsAnsweredWithTheNearest() throws {
        let error = #expect(throws: OptimizerError.self) {
            _ = try OptimizerRegistry().optimizer(for: try Self.study("randon"))
        }
        #expect(error?.description == "optimizer: there is none called randon; did you mean random?")
    }

    @Test func aChoiceThatWasResolvedCounts() async throws {
        var study = try Self.study("auto")
        study.optimizer.resolved = .init(name: "random", reason: "it is small")
        let made = try OptimizerRegistry().optimizer(for: study)
        let suggestion = try await made.suggest(1, for: study, given: TrialHistory(), seed: 0)
        #expect(suggestion[0].record.origin == "random")
    }

    @Test func othersCanBeAdded() async throws {
        var registry = OptimizerRegistry()
        registry.register("mine") { _, source in RandomOptimizer(source: source) }
        #expect(Set(registry.names).isSuperset(of: ["gp", "mine", "random"]))
        _ = try registry.optimizer(for: try Self.study("mine"))
    }
}
