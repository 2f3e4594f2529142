extension Domain: CustomStringConvertible {
    /// For people: `1e-05...0.1, log`, `1...8`, `adam, sgd`.
    public var description: String {
        switch self {
        case .float(let low, let high, let scale, let step):
            "\(low.shortestRangeText)...\(high.shortestRangeText)" + (scale == .log ? ", log" : "")
                + (step.map { ", step \($0.shortestRangeText)" } ?? "")
        case .int(let low, let high, let scale, let step):
            "\(low)...\(high)" + (scale == .log ? ", log" : "") + (step.map { ", step \($0)" } ?? "")
        case .categorical(let values), .ordinal(let values, _): values.map(\.description).joined(separator: ", ")
        case .fixed(let value): "\(value)"
        }
    }
}
