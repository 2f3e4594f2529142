import Foundation
import HoneNumerics

/// Keeps every integer coordinate of a normal distribution able to leave the value that its mean stands at: a share of the
/// probability stays on both sides.
///
/// Source: Hamano, Saito, Nomura and Shirakawa, "CMA-ES with margin: lower-bounding marginal probability for mixed-integer
/// black-box optimization", 2022, section 4 (their A is `scales`).
package struct IntegerMargin: Sendable {
    /// The places of a coordinate's values in rising order; nil for a continuous one.
    private let values: [[Double]?]
    /// How much wider an integer coordinate is drawn than the distribution says; 1 for a continuous one.
    package private(set) var scales: [Double]
    private let margin: Double

    /// - Parameter population: λ; the margin is 1 / (n λ).
    package init(_ values: [[Double]?], population: Int) {
        self.values = values.map { ($0?.count ?? 0) > 1 ? $0 : nil }
        scales = Array(repeating: 1, count: values.count)
        margin = 1 / Double(values.count * population)
    }

    /// A point as it is evaluated: integer coordinates are drawn apart and put on the nearest value.
    package func encoded(_ point: [Double], mean: [Double]) -> [Double] {
        point.indices.map { axis in
            guard let values = values[axis] else { return point[axis] }
            return values[Self.nearest(mean[axis] + (point[axis] - mean[axis]) * scales[axis], in: values)]
        }
    }

    /// The index of the nearest value, the lower of two equally near ones.
    private static func nearest(_ place: Double, in values: [Double]) -> Int {
        var (low, high) = (0, values.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if place <= (values[middle] + values[middle + 1]) / 2 { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Moves means and widens scales where an update has left less than the margin.
    package mutating func correct(_ state: inout EvolutionState) {
        for (axis, values) in values.enumerated() {
            guard let values else { continue }
            let deviation = state.sigma * state.covariance[axis, axis].squareRoot()
            let place = Self.nearest(state.mean[axis], in: values)
            let below = min(max(place - 1, 0), values.count - 2)
            let above = min(place, values.count - 2)
            let limits = (
                low: (values[below] + values[below + 1]) / 2, high: (values[above] + values[above + 1]) / 2
            )
            (state.mean[axis], scales[axis]) = corrected(
                mean: state.mean[axis], scale: scales[axis], deviation: deviation, limits: limits)
        }
    }

    private func corrected(mean: Double, scale: Double, deviation: Double, limits: (low: Double, high: Double))
        -> (mean: Double, scale: Double)
    {
        let spread = deviation * scale
        let low = NormalDistribution.cumulative((limits.low - mean) / spread)
        let high = 1 - NormalDistribution.cumulative((limits.high - mean) / spread)
        if max(low, high) > 0.5 {
            // At an end: the one limit may be so far away only that the margin lies beyond it.
            guard min(low, high) < margin else { return (mean, scale) }
            let distance = -NormalDistribution.quantile(margin) * spread
            let side: Double = mean > limits.high ? 1 : (mean < limits.high ? -1 : 0)
            return (limits.high + side * distance, scale)
        }
        let middle = 1 - (low + high)
        let (raisedLow, raisedHigh) = (max(low, margin / 2), max(high, margin / 2))
        let excess = 1 - raisedLow - raisedHigh - middle
        let total = raisedLow + middle + raisedHigh - 3 * margin / 2
        func shared(_ part: Double) -> Double {
            min(max(part + excess * (part - margin / 2) / total, 1e-10), 0.5 - 1e-10)
        }
        let lowReach = -NormalDistribution.quantile(shared(raisedLow))
        let highReach = -NormalDistribution.quantile(shared(raisedHigh))
        return (
            (limits.low * highReach + limits.high * lowReach) / (lowReach + highReach),
            (limits.high - limits.low) / ((lowReach + highReach) * deviation)
        )
    }
}
