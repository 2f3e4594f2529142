import Foundation
import HoneCore

/// What a past trial is worth: its place among the trials of its own task, 0 for the best and 1 for the worst.
///
/// Ranks need no common unit, so trials of different metrics and datasets can stand side by side. What a score of the
/// model means is pinned by this: the quantile of a trial within its task's trials in the database.
package enum TargetQuantiles {
    /// The trials that say something, with their quantiles: complete ones by their value, and ones that failed in a way
    /// that speaks against the configuration as the worst of all. Order is kept.
    package static func labelled(_ trials: [PastTrial], objective: Objective) -> [(trial: PastTrial, quantile: Double)]
    {
        var kept: [PastTrial] = []
        var costs: [Double] = []
        for trial in trials {
            switch trial.state {
            case .complete:
                guard let value = trial.value, value.isFinite else { continue }
                costs.append(objective.minimized(value))
            case .failed where trial.failure?.reason.isEvidenceAgainstConfiguration == true:
                costs.append(.infinity)
            default:
                continue
            }
            kept.append(trial)
        }
        return Array(zip(kept, quantiles(costs))).map { (trial: $0.0, quantile: $0.1) }
    }

    /// (rank - 1/2) / n for each cost, lower costs first, equal ones sharing the mean of their ranks.
    package static func quantiles(_ costs: [Double]) -> [Double] {
        let order = costs.indices.sorted { (costs[$0], $0) < (costs[$1], $1) }
        var result = [Double](repeating: 0, count: costs.count)
        var first = 0
        while first < order.count {
            var end = first + 1
            while end < order.count, costs[order[end]] == costs[order[first]] { end += 1 }
            // Ranks first+1 ... end have the mean (first + 1 + end) / 2.
            let quantile = (Double(first + 1 + end) / 2 - 0.5) / Double(costs.count)
            for position in first..<end { result[order[position]] = quantile }
            first = end
        }
        return result
    }

    /// A target distribution over equal bins of 0...1: a Gaussian around the quantile, normalised. Neighbouring bins get a
    /// share because ranks among some hundred trials are themselves uncertain.
    ///
    /// - Parameters:
    ///   - bins: how many; the centre of bin b is (b + 1/2) / bins.
    ///   - width: standard deviation in quantiles.
    package static func soft(_ quantile: Double, bins: Int, width: Double) -> [Float] {
        let weights = (0..<bins).map { bin -> Double in
            let distance = ((Double(bin) + 0.5) / Double(bins) - quantile) / width
            return exp(-0.5 * distance * distance)
        }
        let sum = weights.reduce(0, +)
        return weights.map { Float($0 / sum) }
    }
}
