import HoneCore

/// Reads the objectives' values from what a program left behind: the first channel that yields an objective wins.
///
/// 1. JSON lines in the results file, 2. lines on stdout that begin `hone:` followed by such JSON, 3. `name: number` or
/// `name=number` on stdout, or what `--metric-regex` matches.
package struct MetricCollector: Sendable {
    package let objectives: [Objective]
    package let pattern: MetricPattern?
    /// Names that are no metrics though they look so: programs like to print their parameters.
    package let parameters: Set<String>

    package init(objectives: [Objective], pattern: MetricPattern? = nil, parameters: Set<String> = []) {
        self.objectives = objectives
        self.pattern = pattern
        self.parameters = parameters
    }

    /// What was found.
    package struct Findings: Sendable {
        /// The objectives' values, in their order; nil where none was found.
        package var values: [Double?]
        /// Where the first objective was read.
        package var source: String?
        package var metrics: [String: Double]
        /// Steps of the first objective.
        package var reports: [StepReport]
        package var scanned: Scanned
    }

    /// What was looked at, for the message if nothing was found.
    package struct Scanned: Sendable {
        package var outputLines = 0
        /// The last line of stdout that is not blank.
        package var lastLine: String?
        /// The first line of the results file that is no JSON object.
        package var badResultLine: Int?
        package var resultLines = 0
        /// Names that were seen on stdout with a number.
        package var names: [String] = []
    }

    /// How many metrics are kept besides the objectives.
    private static let metricLimit = 256
    /// Names with numbers on stdout that are kept as metrics.
    private static let longestName = 64

    /// - Parameter reported: what a function reported, in order; nil for a program, whose files are read.
    package func collect(_ files: AttemptFiles, reported: [[String: Double]]? = nil) -> Findings {
        var scanned = Scanned()
        var results = ReportChannel(objectives: objectives)
        if let reported {
            for (index, numbers) in reported.enumerated() {
                results.add(numbers, line: index + 1, limit: Self.metricLimit)
            }
            var found = findings(
                results: results, tagged: ReportChannel(objectives: objectives),
                plain: PlainChannel(objectives: objectives), scanned: scanned)
            found.source = found.source.map { _ in "returned by the function" }
            return found
        }
        scanned.resultLines = LineScanner.scan(files.results) { number, line in
            guard !line.allSatisfy({ $0 == 32 || $0 == 9 }) else { return }
            if let numbers = NumberObject.parse(line) {
                results.add(numbers, line: number, limit: Self.metricLimit)
            } else if scanned.badResultLine == nil {
                scanned.badResultLine = number
            }
        }
        var tagged = ReportChannel(objectives: objectives)
        var plain = PlainChannel(objectives: objectives)
        if !objectives.allSatisfy({ results.value(for: $0) != nil }) {
            scanOutput(files.standardOutput, &tagged, &plain, &scanned)
        }
        scanned.names = plain.others.keys.sorted()
        return findings(results: results, tagged: tagged, plain: plain, scanned: scanned)
    }

    private func scanOutput(
        _ path: String, _ tagged: inout ReportChannel, _ plain: inout PlainChannel, _ scanned: inout Scanned
    ) {
        let prefix = Array("hone:".utf8)
        var lastLine: [UInt8] = []
        let count = LineScanner.scan(path) { number, line in
            if line.contains(where: { $0 > 32 }) {
                // Overwritten in place: a billion lines allocate once.
                lastLine.removeAll(keepingCapacity: true)
                lastLine.append(contentsOf: line.prefix(Self.longestQuote))
            }
            let text = line.drop { $0 == 32 || $0 == 9 }
            if text.starts(with: prefix), let numbers = NumberObject.parse(text.dropFirst(prefix.count)) {
                tagged.add(numbers, line: number, limit: Self.metricLimit)
                return
            }
            if let pattern, let value = pattern.value(in: line) { plain.add(value, line: number, bytes: line) }
            PlainMetricScanner.scan(line) { name, value in
                plain.add(name, value, line: number, bytes: line, hasPattern: pattern != nil, limit: Self.metricLimit)
            }
        }
        scanned.outputLines = count
        scanned.lastLine = lastLine.isEmpty ? nil : Self.quote(lastLine)
    }

    private func findings(
        results: ReportChannel, tagged: ReportChannel, plain: PlainChannel, scanned: Scanned
    ) -> Findings {
        var findings = Findings(values: [], source: nil, metrics: [:], reports: [], scanned: scanned)
        for objective in objectives {
            let place: (value: Double, source: String, reports: [StepReport])?
            if let found = results.value(for: objective) {
                place = (found.value, "results file, line \(found.line)", results.steps(of: objective))
            } else if let found = tagged.value(for: objective) {
                place = (found.value, "stdout, line \(found.line) (hone:)", tagged.steps(of: objective))
            } else if let found = plain.found[objective.metric] {
                place = (found.value, "stdout, line \(found.line): \(found.text)", [])
            } else {
                place = nil
            }
            findings.values.append(place?.value)
            if objective == objectives.first {
                findings.source = place?.source
                findings.reports = place?.reports ?? []
            }
        }
        let names = Set(objectives.map(\.metric))
        for metrics in [plain.others, tagged.others, results.others] {
            for (name, value) in metrics where !names.contains(name) && !parameters.contains(name) {
                findings.metrics[name] = value
            }
        }
        return findings
    }

    /// Bytes of a line that are quoted to people.
    static let longestQuote = 160

    static func quote(_ bytes: some Collection<UInt8>) -> String {
        let text = String(decoding: bytes.prefix(longestQuote), as: UTF8.self)
        let printable = text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : String($0) }.joined()
        let trimmed = printable.drop { $0 == " " }
        return String(trimmed) + (bytes.count >= longestQuote ? "..." : "")
    }

    static func isKeptName(_ name: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        name.count <= longestName && name.contains { ($0 | 0x20) >= 97 && ($0 | 0x20) <= 122 }
    }
}

