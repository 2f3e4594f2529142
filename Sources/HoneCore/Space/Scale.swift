/// How a numeric parameter's range is measured: evenly, or evenly in the logarithm.
public enum Scale: String, Sendable, Hashable, Codable, CaseIterable {
    case linear
    case log
}
