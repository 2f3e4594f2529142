/// A small JSON value as a tree: the settings in a tokenizer's files, not its tables.
enum TokenizerSetting: Sendable, Hashable {
    case null
    case boolean(Bool)
    case number(Double)
    case string(String)
    case array([TokenizerSetting])
    case object([String: TokenizerSetting])

    /// Larger settings than these are none. (Only tables of normalizers that Hone does not know are.)
    static let largestSize = 1 << 18

    subscript(_ name: String) -> TokenizerSetting? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    var text: String? { if case .string(let text) = self { text } else { nil } }
    var bool: Bool? { if case .boolean(let value) = self { value } else { nil } }
    var elements: [TokenizerSetting]? { if case .array(let elements) = self { elements } else { nil } }
    var isNull: Bool { self == .null }

    var integer: Int? { if case .number(let value) = self { Int(exactly: value) } else { nil } }

    /// The value in that range, null if there is none.
    ///
    /// - Parameter place: named in errors.
    init(
        _ bytes: UnsafeBufferPointer<UInt8>, range: Range<Int>?, file: String, place: String
    ) throws(ModelFileError) {
        guard let range else {
            self = .null
            return
        }
        guard range.count <= Self.largestSize else {
            throw ModelFileError(
                .unsupported, file: file, place: place,
                problem: "has \(range.count) bytes, settings have at most \(Self.largestSize)",
                remedy: "Use a model with a tokenizer of a known family.")
        }
        var cursor = JSONCursor(bytes, range: range, file: file)
        try self.init(&cursor)
    }

    /// Reads the next value. Its depth is bounded by `JSONCursor.deepestNesting`.
    init(_ cursor: inout JSONCursor, depth: Int = 0) throws(ModelFileError) {
        guard depth < JSONCursor.deepestNesting else {
            throw cursor.failure("values are nested deeper than \(JSONCursor.deepestNesting)")
        }
        var text: [UInt8] = []
        var isFirst = true
        switch try cursor.kind() {
        case .null:
            guard try cursor.null() else { throw cursor.failure("a value should stand here") }
            self = .null
        case .boolean: self = .boolean(try cursor.boolean())
        case .number: self = .number(try cursor.double())
        case .string:
            try cursor.string(into: &text)
            self = .string(String(decoding: text, as: UTF8.self))
        case .array:
            try cursor.open("[")
            var elements: [TokenizerSetting] = []
            while try cursor.next(&isFirst, closing: "]") {
                elements.append(try TokenizerSetting(&cursor, depth: depth + 1))
            }
            self = .array(elements)
        case .object:
            try cursor.open("{")
            var members: [String: TokenizerSetting] = [:]
            while try cursor.next(&isFirst, closing: "}") {
                try cursor.name(into: &text)
                let name = String(decoding: text, as: UTF8.self)
                let value = try TokenizerSetting(&cursor, depth: depth + 1)
                guard members.updateValue(value, forKey: name) == nil else {
                    throw cursor.failure("the name \(ModelFileError.quoted(name)) stands twice")
                }
            }
            self = .object(members)
        }
    }
}
