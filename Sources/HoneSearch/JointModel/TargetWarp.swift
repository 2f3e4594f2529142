import Foundation

/// Draws in what lies far on the bad side, without losing any of it:
///
///     g(t) = t up to `reach`, reach + log(1 + t - reach) beyond
///
/// t is a value's distance from the best one seen, in the task's unit. How bad bad configurations are matters little for where
/// the best one lies, and a diverged run with a loss of 10⁹ would drown all other values; but a cap would make evidence of
/// what it cut. g is monotone and has an inverse, and its slope belongs to the likelihood (Snelson, Rasmussen and Ghahramani,
/// "Warped Gaussian processes", 2004, equation 6), so that no hypothesis about the unit gains by what is drawn in.
enum TargetWarp {
    /// Units above the best from which values are drawn in; the median lies at one or two.
    static let reach = 4.0

    static func warped(_ t: Double) -> Double { t <= reach ? t : reach + log1p(t - reach) }

    static func unwarped(_ z: Double) -> Double { z <= reach ? z : reach + expm1(min(z - reach, largestExponent)) }

    /// log g'(t).
    static func logSlope(_ t: Double) -> Double { t <= reach ? 0 : -log1p(t - reach) }

    private static let largestExponent = 600.0

    /// A prior's expectation drawn in in the same way; these have the median at 0, and the best at about -1.3.
    static func drawnIn(_ term: Double) -> Double {
        let shift = 1.3
        return warped(term + shift) - shift
    }
}
