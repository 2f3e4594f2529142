/// How a numeric parameter's range is measured: evenly, or evenly in the logarithm.
public enum Scale: String, Sendable, Hashable, Codable, CaseIterable {
    /// Equal differences are equally far.
    case linear
    /// Equal ratios are equally far.
    case log
}
