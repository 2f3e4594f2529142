import HoneCore

/// A JSON value whose objects keep the order in which they were written.
///
/// Search spaces are written as objects (`{"alpha": {...}, "eta0": {...}}`) whose order is the order of the parameters;
/// Foundation's decoder loses it.
package indirect enum OrderedJSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case int(Int)
    case number(Double)
    case string(String)
    case array([OrderedJSON])
    case object([Member])

    package struct Member: Sendable, Hashable {
        package var name: String
        package var value: OrderedJSON

        package init(_ name: String, _ value: OrderedJSON) {
            self.name = name
            self.value = value
        }
    }

    /// Reads one JSON text (RFC 8259); `NaN` and `Infinity` are not JSON.
    package init(parsing bytes: some Collection<UInt8>) throws(OrderedJSONError) {
        let copied = Array(bytes)
        var parser = OrderedJSONParser(bytes: copied)
        self = try parser.document()
    }

    package init(parsing text: String) throws(OrderedJSONError) {
        try self.init(parsing: text.utf8)
    }

    /// The member of that name, if this is an object that has one.
    package subscript(name: String) -> OrderedJSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    package var members: [Member]? {
        if case .object(let members) = self { return members }
        return nil
    }

    package var elements: [OrderedJSON]? {
        if case .array(let elements) = self { return elements }
        return nil
    }

    package var text: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    package var double: Double? {
        switch self {
        case .int(let value): Double(value)
        case .number(let value): value
        case .null, .bool, .string, .array, .object: nil
        }
    }

    package var integer: Int? {
        switch self {
        case .int(let value): value
        case .number(let value): Int(exactly: value)
        case .null, .bool, .string, .array, .object: nil
        }
    }

    /// The value as a parameter's, if it is a scalar.
    package var parameterValue: ParameterValue? {
        switch self {
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .number(let value): .float(value)
        case .string(let value): .string(value)
        case .null, .array, .object: nil
        }
    }
}

/// Where a text stops being JSON.
package struct OrderedJSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Bytes before the offending place.
    package let offset: Int
    package let problem: String
    /// Whether the text ended too early, as the last line of a file cut short does.
    package let isTruncated: Bool

    package var description: String { "not JSON at byte \(offset + 1): \(problem)" }
}
