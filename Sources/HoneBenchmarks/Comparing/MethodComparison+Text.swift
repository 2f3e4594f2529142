import HoneCore

extension MethodComparison {
    /// For people: a line for each method and number of evaluations.
    package var text: String {
        var rows = [["method", "@", "own", against, "difference", "95 % interval", "p", "better-level-worse", ""]]
        for line in lines {
            rows.append([
                line.method, "\(line.evaluations)", Self.fixed(line.own), Self.fixed(line.reference),
                Self.signed(line.difference),
                line.interval.map { "[\(Self.signed($0.low)), \(Self.signed($0.high))]" } ?? "unknown",
                line.adjusted.map { $0.fixedText(decimals: 3) } ?? "-", "\(line.better)-\(line.level)-\(line.worse)",
                line.verdict,
            ])
        }
        return heading + "\n" + AlignedText.of(rows) + notes
    }

    private var heading: String {
        let tasks = lines.map(\.tasks).max() ?? 0
        let clusters = lines.map(\.clusters).max() ?? 0
        let pairs = lines.flatMap(\.pairs)
        let seeds = pairs.min() == pairs.max() ? "\(pairs.max() ?? 0)" : "\(pairs.min() ?? 0)-\(pairs.max() ?? 0)"
        let kind = ["family": "families", "dataset": "datasets"][clusteredBy] ?? "tasks"
        return "\(measure), minus that of \(against): \(tasks) tasks of \(clusters) \(kind), \(seeds) pairs each; "
            + "p adjusted for \(comparisons) comparisons"
    }

    private var notes: String {
        var notes = ""
        if crossesDraws { notes += "\nseeds are draws that tasks share, and were resampled too" }
        if let fewest = lines.map(\.clusters).min(), fewest < JudgedMean.fewestClusters {
            notes += "\nfewer than \(JudgedMean.fewestClusters) clusters: intervals rest on the normal theory"
        }
        if !alone.isEmpty {
            let shown = alone.prefix(5).joined(separator: ", ")
            let more = alone.count > 5 ? " and \(alone.count - 5) more" : ""
            notes += "\nwithout partner: \(shown)\(more)"
        }
        return notes
    }

    private static func fixed(_ value: Double) -> String { value.fixedText(decimals: 4) }
    private static func signed(_ value: Double) -> String { (value < 0 ? "" : "+") + fixed(value) }
}
