import HoneBase

extension OrderedJSON {
    /// The value as a parameter's, if it is a scalar.
    package var parameterValue: ParameterValue? {
        switch self {
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .unsigned(let value): .float(Double(value))
        case .number(let value): .float(value)
        case .string(let value): .string(value)
        case .null, .array, .object: nil
        }
    }
}

extension JSONWriter {
    /// A flat object. Numbers are shortest-round-trip, floats keep their point (`1.0`), so that what is read back is what
    /// was written, of the same kind.
    package static func object(_ members: [(String, ParameterValue)]) -> String {
        "{" + members.map { "\(quoted($0.0)):\(text($0.1))" }.joined(separator: ",") + "}"
    }

    package static func text(_ value: ParameterValue) -> String {
        switch value {
        case .string(let text): quoted(text)
        case .int, .float, .bool: value.description
        }
    }
}
