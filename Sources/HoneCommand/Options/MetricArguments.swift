import Hone
import HoneCore

/// Metrics on the command line: `loss=0.31 seconds=12`.
enum MetricArguments {
    /// - Parameter command: for messages.
    static func parse(_ texts: [String], command: String) throws -> [String: Double] {
        var metrics: [String: Double] = [:]
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, let number = MetricNumber.value(of: String(parts[1]))
            else {
                throw CommandFailure.wrongInput(
                    "hone \(command): \(text) is not METRIC=VALUE with a number, such as loss=0.31")
            }
            guard metrics.updateValue(number, forKey: String(parts[0])) == nil else {
                throw CommandFailure.wrongInput("hone \(command): \(parts[0]) is given twice; drop one of the two")
            }
        }
        return metrics
    }
}
