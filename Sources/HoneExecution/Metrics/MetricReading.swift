/// What stands where a metric's value should.
package enum MetricReading: Sendable, Hashable {
    /// A number; infinite or not a number where the text says so, or where it is too large (`1e400`).
    case number(Double)
    /// A number with a percent sign: `31%` is taken as 31, and told with the value.
    case percent(Double)
    /// No number, and why: `None is no number`.
    case unreadable(String)

    /// The value, if there is one.
    package var value: Double? {
        switch self {
        case .number(let value), .percent(let value): value
        case .unreadable: nil
        }
    }

    /// Why there is no value.
    var problem: String? {
        if case .unreadable(let problem) = self { return problem }
        return nil
    }

}
