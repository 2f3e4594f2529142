/// Writes JSON on one line, in the order in which it is told, always valid, the same bytes for the same calls.
///
/// Numbers are shortest-round-trip and doubles keep their point (`1.0`), so that what is read back is what was written,
/// of the same kind. A double that is not finite, which JSON cannot say, is written as `null`, or, where the reader is one
/// for it, as Python's `json` does: `NaN`, `Infinity`, `-Infinity`.
///
///     var writer = JSONWriter()
///     writer.object { writer in
///         writer.member("lr", 0.1)
///         writer.member("layers", 3)
///     }
///     writer.text                                 // {"lr":0.1,"layers":3}
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8] = []
    /// Whether an element stands before the next one.
    private var needsComma = false
    /// Whether a blank stands behind commas and colons, for people and for programs that look for `"lr": 0.1`.
    private let isSpaced: Bool
    private let writesNonFinite: Bool

    package init(isSpaced: Bool = false, writesNonFinite: Bool = false) {
        self.isSpaced = isSpaced
        self.writesNonFinite = writesNonFinite
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    package mutating func object<E>(_ body: (inout JSONWriter) throws(E) -> Void) throws(E) {
        try bracket("{", "}", body)
    }

    package mutating func array<E>(_ body: (inout JSONWriter) throws(E) -> Void) throws(E) {
        try bracket("[", "]", body)
    }

    private mutating func bracket<E>(
        _ opening: Unicode.Scalar, _ closing: Unicode.Scalar, _ body: (inout JSONWriter) throws(E) -> Void
    ) throws(E) {
        begin()
        bytes.append(UInt8(ascii: opening))
        needsComma = false
        try body(&self)
        bytes.append(UInt8(ascii: closing))
        needsComma = true
    }

    /// The name of the next member; its value follows.
    package mutating func name(_ name: String) {
        begin()
        Self.write(name, into: &bytes)
        bytes.append(UInt8(ascii: ":"))
        if isSpaced { bytes.append(UInt8(ascii: " ")) }
        needsComma = false
    }

    package mutating func value(_ value: String) {
        begin()
        Self.write(value, into: &bytes)
    }

    package mutating func value(_ value: Int) { raw(value.description) }

    package mutating func value(_ value: Double) {
        if value.isFinite { return raw(value.description) }
        guard writesNonFinite else { return null() }
        raw(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
    }

    package mutating func value(_ value: Bool) { raw(value ? "true" : "false") }
    package mutating func null() { raw("null") }

    package mutating func value(_ value: JSON) {
        switch value {
        case .null: null()
        case .bool(let value): self.value(value)
        case .integer(let value): self.value(value)
        case .hugeInteger(let digits): raw(digits)
        case .number(let value): self.value(value)
        case .string(let value): self.value(value)
        case .array(let elements): array { writer in for element in elements { writer.value(element) } }
        case .object(let members):
            object { writer in
                for member in members {
                    writer.name(member.name)
                    writer.value(member.value)
                }
            }
        }
    }

    package mutating func member(_ name: String, _ value: String) {
        self.name(name)
        self.value(value)
    }

    package mutating func member(_ name: String, _ value: Int) {
        self.name(name)
        self.value(value)
    }

    package mutating func member(_ name: String, _ value: Double) {
        self.name(name)
        self.value(value)
    }

    package mutating func member(_ name: String, _ value: Bool) {
        self.name(name)
        self.value(value)
    }

    private mutating func begin() {
        if needsComma {
            bytes.append(UInt8(ascii: ","))
            if isSpaced { bytes.append(UInt8(ascii: " ")) }
        }
        needsComma = true
    }

    /// Text that is JSON already: one whole value, on one line.
    package mutating func raw(_ text: String) {
        begin()
        bytes.append(contentsOf: text.utf8)
    }

    /// A text in quotes, escaped.
    package static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        write(text, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func write(_ text: String, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x08: bytes += "\\b".utf8
            case 0x09: bytes += "\\t".utf8
            case 0x0a: bytes += "\\n".utf8
            case 0x0c: bytes += "\\f".utf8
            case 0x0d: bytes += "\\r".utf8
            case 0..<0x20:
                bytes += (byte < 0x10 ? "\\u000" : "\\u00").utf8
                bytes += String(byte, radix: 16).utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

extension JSON {
    /// Compact, members in their order.
    package var compactText: String {
        var writer = JSONWriter()
        writer.value(self)
        return writer.text
    }

    /// The same value with the members of all objects in the order of their names.
    package var sorted: JSON {
        switch self {
        case .array(let elements): .array(elements.map(\.sorted))
        case .object(let members):
            .object(members.map { Member($0.name, $0.value.sorted) }.sorted { $0.name < $1.name })
        case .null, .bool, .integer, .hugeInteger, .number, .string: self
        }
    }
}
