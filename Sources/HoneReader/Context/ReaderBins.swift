import Foundation

/// The bins of the two densities.
///
/// Without context the network tells the share of a task's trials that are better than a candidate (0...1, fine at the good
/// end); with context, the score of `ContextScale`, whose first and last bin take all that lies outside.
package struct ReaderBins: Sendable, Hashable {
    /// `[bins + 1]`, ascending; of the score's the first and the last are where mass beyond is thought to end.
    package let edges: [Double]

    /// Of the quantile: 0, then geometric from .012 to 1.
    package static func quantile(_ bins: Int) -> ReaderBins {
        let ratio = log(1 / 0.012)
        return ReaderBins(edges: [0] + (0..<bins).map { 0.012 * exp(ratio * Double($0) / Double(bins - 1)) })
    }

    /// Of the score: even from -2.4 to 3.4, and an end bin as wide as six at each side.
    package static func score(_ bins: Int) -> ReaderBins {
        let step = 5.8 / Double(bins - 2)
        let inner = (0..<(bins - 1)).map { -2.4 + step * Double($0) }
        return ReaderBins(edges: [inner[0] - 6 * step] + inner + [inner[bins - 2] + 6 * step])
    }

    private init(edges: [Double]) { self.edges = edges }

    package var count: Int { edges.count - 1 }

    package func width(_ bin: Int) -> Double { edges[bin + 1] - edges[bin] }
    package func center(_ bin: Int) -> Double { (edges[bin] + edges[bin + 1]) / 2 }

    /// The bin of a number; what lies outside belongs to the first and the last.
    package func bin(of number: Double) -> Int {
        var low = 0
        var high = count
        while high - low > 1 {
            let middle = (low + high) / 2
            if number >= edges[middle] { low = middle } else { high = middle }
        }
        return low
    }
}
