import HoneCore

extension BenchmarkReport {
    /// The report as a table for people, one method a line.
    ///
    /// - Parameter title: what the tasks are.
    package func text(title: String = "all tasks") -> String {
        let checkpoints = lines.first?.figures.map(\.evaluations) ?? []
        var rows = [
            ["method", "seeds"] + checkpoints.map { "@\($0)" } + [
                "rank@\(checkpoints.last ?? 0)", "s first", "s later",
            ]
        ]
        for line in lines {
            let figures = line.figures.map { figure in
                figure.regret.fixedText(decimals: 4)
                    + (figure.standardError.map { "±" + $0.fixedText(decimals: 4) } ?? "")
            }
            rows.append(
                [line.method, line.seedsText] + figures + [
                    line.figures.last.map { $0.rank.fixedText(decimals: 2) } ?? "",
                    line.firstSeconds.map { $0.fixedText(decimals: 3) } ?? "",
                    line.laterSeconds.map { $0.fixedText(decimals: 3) } ?? "",
                ])
        }
        var text =
            "\(title): mean regret over \(tasks.count) tasks after so many evaluations, ± standard error over seeds\n"
        text += AlignedText.of(rows)
        if !leftOut.isEmpty {
            text += "\nleft out (not every method has runs there): \(leftOut.joined(separator: ", "))"
        }
        return text
    }

    /// The families of the report's tasks, each reported alone.
    package static func byFamily(_ runs: [BenchmarkRun], scales: [String: RegretScale]) -> [(String, BenchmarkReport)] {
        let families = Dictionary(grouping: runs) { $0.task.split(separator: "/").first.map(String.init) ?? $0.task }
        return families.sorted { $0.key < $1.key }.map { ($0.key, BenchmarkReport($0.value, scales: scales)) }
    }
}

extension BenchmarkReport.Line {
    fileprivate var seedsText: String {
        guard let fewest = seeds.first, let most = seeds.last, fewest != most else { return "\(seeds.first ?? 0)" }
        return "\(fewest)-\(most)"
    }
}
