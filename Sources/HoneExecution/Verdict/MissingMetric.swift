import Foundation
import HoneCore

/// The message for a program that ended well but left no value: what was looked at, and how to report one.
struct MissingMetric {
    let objective: Objective
    let place: MetricFindings.Place?
    let scanned: MetricFindings.Scanned

    var message: String {
        let name = objective.metric
        if let place, let problem = place.reading.problem {
            return
                "the last mention of \(name) cannot be read: \(problem) (\(quoted(place))). What was reported before it is not taken instead. Print \"\(name): 0.31\", \(report)"
        }
        return "the program ended well but printed no metric named \(name) (\(scannedText)). \(remedy)"
    }

    /// The source, with the line behind it where it does not stand there yet.
    private func quoted(_ place: MetricFindings.Place) -> String {
        place.source.hasSuffix(place.text) ? place.source : "\(place.source): \(place.text)"
    }

    private var scannedText: String {
        var parts = scanned.refusals
        if scanned.resultLines > 0 { parts.append("scanned \(lines(scanned.resultLines)) of the results file") }
        if let line = scanned.badResultLine { parts.append("line \(line) of it is no JSON object") }
        if let last = scanned.lastLine {
            parts.append("scanned \(lines(scanned.outputLines)) of stdout, the last: \"\(last)\"")
        } else {
            parts.append("stdout is empty")
        }
        if let last = scanned.lastErrorLine { parts.append("the last of stderr: \"\(last)\"") }
        return parts.joined(separator: "; ")
    }

    private func lines(_ count: Int) -> String { count == 1 ? "1 line" : "\(count) lines" }

    private var remedy: String {
        let name = objective.metric
        if let related { return "Print \"\(name): 0.31\", or point at it: --metric-regex '\(related)'" }
        if let other = NearestName.find(name, among: scanned.names), other != name {
            return
                "It printed \(other): did you mean --\(objective.direction.rawValue) \(other)? Or print \"\(name): 0.31\""
        }
        return "Print \"\(name): 0.31\", \(report)"
    }

    private var report: String {
        "or append {\"\(objective.metric)\": 0.31} as a line to the file named by HONE_RESULTS"
    }

    /// A pattern for a number in the last line that stands behind a word with the metric's name in it.
    private var related: String? {
        guard let last = scanned.lastLine else { return nil }
        let words = last.split { $0 == " " || $0 == ":" || $0 == "=" || $0 == "\t" }
        for (index, word) in words.enumerated().dropLast() where word.contains(objective.metric) {
            guard MetricNumber.whole(String(words[index + 1])).value?.isFinite == true else { continue }
            let between = last[word.endIndex..<words[index + 1].startIndex]
            return "\(NSRegularExpression.escapedPattern(for: String(word) + between))([0-9.eE+-]+)"
        }
        return nil
    }
}
