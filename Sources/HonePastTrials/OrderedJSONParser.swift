import HoneCore

/// A recursive-descent parser of JSON (RFC 8259) over bytes.
struct OrderedJSONParser {
    /// Deeper nesting than any file of ours, shallow enough for the stack.
    private static let depthLimit = 128

    private let bytes: [UInt8]
    private var offset = 0
    private var depth = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(OrderedJSONError) -> OrderedJSON {
        let value = try value()
        skipSpace()
        guard offset == bytes.count else { throw failure("something follows the value") }
        return value
    }

    private mutating func value() throws(OrderedJSONError) -> OrderedJSON {
        skipSpace()
        guard let byte = peek else { throw failure("the text ends where a value should stand") }
        switch byte {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"):
            try literal("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try literal("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try literal("null")
            return .null
        default: return try number()
        }
    }

    private mutating func object() throws(OrderedJSONError) -> OrderedJSON {
        try enter()
        var members: [OrderedJSON.Member] = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return leave(.object([])) }
        while true {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw failure("a member's name should stand here, in quotes") }
            let name = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw failure("a colon should follow the name \(name)") }
            members.append(OrderedJSON.Member(name, try value()))
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "}")) else { throw failure("a comma or } should stand here") }
            return leave(.object(members))
        }
    }

    private mutating func array() throws(OrderedJSONError) -> OrderedJSON {
        try enter()
        var elements: [OrderedJSON] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return leave(.array([])) }
        while true {
            elements.append(try value())
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "]")) else { throw failure("a comma or ] should stand here") }
            return leave(.array(elements))
        }
    }

    private mutating func number() throws(OrderedJSONError) -> OrderedJSON {
        let start = offset
        while let byte = peek, Self.isPartOfNumber(byte) { offset += 1 }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        if let integer = Int(decimal: text) { return .int(integer) }
        guard let first = text.utf8.first, first != UInt8(ascii: "+"), let number = Double(decimal: text) else {
            offset = start
            throw failure("a value should stand here")
        }
        return .number(number)
    }

    private static func isPartOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    private mutating func string() throws(OrderedJSONError) -> String {
        offset += 1
        var content: [UInt8] = []
        while let byte = peek {
            offset += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: content, as: UTF8.self) else { throw failure("it is not UTF-8") }
                return text
            case UInt8(ascii: "\\"): content.append(contentsOf: try escaped())
            case 0..<0x20: throw failure("a control character stands inside a text")
            default: content.append(byte)
            }
        }
        throw failure("the text ends inside quotes")
    }

    private mutating func escaped() throws(OrderedJSONError) -> [UInt8] {
        guard let byte = peek else { throw failure("the text ends inside quotes") }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [8]
        case UInt8(ascii: "f"): return [12]
        case UInt8(ascii: "n"): return [10]
        case UInt8(ascii: "r"): return [13]
        case UInt8(ascii: "t"): return [9]
        case UInt8(ascii: "u"): return Array(String(try unicodeScalar()).utf8)
        default: throw failure("\\\(Character(UnicodeScalar(byte))) is not an escape")
        }
    }

    /// The character after `\u`; two of them where it lies beyond the 16-bit plane.
    private mutating func unicodeScalar() throws(OrderedJSONError) -> Character {
        let first = try fourHexDigits()
        if let scalar = UnicodeScalar(first) { return Character(scalar) }
        guard (0xD800..<0xDC00).contains(first), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw failure("half of a surrogate pair stands alone")
        }
        let second = try fourHexDigits()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = UnicodeScalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw failure("half of a surrogate pair stands alone") }
        return Character(scalar)
    }

    private mutating func fourHexDigits() throws(OrderedJSONError) -> UInt32 {
        guard offset + 4 <= bytes.count else {
            offset = bytes.count
            throw failure("the text ends inside quotes")
        }
        let digits = bytes[offset..<offset + 4]
        guard digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw failure("four hexadecimal digits should follow \\u") }
        offset += 4
        return value
    }

    private mutating func literal(_ word: StaticString) throws(OrderedJSONError) {
        let length = word.utf8CodeUnitCount
        let rest = bytes[offset...].prefix(length)
        let matches = word.withUTF8Buffer { $0.prefix(rest.count).elementsEqual(rest) }
        guard matches else { throw failure("a value should stand here") }
        offset += rest.count
        guard rest.count == length else { throw failure("the text ends inside \(word)") }
    }

    private mutating func enter() throws(OrderedJSONError) {
        offset += 1
        depth += 1
        guard depth <= Self.depthLimit else { throw failure("it is nested more than \(Self.depthLimit) deep") }
    }

    private mutating func leave(_ value: OrderedJSON) -> OrderedJSON {
        depth -= 1
        return value
    }

    private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        offset += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    private func failure(_ problem: String) -> OrderedJSONError {
        OrderedJSONError(offset: offset, problem: problem, isTruncated: offset >= bytes.count)
    }
}
