import HoneCore
import HoneExecution

extension MetricPattern {
    /// Checks a pattern where it is described.
    ///
    /// - Throws: what is wrong with it, at its place.
    public static func check(_ pattern: String, place: String) throws(DescriptionError) {
        do {
            _ = try MetricPattern(pattern)
        } catch {
            let shown = PrintableText.line(pattern.shortened(to: 80))
            throw DescriptionError(place, "'\(shown)': \(error.problem); \(error.remedy ?? "")")
        }
    }
}
