import HoneCore

/// How papers sum up a tuner: on how many tasks it beats random search, by how much, and its mean rank.
package struct HeadlineFigures: Sendable, Hashable, Codable {
    package struct Line: Sendable, Hashable, Codable {
        package var method: String
        package var evaluations: Int
        package var tasks: Int
        /// Parts of the tasks on which the method's mean is below random search's, and equal to it.
        package var beats: Double
        package var ties: Double
        /// Random search's regret minus the method's, over tasks.
        package var meanImprovement: Double
        package var medianImprovement: Double
        /// Among all methods of the report, ties sharing; nil where the report has no figure for it.
        package var rank: Double?
    }

    package static let randomName = "random"

    package var lines: [Line]

    /// - Parameters:
    ///   - comparison: of differences to random search, task by task.
    ///   - report: for the ranks.
    package init?(_ runs: [BenchmarkRun], measure: RunMeasure, report: BenchmarkReport) {
        let byMethod = Dictionary(grouping: runs, by: \.method)
        guard let random = byMethod[Self.randomName] else { return nil }
        lines = []
        for (method, own) in byMethod.sorted(by: { $0.key < $1.key }) where method != Self.randomName {
            let curves = PairedCurves(PairedRuns(own, besides: random), measure: measure)
            for evaluations in MethodComparison.checkpoints where evaluations <= curves.longest {
                let gains = curves.differences(at: evaluations).map { -$0 }
                guard !gains.isEmpty else { continue }
                let count = Double(gains.count)
                let rank = report.lines.first { $0.method == method }?.figures
                    .first { $0.evaluations == evaluations }?.rank
                lines.append(
                    Line(
                        method: method, evaluations: evaluations, tasks: gains.count,
                        beats: Double(gains.count { $0 > PairedCurves.tie }) / count,
                        ties: Double(gains.count { abs($0) <= PairedCurves.tie }) / count,
                        meanImprovement: gains.reduce(0, +) / count, medianImprovement: Self.median(gains), rank: rank))
            }
        }
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// For people.
    package var text: String {
        var rows = [["method", "@", "tasks", "beats random", "ties", "mean gain", "median gain", "rank"]]
        for line in lines {
            rows.append([
                line.method, "\(line.evaluations)", "\(line.tasks)",
                (100 * line.beats).fixedText(decimals: 1) + " %", (100 * line.ties).fixedText(decimals: 1) + " %",
                line.meanImprovement.fixedText(decimals: 4), line.medianImprovement.fixedText(decimals: 4),
                line.rank.map { $0.fixedText(decimals: 2) } ?? "-",
            ])
        }
        return "tasks on which random search is beaten, and by how much regret\n" + AlignedText.of(rows)
    }
}
