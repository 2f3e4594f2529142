import Foundation
import HoneCore

/// The message for a program that ended well but reported no value: what was looked at, and how to report one.
struct MissingMetric {
    let objective: Objective
    let scanned: MetricCollector.Scanned
    let files: AttemptFiles

    var message: String {
        let name = objective.metric
        return "the program ended well but printed no metric named \(name) (\(scannedText)). \(remedy)"
    }

    private var scannedText: String {
        var parts: [String] = []
        if scanned.resultLines > 0 { parts.append("scanned \(lines(scanned.resultLines)) of the results file") }
        if let line = scanned.badResultLine { parts.append("line \(line) of it is no JSON object") }
        if let last = scanned.lastLine {
            parts.append("scanned \(lines(scanned.outputLines)) of stdout, the last: \"\(last)\"")
        } else {
            parts.append("stdout is empty")
            if let error = FileTail.lastLine(of: files.standardError) {
                parts.append("the last of stderr: \"\(error)\"")
            }
        }
        return parts.joined(separator: "; ")
    }

    private func lines(_ count: Int) -> String { count == 1 ? "1 line" : "\(count) lines" }

    private var remedy: String {
        let name = objective.metric
        if let related { return "Print \"\(name): 0.31\", or point at it: --metric-regex '\(related)'" }
        if let other = NearestName.find(name, among: scanned.names) {
            return
                "It printed \(other): did you mean --\(objective.direction.rawValue) \(other)? Or print \"\(name): 0.31\""
        }
        return "Print \"\(name): 0.31\", or append {\"\(name)\": 0.31} as a line to the file named by HONE_RESULTS"
    }

    /// A pattern for a number in the last line that stands behind a word with the metric's name in it.
    private var related: String? {
        guard let last = scanned.lastLine else { return nil }
        let words = last.split { $0 == " " || $0 == ":" || $0 == "=" || $0 == "\t" }
        for (index, word) in words.enumerated().dropLast() where word.contains(objective.metric) {
            guard PlainMetricScanner.value(String(words[index + 1]))?.isFinite == true else { continue }
            let between = last[word.endIndex..<words[index + 1].startIndex]
            return "\(NSRegularExpression.escapedPattern(for: String(word) + between))([0-9.eE+-]+)"
        }
        return nil
    }
}
