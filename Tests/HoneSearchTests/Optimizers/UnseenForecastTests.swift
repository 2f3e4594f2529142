import HoneCore
import HoneSearch
import Testing

@Suite struct UnseenForecastTests {
    @Test func aDensityIsEvenWithinItsBins() {
        let reading = PlacesReading([QuantileDensity(weights: [3, 1]), nil])
        #expect(reading.count == 2)
        #expect(reading.cumulative(-1, of: 0) == 0)
        #expect(reading.cumulative(0.25, of: 0) == 0.375)
        #expect(reading.cumulative(0.5, of: 0) == 0.75)
        #expect(reading.cumulative(0.75, of: 0) == 0.875)
        #expect(reading.cumulative(2, of: 0) == 1)
        #expect(reading.expectation(of: 0) == 0.375)
    }

    @Test func whatCannotBePlacedMayStandAnywhere() {
        let reading = PlacesReading([nil])
        #expect(reading.cumulative(0.3, of: 0) == 0.3)
        #expect(reading.expectation(of: 0) == 0.5)
    }

    /// Says the same of every configuration.
    private struct Fixed: DensityModel {
        var bins: Int { 2 }
        var families: [FamilySummary] { [] }

        func densities(
            of configurations: [Configuration], for study: StudyDescription, progress: DensityProgress?
        ) async throws -> (densities: [QuantileDensity?], cost: DensityCost) {
            (configurations.map { _ in QuantileDensity(weights: [3, 1]) }, DensityCost())
        }
    }

    @Test func beforeAnyTrialTheModelsOwnDensityIsTold() async throws {
        let study = StudyDescription(
            name: "s", objectives: [Objective(.minimize, "loss")],
            space: try SearchSpace([Parameter("x", .float(low: 0, high: 1, scale: .linear, step: nil))]),
            usesDefault: false)
        let optimizer = JointOptimizer("lm", model: Fixed())
        let forecast = try await optimizer.forecast(
            of: [["x": .float(0.2)], ["x": .float(0.7)]], for: study, given: TrialHistory(), seed: 1)
        guard case .places(let places) = forecast else {
            Issue.record("\(forecast)")
            return
        }
        #expect(places.count == 2)
        #expect(places.cumulative(0.5, of: 1) == 0.75)
    }
}
