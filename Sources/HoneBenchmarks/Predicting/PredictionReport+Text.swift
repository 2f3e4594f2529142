import HoneCore

extension PredictionReport {
    /// For people: a line for each number of trials and method.
    package func text(title: String = "all tasks") -> String {
        var rows = [
            [
                "method", "told", "tasks", "NLL", "Spearman", "50 %", "80 %", "95 %", "below", "above",
                "NLL difference",
                "p", "Spearman difference", "p",
            ]
        ]
        for line in lines {
            rows.append(
                [line.method, "\(line.told)", "\(line.tasks)", Self.fixed(line.loss), Self.fixed(line.spearman)]
                    + (line.coverage + [line.below, line.above]).map { $0.fixedText(decimals: 3) }
                    + Self.cells(line.lossDifference) + Self.cells(line.spearmanDifference))
        }
        let kind = ["family": "families", "dataset": "datasets"][clusteredBy] ?? "tasks"
        let reference =
            against.map { "; differences to \($0) with 95 % intervals over \(clusters) \(kind), p adjusted" } ?? ""
        return "\(title): forecasts of rows that were not told\(reference)\n" + AlignedText.of(rows)
    }

    /// Each family alone, without differences.
    package static func byFamily(_ runs: [PredictionRun]) -> [(family: String, report: PredictionReport)] {
        Dictionary(grouping: runs, by: \.family).sorted { $0.key < $1.key }.map { family, runs in
            var report = PredictionReport(runs, against: nil)
            report.against = nil
            for index in report.lines.indices {
                report.lines[index].lossDifference = nil
                report.lines[index].spearmanDifference = nil
            }
            return (family, report)
        }
    }

    private static func cells(_ difference: Difference?) -> [String] {
        guard let difference else { return ["", ""] }
        let interval = difference.interval
        return [
            "\(signed(interval.mean)) [\(signed(interval.low)), \(signed(interval.high))]",
            difference.adjusted.fixedText(decimals: 3),
        ]
    }

    private static func fixed(_ value: Double) -> String { value.fixedText(decimals: 3) }
    private static func signed(_ value: Double) -> String { (value < 0 ? "" : "+") + fixed(value) }
}
