/// One value of a parameter, as it is written in a configuration.
///
/// Numbers are written shortest-round-trip: the text of a value parses back to exactly that value.
public enum ParameterValue: Sendable, Hashable {
    case int(Int)
    case float(Double)
    case string(String)
    case bool(Bool)

    /// The value as a number, if it is one.
    public var number: Double? {
        switch self {
        case .int(let value): Double(value)
        case .float(let value): value
        case .string, .bool: nil
        }
    }

    /// The value read from text the way YAML 1.2's core schema reads a plain scalar:
    /// `true`/`false`, then an integer, then a number, else a string.
    public init(parsing text: String) {
        if text == "true" || text == "false" {
            self = .bool(text == "true")
        } else if let integer = Int(decimal: text) {
            self = .int(integer)
        } else if let number = Double(decimal: text) {
            self = .float(number)
        } else {
            self = .string(text)
        }
    }
}

extension ParameterValue: CustomStringConvertible {
    /// The text that a program is given: `0.1`, `8`, `adam`, `true`.
    public var description: String {
        switch self {
        case .int(let value): value.description
        case .float(let value): value.shortestText
        case .string(let value): value
        case .bool(let value): value ? "true" : "false"
        }
    }
}

extension ParameterValue: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .int(value)
        } else if let value = try? container.decode(Double.self) {
            self = .float(value)
        } else {
            self = .string(try container.decode(String.self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .int(let value): try container.encode(value)
        case .float(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .bool(let value): try container.encode(value)
        }
    }
}

extension ParameterValue: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
    ExpressibleByBooleanLiteral
{
    public init(integerLiteral value: Int) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .float(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}
