import HoneCore

/// Methods beside a reference: the mean over tasks of paired differences, with an interval and a p value that is corrected for how
/// many comparisons there are.
package struct MethodComparison: Sendable, Hashable, Codable {
    /// A method at one number of evaluations.
    package struct Line: Sendable, Hashable, Codable {
        package var method: String
        package var evaluations: Int
        package var tasks: Int
        package var clusters: Int
        /// Fewest and most pairs of a task.
        package var pairs: [Int]
        /// Means over the same pairs.
        package var own: Double
        package var reference: Double
        /// Below 0 where the method is better; nil where nothing tells how far the truth may lie from the mean.
        package var difference: Double
        package var interval: MeanInterval?
        /// Holm's, over all lines in which anything differs.
        package var adjusted: Double?
        /// Tasks on which the method is better, level, worse.
        package var better: Int
        package var level: Int
        package var worse: Int

        /// `better`, `worse`, or `level` where the adjusted p value does not tell.
        package var verdict: String {
            guard let adjusted, adjusted < MethodComparison.significance else { return "level" }
            return difference < 0 ? "better" : "worse"
        }
    }

    package static let checkpoints = [1, 5, 10, 20, 50, 100, 200]
    package static let significance = 0.05

    package var measure: String
    package var against: String
    package var clusteredBy: String
    package var lines: [Line]
    /// How many comparisons the p values are adjusted for.
    package var comparisons: Int
    /// Runs that have no partner, and so do not count here.
    package var alone: [String]
    /// Whether seeds are draws that tasks share, and are resampled beside the clusters.
    package var crossesDraws: Bool

    /// - Returns: nil where the reference has no run, or no other method has one that it can be paired with.
    package init?(
        _ runs: [BenchmarkRun], against reference: String, measure: RunMeasure, clusters: TaskClusters, seed: UInt64 = 0
    ) {
        let byMethod = Dictionary(grouping: runs, by: \.method)
        guard let theirs = byMethod[reference] else { return nil }
        self.measure = measure.name
        against = reference
        clusteredBy = clusters.kind.rawValue
        lines = []
        alone = []
        comparisons = 0
        crossesDraws = false
        for (method, own) in byMethod.sorted(by: { $0.key < $1.key }) where method != reference {
            let paired = PairedRuns(own, besides: theirs)
            alone += paired.alone
            crossesDraws = crossesDraws || paired.crossesDraws
            let curves = PairedCurves(paired, measure: measure)
            for evaluations in Self.checkpoints where evaluations <= curves.longest {
                if let line = curves.line(method, at: evaluations, clusters: clusters, seed: seed) {
                    lines.append(line)
                }
            }
        }
        alone = Array(Set(alone)).sorted()
        guard !lines.isEmpty else { return nil }
        // Where nothing differs (all begin with the default) nothing is compared.
        let compared = lines.indices.filter { lines[$0].interval.map { $0.standardError > 0 } == true }
        comparisons = compared.count
        for (index, value) in zip(compared, Holm.adjusted(compared.compactMap { lines[$0].interval?.p })) {
            lines[index].adjusted = value
        }
    }
}
