import Foundation
import HoneNumerics

/// What of a normal distribution lies between two bounds.
enum NormalMass {
    /// Beyond so many standard deviations lies less than a `Double` near 1 can tell.
    private static let farAway = 8.3

    /// The logarithm of the probability between two standardised bounds, `low` < `high`.
    static func logarithm(_ low: Double, _ high: Double) -> Double {
        if low <= -farAway, high >= farAway { return 0 }
        // In the upper tail the difference of two numbers near 1 would lose everything: mirrored, it is one of small numbers.
        if low > 0 { return logarithm(-high, -low) }
        if high <= 0 {
            let upper = NormalDistribution.logCumulative(high)
            let lower = NormalDistribution.logCumulative(low)
            return upper + log1p(-exp(lower - upper))
        }
        return log1p(-NormalDistribution.cumulative(low) - NormalDistribution.cumulative(-high))
    }
}
