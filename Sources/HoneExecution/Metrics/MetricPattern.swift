import Foundation
import HoneCore

/// The pattern of `--metric-regex`: its first group is the objective's value.
public struct MetricPattern: Sendable {
    public let pattern: String
    private let expression: NSRegularExpression

    /// - Throws: `MetricPatternError` if it is no regular expression or has no group.
    public init(_ pattern: String) throws(MetricPatternError) {
        self.pattern = pattern
        do {
            expression = try NSRegularExpression(pattern: pattern, options: [.anchorsMatchLines])
        } catch {
            throw MetricPatternError(
                pattern: pattern, problem: "this is no regular expression", remedy: "check its brackets and backslashes")
        }
        guard expression.numberOfCaptureGroups >= 1 else {
            throw MetricPatternError(
                pattern: pattern, problem: "it has no group to read the value from",
                remedy: "put one around the number, such as 'loss ([0-9.]+)'")
        }
    }

    /// The last match's value in a line (nil if none is a number).
    func value(in line: UnsafeBufferPointer<UInt8>) -> Double? {
        let text = String(decoding: line, as: UTF8.self)
        let whole = NSRange(text.startIndex..., in: text)
        var found: Double?
        expression.enumerateMatches(in: text, range: whole) { match, _, _ in
            guard let match, let range = Range(match.range(at: 1), in: text) else { return }
            if let value = PlainMetricScanner.value(String(text[range])) { found = value }
        }
        return found
    }
}
