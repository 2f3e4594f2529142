import Foundation

/// The regular expression that a user gives to find the objective on stdout.
public enum MetricRegex {
    /// - Throws: where it is no regular expression or has no group around the number.
    public static func check(_ pattern: String, place: String) throws(DescriptionError) {
        let expression: NSRegularExpression
        do {
            expression = try NSRegularExpression(pattern: pattern)
        } catch {
            throw DescriptionError(place, "\(pattern.shortened(to: 80)) is not a regular expression")
        }
        guard expression.numberOfCaptureGroups >= 1 else {
            throw DescriptionError(place, "it has no group for the number; put it in parentheses: 'val_loss ([0-9.]+)'")
        }
    }
}
