import HoneCore
import HoneSearch
import Testing

struct GridOptimizerTests {
    @Test func aGridOfRangesEndsWithItsLastCombination() async throws {
        var simulation = StudySimulation(try SampleSpace.branin(), value: SampleSpace.branin)
        try await simulation.run(GridOptimizer(), trials: 100, parallel: 3)
        #expect(simulation.history.trials.count == 25)
        #expect(Set(simulation.keys).count == 25)
    }

    @Test func trialsThatAreNoneOfTheGridDoNotShortenIt() async throws {
        var simulation = StudySimulation(try SampleSpace.branin(), value: SampleSpace.branin)
        for place in 0..<7 {
            simulation.start(["x": .float(1.234), "y": .float(Double(place) + 0.1)])
            simulation.finish(place)
        }
        try await simulation.run(GridOptimizer(), trials: 100)
        #expect(simulation.history.trials.count == 7 + 25)
    }

    @Test func gridsOfBillionsBegin() async throws {
        let space = try SearchSpace(
            (0..<40).map { Parameter("x\($0)", .float(low: 0, high: 1, scale: .linear, step: nil)) },
            constraints: [try Constraint(parsing: "x0 + x1 <= 1")])
        var simulation = StudySimulation(space) { $0.number("x3") }
        try await simulation.run(GridOptimizer(), trials: 30)
        #expect(Set(simulation.keys).count == 30)
        #expect(simulation.history.trials.allSatisfy { space.contains($0.configuration) })
    }
}
