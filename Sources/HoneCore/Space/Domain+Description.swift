extension Domain: CustomStringConvertible {
    /// For people: `1e-05...0.1, log`, `1...8`, `adam, sgd`. Domains of one kind that differ have different texts.
    public var description: String {
        switch self {
        case .float(let low, let high, _, _): "\(low.shortestRangeText)...\(high.shortestRangeText)\(suffixes)"
        case .int(let low, let high, _, _): "\(low)...\(high)\(suffixes)"
        case .categorical(let values), .ordinal(let values, _): values.map(\.literal).joined(separator: ", ") + suffixes
        case .fixed(let value): value.literal
        case .permutation(let items): "orders of " + items.map(\.literal).joined(separator: ", ")
        }
    }

    private var suffixes: String {
        writtenForm.map { entry in
            switch entry.content {
            case .scale(let scale): ", \(scale.rawValue)"
            case .number(let step) where entry.field.key == "step": ", step \(step.shortestRangeText)"
            case .integer(let step) where entry.field.key == "step": ", step \(step)"
            case .number, .integer, .values, .value: ""
            }
        }.joined()
    }
}

extension ParameterValue {
    /// The value as flags and messages write it: a text that would be read as something else, or that has commas, colons,
    /// quotes or blanks at an end, stands in quotes. Different values have different literals.
    public var literal: String {
        guard case .string(let text) = self else { return description }
        let isSafe =
            !text.isEmpty && !text.contains { ",:\"\\[](){}".contains($0) || $0.isNewline || $0 == "\t" }
            && text.first?.isWhitespace == false && text.last?.isWhitespace == false
            && ParameterValue(parsing: text) == self
        guard !isSafe else { return text }
        let escaped = text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
        return "\"\(escaped)\""
    }
}
