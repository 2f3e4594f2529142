import Foundation

/// A study's results relative to what it knows itself: 0 is its best so far, about 2.2 its median, below 0 better than all.
/// Nothing peeks at trials that are yet to come.
///
/// s = sign(u) log(1 + 8 |u|) with u = (y - best) / unit; the unit is the way from the best to the median, at least a quarter
/// of the deviation.
package struct ContextScale: Sendable, Hashable {
    package let best: Double
    package let unit: Double

    private static let steepness = 8.0

    /// - Parameter values: the results so far, lower is better, finite.
    /// - Returns: nil without results.
    package init?(_ values: [Double]) {
        guard let best = values.min() else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        let median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        let mean = values.reduce(0, +) / Double(values.count)
        let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
        self.best = best
        unit = max(median - best, 0.25 * deviation, 1e-12)
    }

    /// s of a result.
    package func score(_ value: Double) -> Double {
        let u = (value - best) / unit
        return u < 0 ? -log1p(-Self.steepness * u) : log1p(Self.steepness * u)
    }

    /// The result that has this s.
    package func value(_ score: Double) -> Double {
        let u = expm1(abs(score)) / Self.steepness
        return best + unit * (score < 0 ? -u : u)
    }

    /// Integral of max(0, threshold - y(s)) over s in low...high; the part of a bin that improves on a result.
    func improvement(over threshold: Double, low: Double, high: Double) -> Double {
        let end = min(high, score(threshold))
        guard end > low else { return 0 }
        return (threshold - best) * (end - low) - unit * (Self.integral(end) - Self.integral(low))
    }

    /// Mean of the result over s in low...high.
    func mean(low: Double, high: Double) -> Double {
        best + unit * (Self.integral(high) - Self.integral(low)) / (high - low)
    }

    /// Integral of u(s) from 0 to s.
    private static func integral(_ s: Double) -> Double { (expm1(abs(s)) - abs(s)) / steepness }
}
