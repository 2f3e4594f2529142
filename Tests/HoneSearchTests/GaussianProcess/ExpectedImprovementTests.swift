import HoneSearch
import Testing

struct ExpectedImprovementTests {
    private struct Known: Decodable {
        struct Normal: Decodable { let mean, deviation, best, value, logarithm: Double }
        struct Binned: Decodable {
            let edges, probabilities: [Double]
            let best, value: Double
        }
        let normal: [Normal]
        let binned: [Binned]
    }

    @Test func ofANormalPredictionAgreesWithMultiplePrecision() throws {
        for known in try fixture("expected_improvement", as: Known.self).normal {
            let value = ExpectedImprovement.value(mean: known.mean, deviation: known.deviation, best: known.best)
            let logarithm = ExpectedImprovement.logarithm(
                mean: known.mean, deviation: known.deviation, best: known.best)
            #expect(abs(value - known.value) <= 1e-9 * known.value, "at \(known)")
            #expect(abs(logarithm - known.logarithm) < 1e-9 * max(1, abs(known.logarithm)), "at \(known)")
        }
    }

    @Test func ofADensityConstantInBinsAgreesWithIntegration() throws {
        for known in try fixture("expected_improvement", as: Known.self).binned {
            let value = ExpectedImprovement.value(
                edges: known.edges, probabilities: known.probabilities, best: known.best)
            #expect(abs(value - known.value) < 1e-8, "at \(known)")
        }
    }

    @Test func itsLogarithmRisesEverywhere() {
        var last = -Double.infinity
        for step in 0...200_000 {
            let z = -1100 + Double(step) * 0.0055
            let value = ExpectedImprovement.logarithm(mean: 0, deviation: 1, best: z)
            #expect(value > last, "at \(z)")
            guard value > last else { break }
            last = value
        }
    }

    @Test func withoutUncertaintyOnlyTheDifferenceCounts() {
        #expect(ExpectedImprovement.value(mean: 1, deviation: 0, best: 3) == 2)
        #expect(ExpectedImprovement.value(mean: 3, deviation: 0, best: 1) == 0)
    }
}
