import HoneBase

/// A bound on a metric that a program reports: an outcome constraint, as in Gardner et al., "Bayesian optimization with
/// inequality constraints" (2014). What is known of a configuration before it is tried belongs into `Constraint` instead.
///
///     let fast = try MetricConstraint(parsing: "latency <= 50")
///     fast.violation(of: 60)   // 10
public struct MetricConstraint: Sendable, Hashable {
    /// The name under which the value is reported.
    public var metric: String
    /// The last value that is allowed, in the metric's unit.
    public var bound: Double
    /// Whether values must be at most the bound; else they must be at least it.
    public var isUpper: Bool

    /// `MetricConstraint("latency", atMost: 50)`.
    public init(_ metric: String, atMost bound: Double) {
        self.init(metric, bound, isUpper: true)
    }

    /// `MetricConstraint("accuracy", atLeast: 0.9)`.
    public init(_ metric: String, atLeast bound: Double) {
        self.init(metric, bound, isUpper: false)
    }

    private init(_ metric: String, _ bound: Double, isUpper: Bool) {
        self.metric = metric
        self.bound = bound
        self.isUpper = isUpper
    }

    /// Reads `latency <= 50` or `accuracy >= 0.9`; blanks around the sign do not matter.
    ///
    /// - Throws: `MetricConstraintError` if the text is neither.
    public init(parsing text: String) throws(MetricConstraintError) {
        for (sign, isUpper) in [("<=", true), (">=", false)] {
            let parts = text.split(separator: sign, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            let metric = parts[0].trimmed
            guard !metric.isEmpty else { throw MetricConstraintError(text, "no metric stands before \(sign)") }
            guard let bound = Double(String(parts[1].trimmed)), bound.isFinite else {
                throw MetricConstraintError(text, "no number stands behind \(sign)")
            }
            self.init(String(metric), bound, isUpper: isUpper)
            return
        }
        throw MetricConstraintError(text, "it has no <= or >=, or several")
    }

    /// By how much a value is beyond the bound, in the metric's unit; 0 where it is allowed, infinite where it is no number.
    public func violation(of value: Double) -> Double {
        guard !value.isNaN else { return .infinity }
        return max(0, isUpper ? value - bound : bound - value)
    }

    /// The same of reported metrics; nil where this one is not among them.
    public func violation(in metrics: [String: Double]) -> Double? { metrics[metric].map(violation(of:)) }
}

extension MetricConstraint: CustomStringConvertible, Codable {
    /// `latency <= 50`.
    public var description: String { "\(metric) \(isUpper ? "<=" : ">=") \(bound.shortestRangeText)" }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            try self.init(parsing: text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        // The shortest text that reads back as the same number.
        try container.encode("\(metric) \(isUpper ? "<=" : ">=") \(bound)")
    }
}

/// A text that is no bound on a metric.
public struct MetricConstraintError: HoneError, Hashable {
    private let text: String
    /// What is wrong with it.
    public let problem: String

    init(_ text: String, _ problem: String) {
        self.text = text
        self.problem = problem
    }

    public var place: String? { "metric constraint \"\(PrintableText.line(String(text.prefix(100))))\"" }
    public var remedy: String? { "write it as \"latency <= 50\" or \"accuracy >= 0.9\"" }
    public var fault: Fault { .input }
}

extension StringProtocol {
    fileprivate var trimmed: SubSequence {
        let front = drop(while: \.isWhitespace)
        guard let last = front.lastIndex(where: { !$0.isWhitespace }) else {
            return front[front.startIndex..<front.startIndex]
        }
        return front[...last]
    }
}
