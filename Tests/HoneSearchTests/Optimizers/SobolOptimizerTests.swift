import HoneCore
import HoneSearch
import Testing

struct SobolOptimizerTests {
    @Test func trialsAskedOneByOneAndInBatchesAreTheSame() async throws {
        var single = StudySimulation(try SampleSpace.branin(), value: SampleSpace.branin)
        var batches = StudySimulation(try SampleSpace.branin(), value: SampleSpace.branin)
        try await single.run(SobolOptimizer(), trials: 32, seed: 4)
        try await batches.run(SobolOptimizer(), trials: 32, parallel: 7, seed: 4)
        #expect(single.keys == batches.keys)
        // 32 intervals, each hit once.
        #expect(Set(single.history.trials.map { Int(($0.configuration.number("x") + 5) / 15 * 32) }).count == 32)
    }

    @Test func aConditionalParameterKeepsItsDimensionToItself() async throws {
        let space = try SearchSpace([
            Parameter("kind", .categorical(["a", "b"])),
            Parameter(
                "depth", .float(low: 0, high: 1, scale: .linear, step: nil), if: [.init(parent: "kind", values: ["b"])]),
            Parameter("rate", .float(low: 0, high: 1, scale: .linear, step: nil)),
        ])
        var simulation = StudySimulation(space) { $0.number("rate") }
        try await simulation.run(SobolOptimizer(), trials: 64)
        #expect(Set(simulation.history.trials.map { Int($0.configuration.number("rate") * 64) }).count == 64)
        let depths = simulation.history.trials.compactMap { $0.configuration["depth"]?.number }
        #expect(depths.count == 32)
        #expect(Set(depths.map { Int($0 * 16) }).count == 16)
    }

    @Test func spacesOfMoreDimensionsThanTheTableAreFilledToo() async throws {
        let space = try SearchSpace(
            (0..<400).map { Parameter("x\($0)", .float(low: 0, high: 1, scale: .linear, step: nil)) })
        var simulation = StudySimulation(space) { $0.number("x3") }
        try await simulation.run(SobolOptimizer(), trials: 16)
        let last = simulation.history.trials.map { $0.configuration.number("x399") }
        #expect(Set(last).count == 16)
        #expect(Set(simulation.history.trials.map { Int($0.configuration.number("x300") * 16) }).count == 16)
    }
}
