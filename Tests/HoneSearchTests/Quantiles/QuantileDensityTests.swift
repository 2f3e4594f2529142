import Foundation
import HoneSearch
import Testing

@Suite("A density over quantiles")
struct QuantileDensityTests {
    private let density = QuantileDensity(weights: [4, 2, 1, 1, 2])

    /// Values at the midpoints of many equal cells, each with its share of the density.
    private func integrate(_ function: (Double) -> Double) -> Double {
        let cells = 100_000
        return (0..<cells).reduce(0.0) { sum, cell in
            let place = (Double(cell) + 0.5) / Double(cells)
            let bin = min(Int(place * 5), 4)
            return sum + Double(density.probabilities[bin]) * 5 * function(place) / Double(cells)
        }
    }

    @Test("Mean and deviation are those of the piecewise constant density")
    func moments() {
        #expect(abs(density.mean - integrate { $0 }) < 1e-6)
        let mean = density.mean
        #expect(abs(density.standardDeviation - integrate { ($0 - mean) * ($0 - mean) }.squareRoot()) < 1e-6)
    }

    @Test("Expected improvement agrees with numerical integration", arguments: [-0.1, 0, 0.03, 0.2, 0.55, 0.99, 1.2])
    func expectedImprovement(best: Double) {
        #expect(abs(density.expectedImprovement(below: best) - integrate { max(best - $0, 0) }) < 1e-6)
    }

    @Test("Quantiles invert the distribution function")
    func quantiles() {
        #expect(density.quantile(0) == 0)
        #expect(abs(density.quantile(0.4) - 0.2) < 1e-6)
        #expect(abs(density.quantile(0.5) - 0.3) < 1e-6)
        #expect(abs(density.quantile(1) - 1) < 1e-6)
        for probability in [0.1, 0.33, 0.77] {
            let place = density.quantile(probability)
            #expect(abs(integrate { $0 < place ? 1 : 0 } - probability) < 1e-4)
        }
    }

    @Test("Outputs that are no numbers give a density that says nothing")
    func senseless() {
        #expect(QuantileDensity(logits: [Float.nan, 1]).mean == 0.5)
        #expect(QuantileDensity(weights: []).probabilities == [1])
        #expect(QuantileDensity(weights: [-1, 2]).probabilities == [1])
    }

    @Test("A softmax does not overflow")
    func softmax() {
        let density = QuantileDensity(logits: [1000, 1000, -1000])
        #expect(density.probabilities == [0.5, 0.5, 0])
    }

    @Test("Spearman's correlation is that of the ranks")
    func spearman() {
        #expect(RankCorrelation.spearman([1, 2, 3, 4], [10, 20, 30, 1000]) == 1)
        #expect(RankCorrelation.spearman([1, 2, 3], [3, 2, 1]) == -1)
        #expect(RankCorrelation.spearman([1, 1, 1], [3, 2, 1]) == 0)
        // Ranks (1, 2.5, 2.5, 4) and (1, 3, 2, 4): covariance 4.5, variances 4.5 and 5.
        #expect(abs(RankCorrelation.spearman([1, 2, 2, 3], [1, 3, 2, 4]) - 4.5 / (4.5 * 5.0).squareRoot()) < 1e-12)
    }
}
