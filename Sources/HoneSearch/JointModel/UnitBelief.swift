import Foundation

/// What is believed of the objective's unit σ (median minus 5 % quantile) in a study: places of log σ with their weights.
///
/// Past tasks with the same metric tell it within a factor of two or so, but a study may measure in per cent what they had in
/// parts, or be a hundred times quieter: a part of the belief is wide, in both directions, and the values decide.
package struct UnitBelief: Sendable, Hashable {
    struct Place: Sendable, Hashable {
        var logScale: Double
        /// Logarithm of the prior probability of the place's surroundings.
        var logWeight: Double
    }

    let places: [Place]
    /// The most probable place before any value.
    let mean: Double

    /// A family's datasets differ more than a handful of them shows.
    private static let leastDeviation = 0.5
    /// Where only the study's own values tell.
    private static let unknownDeviation = 1.0
    /// The part of the belief that allows for another order of magnitude, and how wide it is.
    private static let wideShare = 0.1
    private static let wideDeviation = 4.0
    private static let wideReach = 9.0
    private static let wideStep = 0.75
    /// Places of the narrow part, in its standard deviations.
    private static let reach = 2.5
    private static let step = 0.25
    /// The logarithms of numbers that a double holds.
    private static let largest = 700.0

    /// - Parameters:
    ///   - known: log σ in past tasks with the study's metric, and how it differs between them; nil without any.
    ///   - own: what the study's own values suggest; nil where there are too few, or all are equal.
    package init(known: (mean: Double, deviation: Double)?, own: Double?) {
        let center = known?.mean ?? own ?? 0
        let deviation = known.map { max($0.deviation, Self.leastDeviation) } ?? Self.unknownDeviation
        self.init(mean: center, deviation: deviation, wideShare: Self.wideShare)
    }

    /// - Parameter wideShare: 0 for a normal belief.
    package init(mean: Double, deviation: Double, wideShare: Double = 0) {
        self.mean = mean
        func density(_ distance: Double) -> Double {
            func normal(_ deviation: Double) -> Double { exp(-0.5 * pow(distance / deviation, 2)) / deviation }
            return (1 - wideShare) * normal(deviation) + wideShare * normal(Self.wideDeviation)
        }
        let width = Self.reach * deviation
        let narrow = stride(from: -Self.reach, through: Self.reach, by: Self.step).map { $0 * deviation }
        let wide =
            wideShare > 0
            ? stride(from: -Self.wideReach, through: Self.wideReach, by: Self.wideStep).filter { abs($0) > width } : []
        places =
            (narrow.map { ($0, Self.step * deviation) } + wide.map { ($0, Self.wideStep) })
            .filter { abs(mean + $0.0) < Self.largest }
            .map { Place(logScale: mean + $0.0, logWeight: log(density($0.0) * $0.1)) }
    }
}
