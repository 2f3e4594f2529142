import HoneCore

extension ParameterFlag {
    /// The flag that reads back as the parameter, without the `-p`; nil where flags cannot say it (conditions, lists of
    /// one value, floats among choices written as ints).
    public static func text(for parameter: Parameter) -> String? {
        guard parameter.conditions.isEmpty else { return nil }
        var text: String
        switch parameter.domain {
        case .float(let low, let high, let scale, let step):
            text = "\(low.shortestText):\(high.shortestText)" + (scale == .log ? ":log" : "")
            if let step { text += ":step=\(step.shortestText)" }
        case .int(let low, let high, let scale, let step):
            text = "\(low):\(high)" + (scale == .log ? ":log" : "") + (step.map { ":step=\($0)" } ?? "")
        case .categorical(let values):
            guard values.count > 1 else { return nil }
            text = values.map(Self.text(for:)).joined(separator: ",")
        case .ordinal(let values, let scale):
            guard values.count > 1, scale != .linear else { return nil }
            text = values.map(Self.text(for:)).joined(separator: ",") + ":ordinal" + (scale == .log ? ":log" : "")
        case .fixed(let value):
            text = Self.text(for: value) + ":fixed"
        }
        if let value = parameter.defaultValue { text += ":default=\(Self.text(for: value))" }
        return "\(parameter.name)=\(text)"
    }

    private static func text(for value: ParameterValue) -> String {
        if case .string(let text) = value { return QuotedText.quoted(text) }
        return value.description
    }
}
