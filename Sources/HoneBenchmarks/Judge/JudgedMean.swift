import Foundation
import HoneNumerics

/// Intervals for the mean over tasks that come in clusters.
///
/// A cluster is drawn with all its tasks and their runs: what differs within clusters is in it already, and drawing it again would
/// count it twice (Davison and Hinkley, "Bootstrap Methods and their Application", 1997, section 3.8). Draws that tasks share
/// are drawn beside the clusters (Owen, "The pigeonhole bootstrap", 2007). The interval is studentised (Efron, "The Jackknife,
/// the Bootstrap and Other Resampling Plans", 1982, section 10.10), since it alone kept its word for 8 to 60 clusters of skewed differences (`hone bench judge`).
///
///     let judge = JudgedMean(sample, crossesSlots: false)
///     let interval = judge.interval(.studentised, level: 0.95, seed: 0)
package struct JudgedMean {
    private let totals: ClusterTotals
    private let crossesSlots: Bool
    private let own: (mean: Double, standardError: Double)

    /// With fewer clusters there is little to draw from, and Student's t takes the place of the studentised interval.
    package static let fewestClusters = 5
    package static let resamples = 9999

    /// - Parameter crossesSlots: whether a slot is one draw or adapter that all tasks share.
    package init(_ sample: ClusteredSample, crossesSlots: Bool) {
        totals = ClusterTotals(sample)
        self.crossesSlots = crossesSlots && sample.slotCount > 1
        own = totals.estimate(
            clusters: Array(0..<totals.clusterCount), slots: Array(0..<totals.slotCount),
            crossesSlots: self.crossesSlots)
    }

    /// - Returns: nil with fewer than two clusters: nothing tells how much they differ.
    package func interval(
        _ method: IntervalMethod = .studentised, level: Double = 0.95, resamples: Int = JudgedMean.resamples,
        seed: UInt64 = 0
    ) -> MeanInterval? {
        guard totals.clusterCount > 1, own.mean.isFinite else { return nil }
        guard own.standardError > 1e-12 * abs(own.mean), own.standardError > 0 else {
            return MeanInterval(
                mean: own.mean, standardError: 0, low: own.mean, high: own.mean, p: own.mean == 0 ? 1 : 0)
        }
        switch method {
        case .student: return student(level)
        case .studentised:
            guard totals.clusterCount >= Self.fewestClusters else { return student(level) }
            return studentised(level, draws(resamples, seed))
        case .percentile, .bca:
            let means = draws(resamples, seed).map(\.mean).sorted()
            let ends = method == .bca ? levels(level, means) : [(1 - level) / 2, (1 + level) / 2]
            let below = Double(means.count { $0 <= 0 } + 1) / Double(means.count + 2)
            return result(
                Self.quantile(means, ends[0]), Self.quantile(means, ends[1]), p: 2 * min(below, 1 - below))
        }
    }

    private func result(_ low: Double, _ high: Double, p: Double) -> MeanInterval {
        MeanInterval(mean: own.mean, standardError: own.standardError, low: low, high: high, p: min(1, p))
    }

    private func draws(_ count: Int, _ seed: UInt64) -> [(mean: Double, standardError: Double)] {
        var generator = SeededGenerator(seed: seed).fork("judge")
        let all = Array(0..<totals.slotCount)
        return (0..<count).map { _ in
            let clusters = (0..<totals.clusterCount).map { _ in
                Int(generator.uniform() * Double(totals.clusterCount))
            }
            let slots =
                crossesSlots ? all.map { _ in Int(generator.uniform() * Double(totals.slotCount)) } : all
            return totals.estimate(clusters: clusters, slots: slots, crossesSlots: crossesSlots)
        }
    }

    private func studentised(_ level: Double, _ draws: [(mean: Double, standardError: Double)]) -> MeanInterval? {
        // A draw of equal clusters alone has no standard error and says nothing of its distribution.
        let ratios = draws.filter { $0.standardError > 1e-6 * own.standardError }
            .map { ($0.mean - own.mean) / $0.standardError }.sorted()
        guard ratios.count > 1 else { return student(level) }
        let tail = (1 - level) / 2
        let observed = own.mean / own.standardError
        let count = Double(ratios.count + 1)
        let above = Double(ratios.count { $0 >= observed } + 1) / count
        let below = Double(ratios.count { $0 <= observed } + 1) / count
        return result(
            own.mean - Self.quantile(ratios, 1 - tail) * own.standardError,
            own.mean - Self.quantile(ratios, tail) * own.standardError, p: 2 * min(above, below))
    }

    private func student(_ level: Double) -> MeanInterval {
        let clusters = totals.clusterCount
        let freedom = Double((crossesSlots ? min(clusters, totals.slotCount) : clusters) - 1)
        let reach = StudentDistribution.quantile(0.5 + level / 2, freedom: freedom) * own.standardError
        let p = 2 * (1 - StudentDistribution.cumulative(abs(own.mean) / own.standardError, freedom: freedom))
        return result(own.mean - reach, own.mean + reach, p: p)
    }

    /// Where BCa takes its ends (Efron, "Better bootstrap confidence intervals", 1987, equation 2.3), the acceleration from leaving
    /// out one cluster at a time.
    private func levels(_ level: Double, _ means: [Double]) -> [Double] {
        let clusters = Array(0..<totals.clusterCount)
        let slots = Array(0..<totals.slotCount)
        let left = clusters.map { out in
            totals.estimate(clusters: clusters.filter { $0 != out }, slots: slots, crossesSlots: false).mean
        }
        let center = left.reduce(0, +) / Double(left.count)
        let square = left.reduce(0) { $0 + pow(center - $1, 2) }
        let acceleration = square > 0 ? left.reduce(0) { $0 + pow(center - $1, 3) } / (6 * pow(square, 1.5)) : 0
        let count = Double(means.count)
        let share = (Double(means.count { $0 < own.mean }) + Double(means.count { $0 <= own.mean })) / (2 * count)
        let bias = NormalDistribution.quantile(min(max(share, 1 / (count + 1)), count / (count + 1)))
        return [(1 - level) / 2, (1 + level) / 2].map { tail in
            let z = bias + NormalDistribution.quantile(tail)
            return NormalDistribution.cumulative(bias + z / (1 - acceleration * z))
        }
    }

    /// Of sorted numbers, between neighbours evenly.
    static func quantile(_ sorted: [Double], _ level: Double) -> Double {
        let place = min(max(level, 0), 1) * Double(sorted.count - 1)
        let index = min(Int(place), max(0, sorted.count - 2))
        guard sorted.count > 1 else { return sorted.first ?? .nan }
        return sorted[index] + (place - Double(index)) * (sorted[index + 1] - sorted[index])
    }
}
