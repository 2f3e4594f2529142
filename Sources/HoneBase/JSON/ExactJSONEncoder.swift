import Foundation

/// Writes `Encodable` values as JSON that keeps the type of numbers: a `Double` has a point or an exponent (`1.0`), an
/// `Int` has none. Foundation's encoder writes both as `1`, and what is read back is then another value.
///
/// Keys are sorted and slashes stay as they are, so that equal values have equal texts.
public struct ExactJSONEncoder: Sendable {
    /// What becomes of numbers that JSON lacks.
    public enum NonFinite: Sendable {
        /// They are an `EncodingError`.
        case refused
        /// `"inf"`, `"-inf"` and `"nan"`.
        case text
    }

    private let nonFinite: NonFinite

    /// An encoder; numbers that JSON lacks are refused unless told otherwise.
    public init(nonFinite: NonFinite = .refused) { self.nonFinite = nonFinite }

    /// The text of a value, in one line.
    ///
    /// - Throws: `EncodingError` for a number that is not finite, unless they are written as text.
    public func text(of value: some Encodable) throws -> String {
        let node = JSONNode()
        try JSONNodeEncoder(node: node, codingPath: [], nonFinite: nonFinite).encode(value)
        var text = ""
        node.write(to: &text)
        return text
    }
}

/// A place in a JSON text that is being built; containers fill it.
private final class JSONNode {
    enum Content {
        /// Written already: a number, a text, a word.
        case scalar(String)
        case array([JSONNode])
        case object([String: JSONNode])
    }

    var content = Content.scalar("null")

    func write(to text: inout String) {
        switch content {
        case .scalar(let scalar): text += scalar
        case .array(let items):
            text += "["
            for (index, item) in items.enumerated() {
                if index > 0 { text += "," }
                item.write(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { text += "," }
                text += JSONWriter.quoted(member.key) + ":"
                member.value.write(to: &text)
            }
            text += "}"
        }
    }
}

private struct JSONNodeEncoder: Encoder {
    let node: JSONNode
    let codingPath: [any CodingKey]
    let nonFinite: ExactJSONEncoder.NonFinite
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .object = node.content {} else { node.content = .object([:]) }
        return KeyedEncodingContainer(KeyedJSON(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .array = node.content {} else { node.content = .array([]) }
        return UnkeyedJSON(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func at(_ child: JSONNode, _ key: any CodingKey) -> JSONNodeEncoder {
        JSONNodeEncoder(node: child, codingPath: codingPath + [key], nonFinite: nonFinite)
    }
}

extension JSONNodeEncoder: SingleValueEncodingContainer {
    func encodeNil() { node.content = .scalar("null") }

    func encode(_ value: some Encodable) throws {
        switch value {
        case let value as Bool: node.content = .scalar(value ? "true" : "false")
        case let value as String: node.content = .scalar(JSONWriter.quoted(value))
        case let value as Double: node.content = .scalar(try text(of: value, value.description))
        case let value as Float: node.content = .scalar(try text(of: Double(value), value.description))
        case let value as any BinaryInteger: node.content = .scalar("\(value)")
        case let value as URL: node.content = .scalar(JSONWriter.quoted(value.absoluteString))
        default: try value.encode(to: self)
        }
    }

    private func text(of value: Double, _ description: String) throws -> String {
        if value.isFinite { return description }
        guard nonFinite == .text else {
            throw EncodingError.invalidValue(
                value, .init(codingPath: codingPath, debugDescription: "\(description) is no number that JSON has"))
        }
        return JSONWriter.quoted(description)
    }
}

private struct KeyedJSON<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: JSONNodeEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    private func child(_ key: any CodingKey) -> JSONNodeEncoder {
        let child = JSONNode()
        if case .object(var members) = encoder.node.content {
            encoder.node.content = .array([])
            members[key.stringValue] = child
            encoder.node.content = .object(members)
        }
        return encoder.at(child, key)
    }

    mutating func encodeNil(forKey key: Key) { child(key).encodeNil() }
    mutating func encode(_ value: some Encodable, forKey key: Key) throws { try child(key).encode(value) }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type, forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> { child(key).container(keyedBy: keyType) }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        child(key).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { child(IndexKey("super")) }
    mutating func superEncoder(forKey key: Key) -> any Encoder { child(key) }
}

private struct UnkeyedJSON: UnkeyedEncodingContainer {
    let encoder: JSONNodeEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }
    var count: Int {
        if case .array(let items) = encoder.node.content { items.count } else { 0 }
    }

    private func child() -> JSONNodeEncoder {
        let child = JSONNode()
        let index = count
        if case .array(var items) = encoder.node.content {
            encoder.node.content = .object([:])
            items.append(child)
            encoder.node.content = .array(items)
        }
        return encoder.at(child, IndexKey(String(index)))
    }

    mutating func encodeNil() { child().encodeNil() }
    mutating func encode(_ value: some Encodable) throws { try child().encode(value) }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type
    ) -> KeyedEncodingContainer<NestedKey> { child().container(keyedBy: keyType) }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { child().unkeyedContainer() }
    mutating func superEncoder() -> any Encoder { child() }
}

/// A key for places that have no name of their own.
struct IndexKey: CodingKey {
    let stringValue: String
    var intValue: Int? { Int(stringValue) }

    init(_ text: String) { stringValue = text }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { self.init(String(intValue)) }
}
