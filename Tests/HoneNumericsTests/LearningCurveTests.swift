import Foundation
import HoneNumerics
import Testing

struct LearningCurveTests {
    private static func curve(_ count: Int, noise: Double = 0, seed: UInt64 = 0, _ value: (Double) -> Double)
        -> [Double]
    {
        var generator = SeededGenerator(seed: seed)
        return (1...count).map { value(Double($0)) + noise * generator.normal() }
    }

    @Test(
        "The end of a curve is foreseen within three times its deviation",
        arguments: [0.3, 0.7, 1.5], [5.0, 15, 60])
    func endsAreForeseen(exponent: Double, time: Double) throws {
        let functions: [(Double) -> Double] = [
            { 0.2 + pow($0, -exponent) }, { 3 - 2 * exp(-$0 / time) }, { -5 * pow($0 + 3, -exponent) },
        ]
        for (index, function) in functions.enumerated() {
            let seen = Self.curve(15, noise: 0.01, seed: UInt64(index), function)
            let model = try #require(LearningCurveModel(steps: Array(1...15), values: seen, last: 100))
            let forecast = model.prediction(at: 100)
            #expect(abs(forecast.mean - function(100)) < 3 * forecast.deviation)
        }
    }

    @Test func intervalsHoldWhatTheyPromise() throws {
        var generator = SeededGenerator(seed: 3)
        var inside = 0
        let count = 300
        for index in 0..<count {
            let (level, height) = (generator.uniform(), generator.uniform(0.3, 2))
            let (exponent, time) = (generator.uniform(0.3, 2), generator.uniform(3, 40))
            let isPower = generator.uniform() < 0.5
            let function: (Double) -> Double = {
                level + height * (isPower ? pow($0, -exponent) : exp(-($0 - 1) / time))
            }
            let length = 4 + generator.integer(below: 25)
            let seen = Self.curve(length, noise: 0.02, seed: UInt64(index), function)
            let model = try #require(LearningCurveModel(steps: Array(1...length), values: seen, last: 50))
            let end = function(50) + 0.02 * generator.normal()
            let below = model.prediction(at: 50).probability(below: end)
            if below > 0.1 && below < 0.9 { inside += 1 }
        }
        // 80 % intervals; more than promised does no harm, less does.
        #expect(Double(inside) / Double(count) > 0.75)
    }

    @Test func moreOfACurveLeavesLessInDoubt() throws {
        let seen = Self.curve(40, noise: 0.005) { 0.3 + 1 / $0 }
        let deviations = try [4, 10, 40].map { count in
            try #require(
                LearningCurveModel(steps: Array(1...count), values: Array(seen.prefix(count)), last: 50)
            ).prediction(at: 50).deviation
        }
        #expect(deviations[0] > deviations[1] && deviations[1] > deviations[2])
    }

    @Test func theForecastMovesWithTheUnitOfTheValues() throws {
        let seen = Self.curve(8, noise: 0.01) { 0.3 + 1 / $0 }
        let own = try #require(LearningCurveModel(steps: Array(1...8), values: seen, last: 30))
        let other = try #require(
            LearningCurveModel(steps: Array(1...8), values: seen.map { 7 - 1000 * $0 }, last: 30))
        let (a, b) = (own.prediction(at: 30), other.prediction(at: 30))
        #expect(abs(b.mean - (7 - 1000 * a.mean)) < 1e-6 * abs(b.mean))
        #expect(abs(b.deviation - 1000 * a.deviation) < 1e-6 * b.deviation)
        #expect(abs(a.probability(below: 0.4) - (1 - b.probability(below: -393))) < 1e-9)
    }

    @Test func aFlatOrAShortCurveIsNoTrouble() throws {
        let flat = try #require(LearningCurveModel(steps: [1, 2, 3], values: [2, 2, 2], last: 10))
        #expect(abs(flat.prediction(at: 10).mean - 2) < 1e-3)
        #expect(LearningCurveModel(steps: [1], values: [2], last: 10) == nil)
        #expect(LearningCurveModel(steps: [1, 2], values: [2, .infinity], last: 10) == nil)
    }
}
