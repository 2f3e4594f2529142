/// Reads `Decodable` values from JSON and tells `1.0` from `1`: a number with a point or an exponent is a `Double` and no
/// `Int`. The counterpart of `ExactJSONEncoder`; it reads what Foundation's encoder wrote as well.
package struct ExactJSONDecoder {
    /// - Throws: `JSONError` where the text is no JSON, `DecodingError` where it is not a `type`.
    package static func decode<Value: Decodable>(_ type: Value.Type, from text: some Collection<UInt8>) throws -> Value
    {
        try JSONValueDecoder(value: try JSON(parsing: text), codingPath: []).decode(type)
    }
}

private struct JSONValueDecoder: Decoder, SingleValueDecodingContainer {
    let value: JSON
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard let members = value.members else { throw mismatch([String: String].self) }
        return KeyedDecodingContainer(KeyedValues(members, codingPath: codingPath))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard let items = value.elements else { throw mismatch([String].self) }
        return UnkeyedValues(items: items, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func decodeNil() -> Bool { value == .null }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let read: Any?
        switch type {
        case is Bool.Type: read = value.bool
        case is String.Type: read = value.text
        case is Double.Type: read = value.double
        case is Float.Type: read = value.double.map { Float($0) }
        case is Int.Type: read = value.wholeNumber
        case is Int64.Type: read = value.wholeNumber.map { Int64($0) }
        case is Int32.Type: read = value.wholeNumber.flatMap { Int32(exactly: $0) }
        case is UInt64.Type: read = value.unsignedNumber
        case is UInt.Type: read = value.unsignedNumber.map { UInt($0) }
        case is UInt32.Type: read = value.unsignedNumber.flatMap { UInt32(exactly: $0) }
        case is UInt8.Type: read = value.unsignedNumber.flatMap { UInt8(exactly: $0) }
        default: return try Value(from: self)
        }
        guard let read = read as? Value else { throw mismatch(type) }
        return read
    }

    private func mismatch(_ type: Any.Type) -> DecodingError {
        .typeMismatch(type, .init(codingPath: codingPath, debugDescription: "\(value.kindInWords) stands there"))
    }
}

private struct KeyedValues<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let members: [String: JSON]
    let codingPath: [any CodingKey]
    var allKeys: [Key] { members.keys.compactMap { Key(stringValue: $0) } }

    init(_ members: [JSON.Member], codingPath: [any CodingKey]) {
        self.members = Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        self.codingPath = codingPath
    }

    private func decoder(_ key: Key) throws -> JSONValueDecoder {
        guard let value = members[key.stringValue] else {
            throw DecodingError.keyNotFound(
                key, .init(codingPath: codingPath, debugDescription: "\(key.stringValue) is missing"))
        }
        return JSONValueDecoder(value: value, codingPath: codingPath + [key])
    }

    func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }
    func decodeNil(forKey key: Key) throws -> Bool { try decoder(key).decodeNil() }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try decoder(key).decode(type)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> { try decoder(key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try decoder(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        JSONValueDecoder(value: members["super"] ?? .null, codingPath: codingPath + [IndexKey("super")])
    }

    func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }
}

private struct UnkeyedValues: UnkeyedDecodingContainer {
    let items: [JSON]
    let codingPath: [any CodingKey]
    var currentIndex = 0
    var count: Int? { items.count }
    var isAtEnd: Bool { currentIndex >= items.count }

    private func decoder() throws -> JSONValueDecoder {
        let path = codingPath + [IndexKey(String(currentIndex))]
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                JSON.self, .init(codingPath: path, debugDescription: "the list is too short"))
        }
        return JSONValueDecoder(value: items[currentIndex], codingPath: path)
    }

    mutating func decodeNil() throws -> Bool {
        let isNil = try decoder().decodeNil()
        if isNil { currentIndex += 1 }
        return isNil
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let value = try decoder().decode(type)
        currentIndex += 1
        return value
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> {
        defer { currentIndex += 1 }
        return try decoder().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        defer { currentIndex += 1 }
        return try decoder().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder {
        defer { currentIndex += 1 }
        return try decoder()
    }
}

extension JSON {
    /// An integer that was written as one.
    fileprivate var wholeNumber: Int? { if case .integer(let number) = self { number } else { nil } }

    fileprivate var unsignedNumber: UInt64? {
        switch self {
        case .integer(let number): UInt64(exactly: number)
        case .hugeInteger(let digits): UInt64(digits)
        case .null, .bool, .number, .string, .array, .object: nil
        }
    }
}
