import HoneBase

extension JSON {
    /// The value as a parameter's, if it is a scalar that one can hold.
    package var parameterValue: ParameterValue? {
        switch self {
        case .bool(let value): .bool(value)
        case .integer(let value): .int(value)
        case .number(let value): .float(value)
        case .string(let value): .string(value)
        case .null, .hugeInteger, .array, .object: nil
        }
    }
}

extension JSONWriter {
    package mutating func value(_ value: ParameterValue) {
        switch value {
        case .int(let value): self.value(value)
        case .float(let value): self.value(value)
        case .string(let value): self.value(value)
        case .bool(let value): self.value(value)
        }
    }
}
