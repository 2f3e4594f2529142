/// One value for every active parameter.
public struct Configuration: Sendable, Hashable {
    /// The values by the parameters' names.
    public var values: [String: ParameterValue]

    /// The values by name: `Configuration(["lr": 0.1])`, or the literal alone.
    public init(_ values: [String: ParameterValue] = [:]) {
        self.values = values
    }

    /// The value of a parameter; nil if it has none here.
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
        var text = ""
        text.reserveCapacity(values.count * Self.usualEntryLength)
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            if !text.isEmpty { text += "\u{1F}" }
            text += name
            text += "="
            value.appendKeyText(to: &text)
        }
        return text
    }

    /// Bytes of a name and its value in a key, more or less.
    private static let usualEntryLength = 32
}

extension ParameterValue {
    /// Text that tells a string "1" from the number 1, but not 1 from 1.0.
    fileprivate func appendKeyText(to text: inout String) {
        switch self {
        case .int(let value):
            text += "n"
            text += Double(value).description
        case .float(let value):
            text += "n"
            text += (value == 0 ? 0 : value).description
        case .bool(let value): text += value ? "btrue" : "bfalse"
        case .string(let value):
            text += "s"
            text += value
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
