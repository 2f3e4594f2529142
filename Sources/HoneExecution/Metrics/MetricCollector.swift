import Foundation
import HoneCore

/// Reads the objectives' values from what a program left behind. The first channel that names an objective decides, and in
/// it the last mention:
///
/// 1. JSON lines in the results file,
/// 2. lines on stdout that begin `hone:` followed by such JSON,
/// 3. `name: number` or `name=number` on stdout, or what `--metric-regex` matches,
/// 4. the same two on stderr.
///
/// A last mention that cannot be read is no reason to take an earlier one: then there is no value, and a message.
package struct MetricCollector: Sendable {
    /// What a trial must report: the study's objectives, and behind them metrics that it bounds.
    package let objectives: [Objective]
    /// How many of these are the study's objectives.
    package let objectiveCount: Int
    package let pattern: MetricPattern?
    /// Names that are no metrics though they look so: programs like to print their parameters.
    package let parameters: Set<String>
    private let scanner: LineScanner

    package init(
        objectives: [Objective], constraints: [MetricConstraint] = [], pattern: MetricPattern? = nil,
        parameters: Set<String> = [],
        scanner: LineScanner = LineScanner()
    ) {
        let bounded = constraints.filter { constraint in !objectives.contains { $0.metric == constraint.metric } }
        var seen: Set<String> = []
        self.objectives =
            objectives + bounded.filter { seen.insert($0.metric).inserted }.map { Objective(.minimize, $0.metric) }
        objectiveCount = objectives.count
        self.pattern = pattern
        self.parameters = parameters
        self.scanner = scanner
    }

    package func collect(_ files: ProgramOutput) -> MetricFindings {
        var findings = MetricFindings()
        var results = ReportChannel(objectives: objectives)
        let resultsCut = attempt("the results file", &findings) { findings throws(RegularFile.Refusal) in
            try readResults(files.results, into: &results, &findings.scanned)
        }
        var sources = [Source(name: "results file", reports: results, skippedBytes: resultsCut)]
        for (name, path) in [("stdout", files.standardOutput), ("stderr", files.standardError)]
        where objectives.contains(where: { objective in !sources.contains { $0.place(of: objective) != nil } }) {
            var scan = OutputScan(objectives: objectives, pattern: pattern)
            let cut = attempt(name, &findings) { _ throws(RegularFile.Refusal) in
                try scan.read(path, by: scanner)
                return scan.extent.skippedBytes
            }
            sources.append(Source(name: name, reports: scan.tagged, plain: scan.plain, skippedBytes: cut))
            findings.scanned.note(scan, isErrors: name == "stderr")
        }
        findings.places = objectives.map { objective in sources.lazy.compactMap { $0.place(of: objective) }.first }
        findings.metrics = metrics(of: sources)
        return findings
    }

    /// The same of what a function reported, in its order.
    package func collect(reported: [[String: Double]]) -> MetricFindings {
        var reports = ReportChannel(objectives: objectives)
        for (index, numbers) in reported.enumerated() { reports.add(numbers, line: index + 1) }
        var findings = MetricFindings()
        findings.places = objectives.map { objective in
            reports.deciding(for: objective).map { found in
                MetricFindings.Place(
                    reading: found.reading, source: "returned by the function", text: "",
                    reports: reports.steps(of: objective))
            }
        }
        findings.metrics = metrics(of: [Source(name: "function", reports: reports, skippedBytes: 0)])
        return findings
    }

    /// - Returns: bytes at the beginning of the file that were left out.
    private func readResults(
        _ path: String, into results: inout ReportChannel, _ scanned: inout MetricFindings.Scanned
    ) throws(RegularFile.Refusal) -> Int {
        let extent = try scanner.scan(path) { piece in
            guard piece.bytes.contains(where: { $0 != 32 && $0 != 9 && $0 != 13 }) else { return }
            if piece.isWhole, results.add(piece.bytes, of: piece) { return }
            results.addBroken(
                piece,
                piece.isWhole
                    ? "the line is no JSON object" : "the line is longer than \(scanner.pieceLength >> 20) MiB")
            scanned.badResultLine = scanned.badResultLine ?? piece.line
        }
        scanned.resultLines = extent.lines
        return extent.skippedBytes
    }

    /// Reads a file; one that is missing says nothing, one that is none is told of.
    private func attempt(
        _ name: String, _ findings: inout MetricFindings,
        _ read: (inout MetricFindings) throws(RegularFile.Refusal) -> Int
    ) -> Int {
        do {
            return try read(&findings)
        } catch .missing {
            return 0
        } catch {
            findings.scanned.refusals.append("\(name) \(error.text), so it was not read")
            return 0
        }
    }

    /// Numbers beside the objectives; where two sources name one, the one that comes first counts.
    private func metrics(of sources: [Source]) -> [String: Double] {
        let objectives = Set(objectives.map(\.metric))
        var metrics: [String: Double] = [:]
        for others in sources.flatMap(\.others) {
            for (name, value) in others.values.sorted(by: { $0.key < $1.key })
            where metrics[name] == nil && metrics.count < OtherMetrics.limit && !objectives.contains(name)
                && !parameters.contains(name)
            {
                metrics[name] = value
            }
        }
        return metrics
    }

    /// A file that was read, with its channels.
    private struct Source {
        var name: String
        var reports: ReportChannel
        var plain: PlainChannel?
        var skippedBytes: Int

        var others: [OtherMetrics] { [reports.others, plain?.others].compactMap(\.self) }

        func place(of objective: Objective) -> MetricFindings.Place? {
            if let found = reports.deciding(for: objective) {
                let source = "\(line(found))\(plain == nil ? "" : " (hone:)")\(note(found))"
                return .init(
                    reading: found.reading, source: source, text: found.text, reports: reports.steps(of: objective))
            }
            guard let found = plain?.deciding(for: objective) else { return nil }
            return .init(
                reading: found.reading, source: "\(line(found)): \(found.text)\(note(found))", text: found.text,
                reports: [])
        }

        private func line(_ mention: MetricMention) -> String {
            let place = skippedBytes > 0 ? " of its last GiB" : ""
            return "\(name), line \(mention.line)\(place)"
        }

        private func note(_ mention: MetricMention) -> String {
            if case .percent = mention.reading { "; the number before the per cent sign" } else { "" }
        }
    }
}

extension MetricFindings.Scanned {
    fileprivate mutating func note(_ scan: OutputScan, isErrors: Bool) {
        names = Set(names + scan.plain.others.values.keys).sorted()
        if isErrors {
            lastErrorLine = scan.lastLine
        } else {
            outputLines = scan.extent.lines
            lastLine = scan.lastLine
        }
    }
}

extension RegularFile.Refusal {
    /// Behind the name of the file: `is a pipe`.
    var text: String {
        switch self {
        case .missing: "is missing"
        case .notAFile(let kind): "is \(kind)"
        case .refused(let number): "cannot be opened (\(String(cString: strerror(number))))"
        }
    }
}
