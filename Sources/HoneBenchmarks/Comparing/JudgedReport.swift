/// The report of finished runs: means and ranks, and what can be said of the differences.
package struct JudgedReport: Sendable, Encodable {
    package var report: BenchmarkReport
    /// Paired differences of regret, then of regret in the hidden test metric where the tasks have one.
    package var comparisons: [MethodComparison]
    package var headline: HeadlineFigures?

    private enum Key: String, CodingKey { case tasks, leftOut, lines, comparisons, headline }

    /// - Parameters:
    ///   - tasks: identities of the runs' tasks.
    ///   - reference: what others are compared with; nil to choose: `gp`, else `random`, else nothing.
    ///   - clusters: nil to choose.
    package init(
        _ runs: [BenchmarkRun], tasks: [TaskIdentity], scales: [String: RegretScale],
        heldOut: [String: HeldOutMetric] = [:], against reference: String? = nil, clusters: TaskClusters.Kind? = nil,
        hasHeadline: Bool = false, seed: UInt64 = 0
    ) {
        report = BenchmarkReport(runs, scales: scales)
        let methods = Set(runs.map(\.method))
        let names = Set(runs.map(\.task))
        let clusters = TaskClusters(tasks.filter { names.contains($0.name) }, kind: clusters)
        let regret = RunMeasure.regret(scales)
        let measures = [regret] + (heldOut.isEmpty ? [] : [RunMeasure.heldOut(heldOut)])
        if let against = reference ?? ["gp", HeadlineFigures.randomName].first(where: methods.contains) {
            comparisons = measures.compactMap {
                MethodComparison(runs, against: against, measure: $0, clusters: clusters, seed: seed)
            }
        } else {
            comparisons = []
        }
        headline = hasHeadline ? HeadlineFigures(runs, measure: regret, report: report) : nil
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(report.tasks, forKey: .tasks)
        try container.encode(report.leftOut, forKey: .leftOut)
        try container.encode(report.lines, forKey: .lines)
        try container.encode(comparisons, forKey: .comparisons)
        try container.encodeIfPresent(headline, forKey: .headline)
    }

    /// For people.
    package var text: String {
        ([report.text()] + comparisons.map(\.text) + [headline?.text].compactMap(\.self)).joined(separator: "\n\n")
    }
}
