import HoneCore

/// How often what came lay within the interval that was predicted for it, by method: 50, 80 and 95 % of it should.
///
/// The points are those that a search chose, which makes it a hard test: whoever looks for the best finds where predictions are
/// too hopeful.
package struct CoverageReport: Sendable, Hashable, Codable {
    package struct Line: Sendable, Hashable, Codable {
        package var method: String
        /// Evaluations with a prediction.
        package var predictions: Int
        /// The part of them within the central intervals of `levels`.
        package var covered: [Double]
        /// The part that came out better than the interval of 95 %, and worse.
        package var better: Double
        package var worse: Double
    }

    package static let levels = [0.5, 0.8, 0.95]
    /// The places of the levels' ends among `BenchmarkRun.quantiles`.
    private static let ends = [(2, 3), (1, 4), (0, 5)]

    package var lines: [Line]

    /// - Parameter scales: of the tasks, for their directions; what is not named is minimised.
    package init(_ runs: [BenchmarkRun], scales: [String: RegretScale] = [:]) {
        lines = Dictionary(grouping: runs, by: \.method).sorted { $0.key < $1.key }.compactMap { method, runs in
            Self.line(method, runs, scales)
        }
    }

    private static func line(_ method: String, _ runs: [BenchmarkRun], _ scales: [String: RegretScale]) -> Line? {
        var count = 0
        var covered = [0, 0, 0]
        var low = 0
        var high = 0
        for run in runs {
            let isMaximised = scales[run.task]?.direction == .maximize
            for (value, quantiles) in zip(run.values, run.expected ?? [])
            where quantiles.count == BenchmarkRun.quantiles.count {
                count += 1
                for (level, (first, last)) in ends.enumerated()
                where value >= quantiles[first] && value <= quantiles[last] {
                    covered[level] += 1
                }
                if value < quantiles[0] { if isMaximised { high += 1 } else { low += 1 } }
                if value > quantiles[5] { if isMaximised { low += 1 } else { high += 1 } }
            }
        }
        guard count > 0 else { return nil }
        return Line(
            method: method, predictions: count, covered: covered.map { Double($0) / Double(count) },
            better: Double(low) / Double(count), worse: Double(high) / Double(count))
    }

    /// For people.
    package var text: String {
        guard !lines.isEmpty else { return "coverage: no run kept what was predicted" }
        var rows = ["coverage of the central intervals of 50, 80 and 95 %; parts better and worse than the last"]
        for line in lines {
            let shares = (line.covered + [line.better, line.worse]).map { $0.fixedText(decimals: 3) }
            rows.append(
                "\(line.method)  \(shares.joined(separator: "  "))  (\(line.predictions) predictions)")
        }
        return rows.joined(separator: "\n")
    }
}
