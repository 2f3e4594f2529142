import HoneBase

/// Why the pattern of `--metric-regex` cannot be used.
public struct MetricPatternError: HoneError, Hashable {
    /// The pattern as it was written.
    public let pattern: String
    public let problem: String
    public let remedy: String?

    public var place: String? { "--metric-regex '\(pattern)'" }
    public var fault: Fault { .input }
}