/// Numbers that were reported as JSON, from one of the two channels that carry it.
struct ReportChannel {
    let objectives: [Objective]
    private var finals: [String: (value: Double, line: Int)] = [:]
    private var series: [String: ReportSeries] = [:]
    private(set) var others: [String: Double] = [:]

    init(objectives: [Objective]) { self.objectives = objectives }

    mutating func add(_ numbers: [String: Double], line: Int, limit: Int) {
        let step = numbers["step"].flatMap(Int.init(exactly:))
        for (name, value) in numbers where name != "step" {
            if objectives.contains(where: { $0.metric == name }) {
                if let step {
                    series[name, default: ReportSeries()].add(step: step, value: value, line: line)
                } else {
                    finals[name] = (value, line)
                }
            } else if others[name] != nil || others.count < limit {
                others[name] = value
            }
        }
    }

    func value(for objective: Objective) -> (value: Double, line: Int)? {
        finals[objective.metric] ?? series[objective.metric]?.value(for: objective)
    }

    func steps(of objective: Objective) -> [StepReport] { series[objective.metric]?.kept ?? [] }
}

/// Numbers that stand in plain text on stdout; the last of a name counts.
struct PlainChannel {
    struct Found {
        var value: Double
        var line: Int
        var text: String
    }

    /// The objectives' names as bytes: the text is not turned into strings to be compared.
    private let names: [(bytes: [UInt8], text: String)]
    private(set) var found: [String: Found] = [:]
    private(set) var others: [String: Double] = [:]

    init(objectives: [Objective]) { names = objectives.map { (Array($0.metric.utf8), $0.metric) } }

    /// What the pattern matched: the first objective's value.
    mutating func add(_ value: Double, line: Int, bytes: UnsafeBufferPointer<UInt8>) {
        guard let objective = names.first?.text else { return }
        found[objective] = Found(value: value, line: line, text: MetricCollector.quote(bytes))
    }

    /// - Parameter hasPattern: the first objective is read by a pattern, not by its name.
    mutating func add(
        _ name: Slice<UnsafeBufferPointer<UInt8>>, _ value: Double, line: Int, bytes: UnsafeBufferPointer<UInt8>,
        hasPattern: Bool, limit: Int
    ) {
        if let index = names.firstIndex(where: { $0.bytes.elementsEqual(name) }) {
            guard !(hasPattern && index == 0) else { return }
            found[names[index].text] = Found(value: value, line: line, text: MetricCollector.quote(bytes))
        } else if MetricCollector.isKeptName(name) {
            let text = String(decoding: name, as: UTF8.self)
            if others[text] != nil || others.count < limit { others[text] = value }
        }
    }
}
