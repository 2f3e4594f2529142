import Foundation
import HoneReader
import HoneSearch

/// What forecasts were worth, once the results are known.
package struct ForecastScore: Sendable, Hashable, Codable {
    /// Mean negative log-likelihood, in nats, of 32 bins that all methods share.
    package var loss: Double
    /// Spearman's correlation of what was expected and what came, ties averaged.
    package var spearman: Double
    /// Parts of the results within the central intervals of `levels`.
    package var coverage: [Double]
    /// Parts below and above the interval of the last level.
    package var below: Double
    package var above: Double

    package static let levels = [0.5, 0.8, 0.95]
    package static let bins = 32
    /// Every method's bins are mixed with this part of an even density, so that no single surprise counts without bound.
    package static let evenPart = 1e-3

    /// - Parameters:
    ///   - outcomes: what came, one a candidate of the forecast, in its own terms (minimised results or places); not empty.
    ///   - edges: `[bins - 1]` inner edges of the bins, ascending, in the same terms.
    package init(_ forecast: any OutcomeForecast, outcomes: [Double], edges: [Double]) {
        let count = Double(outcomes.count)
        var loss = 0.0
        var covered = [Int](repeating: 0, count: Self.levels.count)
        var (below, above) = (0, 0)
        for (index, outcome) in outcomes.enumerated() {
            // An outcome on an edge belongs to the bin above it, as in `ReaderBins`.
            let bin = edges.firstIndex { outcome < $0 } ?? edges.count
            let low = bin == 0 ? 0 : forecast.cumulative(edges[bin - 1], of: index)
            let high = bin == edges.count ? 1 : forecast.cumulative(edges[bin], of: index)
            let share = (1 - Self.evenPart) * max(0, high - low) + Self.evenPart / Double(edges.count + 1)
            loss -= log(share)
            // Where a distribution jumps at the outcome the middle of the jump counts.
            let step = 1e-9 * max(1e-9, abs(outcome))
            let place =
                0.5 * (forecast.cumulative(outcome - step, of: index) + forecast.cumulative(outcome + step, of: index))
            for (position, level) in Self.levels.enumerated() where abs(place - 0.5) <= level / 2 {
                covered[position] += 1
            }
            let tail = (1 - (Self.levels.last ?? 1)) / 2
            if place < tail { below += 1 }
            if place > 1 - tail { above += 1 }
        }
        self.loss = loss / count
        spearman = RankCorrelation.spearman(outcomes.indices.map(forecast.expectation), outcomes)
        coverage = covered.map { Double($0) / count }
        self.below = Double(below) / count
        self.above = Double(above) / count
    }

    /// Inner edges of places: fine at the good end.
    package static var placeEdges: [Double] { Array(ReaderBins.quantile(bins).edges.dropFirst().dropLast()) }

    /// Inner edges of results, by the results that were told; nil where these give no scale.
    package static func resultEdges(_ told: [Double]) -> [Double]? {
        guard ReaderExample.isScaled(told), let scale = ContextScale(told) else { return nil }
        return ReaderBins.score(bins).edges.dropFirst().dropLast().map(scale.value)
    }
}
