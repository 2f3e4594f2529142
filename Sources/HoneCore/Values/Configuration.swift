/// One value for every active parameter.
public struct Configuration: Sendable, Hashable {
    public var values: [String: ParameterValue]

    public init(_ values: [String: ParameterValue] = [:]) {
        self.values = values
    }

    public subscript(name: String) -> ParameterValue? {
        get { values[name] }
        set { values[name] = newValue }
    }

    /// Names and values in the names' order: the order in which anything that must be reproducible walks through them.
    public var sorted: [(name: String, value: ParameterValue)] {
        values.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    }

    /// A text that is equal for equal configurations and different for different ones.
    public var key: String {
        sorted.map { "\($0.name)=\($0.value.keyText)" }.joined(separator: "\u{1F}")
    }
}

extension ParameterValue {
    /// Text that tells a string "1" from the number 1, but not 1 from 1.0.
    fileprivate var keyText: String {
        switch self {
        case .int(let value): "n\(Double(value).description)"
        case .float(let value): "n\((value == 0 ? 0 : value).description)"
        case .bool(let value): "b\(value)"
        case .string(let value): "s\(value)"
        }
    }
}

extension Configuration: Codable {
    public init(from decoder: any Decoder) throws {
        values = try decoder.singleValueContainer().decode([String: ParameterValue].self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }
}

extension Configuration: CustomStringConvertible {
    public var description: String { sorted.map { "\($0.name) \($0.value)" }.joined(separator: "  ") }
}

extension Configuration: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, ParameterValue)...) {
        values = Dictionary(elements, uniquingKeysWith: { $1 })
    }
}
