import HoneCore
import HoneNumerics
import HoneReader
import Testing

struct DensityTests {
    private let bins = ReaderBins.score(32)

    private func density(_ seed: UInt64) -> ReaderDensity {
        var generator = SeededGenerator(seed: seed)
        return ReaderDensity(bins: bins, probabilities: (0..<32).map { _ in exponentialDraw(&generator) })
    }

    private func exponentialDraw(_ generator: inout SeededGenerator) -> Double {
        -naturalLogarithm(1 - generator.uniform())
    }

    @Test(arguments: [UInt64](0..<4))
    func expectationsAreThoseOfTheDensityByNumericalIntegration(seed: UInt64) throws {
        let density = density(seed)
        let scale = try #require(ContextScale([3, 1, 7, 2.5, 4]))
        var (mean, value, square, improvement) = (0.0, 0.0, 0.0, 0.0)
        let threshold = 1.7
        for bin in 0..<bins.count {
            let steps = 4000
            for step in 0..<steps {
                let s = bins.edges[bin] + bins.width(bin) * (Double(step) + 0.5) / Double(steps)
                let weight = density.probabilities[bin] / Double(steps)
                mean += weight * s
                square += weight * s * s
                value += weight * scale.value(s)
                improvement += weight * max(0, threshold - scale.value(s))
            }
        }
        #expect(abs(density.mean - mean) < 1e-6)
        #expect(abs(density.deviation - (square - mean * mean).squareRoot()) < 1e-6)
        #expect(abs(density.meanValue(scale) - value) < 1e-5 * abs(value))
        #expect(abs(density.expectedImprovement(over: threshold, scale) - improvement) < 1e-6)
    }

    @Test func quantilesInvertTheCumulativeProbability() {
        let density = density(5)
        for level in stride(from: 0.01, through: 0.99, by: 0.01) {
            #expect(abs(density.cumulative(density.quantile(level)) - level) < 1e-9)
        }
        #expect(density.cumulative(-100) == 0 && density.cumulative(100) == 1)
    }

    @Test func scoresMeasureByTheContextAndInvert() throws {
        // Best 1, median 3, so 3 has u = 1 and the score log 9.
        let scale = try #require(ContextScale([3, 1, 7, 2.5, 4]))
        #expect(abs(scale.score(3) - naturalLogarithm(9)) < 1e-12)
        #expect(scale.score(1) == 0 && scale.score(0) < 0)
        for value in [-20, 0, 0.9, 1, 1.1, 5, 300.0] { #expect(abs(scale.value(scale.score(value)) - value) < 1e-9) }
        #expect(ContextScale([]) == nil)
        #expect(ContextScale([2, 2])?.score(2) == 0)
    }

    @Test func contextFeaturesFollowTheResultsAlone() {
        let features = ContextFeatures.of([3, 1, 1, 7])
        #expect(features.count == 16)
        // Half the score, the rank, whether it is the best (two share that, so none is alone), how many.
        #expect(features[0 * 4 + 1] == 0.125 && features[1 * 4 + 1] == -0.25 && features[3 * 4 + 1] == 0.375)
        #expect(features[1 * 4 + 0] == 0 && features[0 * 4 + 3] == 0.1)
        #expect(ContextFeatures.of([5]) == [0, 0, 0, 0.025])
        #expect(ContextFeatures.of([]).isEmpty)
        // Other units and another zero give the same features.
        let scaled = ContextFeatures.of([3, 1, 1, 7].map { 1000 * $0 - 5 })
        #expect(zip(features, scaled).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    @Test func binsTakeWhatLiesOutside() {
        #expect(bins.bin(of: -50) == 0 && bins.bin(of: 50) == 31 && bins.count == 32)
        #expect(bins.bin(of: bins.edges[7]) == 7)
        let quantiles = ReaderBins.quantile(32)
        #expect(quantiles.bin(of: 0) == 0 && quantiles.bin(of: 1) == 31 && abs(quantiles.edges[1] - 0.012) < 1e-12)
    }
}
