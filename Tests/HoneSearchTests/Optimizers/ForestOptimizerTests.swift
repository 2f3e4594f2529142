import HoneCore
import HoneSearch
import Testing

struct ForestOptimizerTests {
    @Test func beatsRandomSearchInAHierarchicalSpace() async throws {
        var own = 0.0
        var random = 0.0
        for seed in 0..<5 {
            var simulation = StudySimulation(try SampleSpace.mixed(), value: SampleSpace.mixed)
            try await simulation.run(ForestOptimizer(), trials: 40, seed: UInt64(seed))
            own += try #require(simulation.best)
            simulation.history = TrialHistory()
            try await simulation.run(RandomOptimizer(), trials: 40, seed: UInt64(seed))
            random += try #require(simulation.best)
        }
        #expect(own < 0.6 * random)
    }

    @Test func worksInParallel() async throws {
        var simulation = StudySimulation(try SampleSpace.branin(), value: SampleSpace.branin)
        try await simulation.run(ForestOptimizer(), trials: 60, parallel: 4)
        #expect(Set(simulation.keys).count == 60)
        #expect(try #require(simulation.best) < 1.5)
    }
}
