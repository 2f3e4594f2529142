import HoneCore

/// Reads the rules that end a study early, for the file and the flags.
public enum StudyRules {
    /// `no improvement in 20`.
    ///
    /// - Throws: `DescriptionError` at the place for a text that is no rule, or whose metric no program can print.
    public static func rule(_ text: String, place: String) throws(DescriptionError) -> StoppingRule {
        let rule: StoppingRule
        do {
            rule = try StoppingRule(parsing: text)
        } catch {
            throw DescriptionError(
                place, "\(PrintableText.line(text.shortened(to: 60))): \(error.problem); \(error.remedy ?? "")")
        }
        if case .target(let constraint) = rule { try MetricName.check(constraint.metric, place: place) }
        return rule
    }
}
