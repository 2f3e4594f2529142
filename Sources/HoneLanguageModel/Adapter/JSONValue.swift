/// Any JSON value, for files whose keys have to be looked through.
enum JSONValue: Sendable, Equatable, Decodable {
    case null
    case boolean(Bool)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// A whole number within what `Double` counts exactly.
    var integer: Int? {
        if case .number(let value) = self, value.magnitude < 0x1p53 { Int(exactly: value) } else { nil }
    }

    /// Whether it says nothing: null, false, zero, or empty.
    var isEmpty: Bool {
        switch self {
        case .null: true
        case .boolean(let value): !value
        case .number(let value): value == 0
        case .text(let value): value.isEmpty
        case .list(let values): values.isEmpty
        case .object(let values): values.isEmpty
        }
    }
}
