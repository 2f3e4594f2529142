import Foundation
import HoneCore

/// The pattern of `--metric-regex`: its group is the objective's value.
public struct MetricPattern: Sendable {
    /// The pattern as it was written.
    public let pattern: String
    private let expression: NSRegularExpression

    /// - Throws: `MetricPatternError` if it is no regular expression or has no group.
    public init(_ pattern: String) throws(MetricPatternError) {
        self.pattern = pattern
        do {
            expression = try NSRegularExpression(pattern: pattern, options: [.anchorsMatchLines])
        } catch {
            throw MetricPatternError(
                pattern: pattern, problem: "it is not a regular expression",
                remedy: "check its brackets and backslashes")
        }
        guard expression.numberOfCaptureGroups >= 1 else {
            throw MetricPatternError(
                pattern: pattern, problem: "it has no group to read the value from",
                remedy: "put one around the number, such as 'loss ([0-9.]+)'")
        }
    }

    enum Outcome: Hashable {
        case none
        case found(MetricReading)
        /// It took too long, or more memory than the engine allows itself.
        case givenUp
    }

    /// The value of the last match in a line: the text of the first group that took part in it.
    func lastMatch(in text: String, until deadline: ContinuousClock.Instant) -> Outcome {
        var outcome = Outcome.none
        expression.enumerateMatches(
            in: text, options: [.reportProgress, .reportCompletion], range: NSRange(text.startIndex..., in: text)
        ) { match, flags, stop in
            if let match {
                outcome = Self.value(of: match, in: text) ?? outcome
            } else if flags.contains(.internalError) {
                outcome = .givenUp
            } else if flags.contains(.progress), ContinuousClock.now > deadline || Task.isCancelled {
                outcome = .givenUp
                stop.pointee = true
            }
        }
        return outcome
    }

    private static func value(of match: NSTextCheckingResult, in text: String) -> Outcome? {
        let groups = (1..<match.numberOfRanges).lazy.compactMap { Range(match.range(at: $0), in: text) }
        guard let range = groups.first else { return nil }
        return .found(reading(text[range], before: text[range.upperBound...]))
    }

    /// The group's number, unless the number goes on behind the group: `([0-9.]+)` finds 1 in `1e-5`.
    private static func reading(_ group: Substring, before rest: Substring) -> MetricReading {
        let trimmed = group.last == "." && group.dropLast().contains(".") ? group.dropLast() : group
        let next = rest.unicodeScalars.prefix(3).map { $0 }
        let isDigit = { (index: Int) in next.indices.contains(index) && ("0"..."9").contains(next[index]) }
        let isCut =
            isDigit(0)
            || next.first.map { scalar in
                switch scalar {
                case ",": isDigit(1) && !group.contains(".")
                case ".", "_": isDigit(1)
                case "e", "E": isDigit(1) || (next.count > 1 && (next[1] == "-" || next[1] == "+") && isDigit(2))
                default: false
                }
            } == true
        guard !isCut else {
            return .unreadable("--metric-regex takes only \(PrintableText.line(String(group))) of the number")
        }
        return MetricNumber.whole(String(trimmed))
    }
}
