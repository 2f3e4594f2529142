import Foundation
import HoneCore

/// How seconds weigh against improvement: improvement per second (Snoek, Larochelle and Adams, "Practical Bayesian optimization of machine
/// learning algorithms", 2012, section 3.2), less and less of it as a budget is used up, where there is one (Lee et al., "Cost-aware
/// Bayesian optimization", 2020, section 3: "cost cooling"), so that the end of a study goes to what is best rather than cheap.
package struct CostWeighing: Sendable, Hashable {
    /// Seconds of all trials together at which only improvement counts; nil for no such end.
    package var budget: Double?

    package init(budget: Double? = nil) { self.budget = budget }

    /// The power of the seconds that improvement is divided by, 0...1.
    func exponent(after seconds: Double) -> Double {
        guard let budget, budget > 0 else { return 1 }
        return min(max(1 - seconds / budget, 0), 1)
    }
}

/// A process through the logarithms of trials' seconds.
struct CostSurrogate {
    let surrogate: MetricSurrogate
    /// What the logarithm of the improvement loses for each unit of the process.
    let weight: Double

    /// Trials of known seconds, and the ratio of the longest to the shortest, below which seconds tell nothing.
    private static let fewest = 5
    private static let leastRatio = 1.2

    /// - Parameters:
    ///   - points: with the constant 1 as their only term.
    ///   - seconds: one a point, where known.
    /// - Returns: nil where all trials take about as long, or too little is known.
    init?(_ encoder: FeatureEncoder, points: Points, seconds: [Double?], _ weighing: CostWeighing) {
        let known = seconds.indices.filter { seconds[$0] != nil }
        let logarithms = seconds.compactMap(\.self).map { log($0) }
        guard known.count >= Self.fewest, let least = logarithms.min(), let most = logarithms.max(),
            most - least > log(Self.leastRatio),
            let surrogate = MetricSurrogate(
                encoder, points: points.selecting(known), values: logarithms, isWarped: false)
        else { return nil }
        self.surrogate = surrogate
        let spent = seconds.reduce(0) { $0 + ($1 ?? 0) }
        weight = weighing.exponent(after: spent) * surrogate.units.scaling.scale
    }
}
