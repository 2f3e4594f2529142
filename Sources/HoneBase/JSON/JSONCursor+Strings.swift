extension JSONCursor {
    /// The name of the next member of an object.
    package mutating func name(into name: inout [UInt8]) throws(JSONError) {
        guard peek() == UInt8(ascii: "\"") else { throw failure("a name in quotes should stand here") }
        try string(into: &name)
        guard take(UInt8(ascii: ":")) else { throw failure("a ':' should stand behind a name") }
    }

    /// A string's UTF-8, its escapes resolved. Its bytes are not checked: they are as valid as the text's.
    package mutating func string(into text: inout [UInt8]) throws(JSONError) {
        text.removeAll(keepingCapacity: true)
        guard take(UInt8(ascii: "\"")) else { throw failure("a string should stand here") }
        while offset < end {
            let start = offset
            skipPlainBytes()
            text.append(contentsOf: bytes[start..<offset])
            guard offset < end else { break }
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                offset += 1
                return
            case UInt8(ascii: "\\"):
                text.append(contentsOf: UTF8.encode(try escape()) ?? UTF8.encodedReplacementCharacter)
            default: text.append(try control())
            }
        }
        throw failure("a string does not end")
    }

    /// A string that is valid UTF-8, or is made so where the reading repairs texts.
    package mutating func string() throws(JSONError) -> String {
        let start = peek() == nil ? offset : offset + 1
        // Most strings have no escapes: their bytes are their text.
        if offset < end, bytes[offset] == UInt8(ascii: "\"") {
            offset += 1
            skipPlainBytes()
            if offset < end, bytes[offset] == UInt8(ascii: "\"") {
                offset += 1
                return try text(bytes[start..<offset - 1], at: start)
            }
            offset = start - 1
        }
        var content: [UInt8] = []
        try string(into: &content)
        return try text(content, at: start)
    }

    /// The name of the next member of an object, as `string()` reads it.
    package mutating func name() throws(JSONError) -> String {
        guard peek() == UInt8(ascii: "\"") else { throw failure("a name in quotes should stand here") }
        let name = try string()
        guard take(UInt8(ascii: ":")) else { throw failure("a ':' should stand behind a name") }
        return name
    }

    private func text(_ content: some Collection<UInt8>, at start: Int) throws(JSONError) -> String {
        if reading.repairsText { return String(decoding: content, as: UTF8.self) }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw JSONError(offset: start, problem: "a string is not UTF-8")
        }
        return text
    }

    /// Goes behind a string without reading it.
    mutating func skipString() throws(JSONError) {
        offset += 1
        while offset < end {
            skipPlainBytes()
            guard offset < end else { break }
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                offset += 1
                return
            case UInt8(ascii: "\\"): _ = try escape()
            default: _ = try control()
            }
        }
        throw failure("a string does not end")
    }

    private mutating func skipPlainBytes() {
        while offset < end, bytes[offset] >= 0x20, bytes[offset] != 0x22, bytes[offset] != 0x5c { offset += 1 }
    }

    private mutating func control() throws(JSONError) -> UInt8 {
        guard reading.repairsText else { throw failure("a string holds a control character") }
        defer { offset += 1 }
        return bytes[offset]
    }

    /// The character that an escape stands for; the cursor is at its backslash, then behind it.
    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        guard offset + 1 < end else {
            offset = end
            throw failure("a string does not end")
        }
        let code = bytes[offset + 1]
        offset += 2
        switch code {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(code)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try escapedScalar()
        default:
            offset -= 2
            throw failure("an unknown escape in a string")
        }
    }

    /// The character after `\u`; two of them where it lies beyond the 16-bit plane.
    private mutating func escapedScalar() throws(JSONError) -> Unicode.Scalar {
        let start = offset - 2
        let first = try fourDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        let behindFirst = offset
        if (0xd800..<0xdc00).contains(first), offset + 1 < end, bytes[offset] == 0x5c, bytes[offset + 1] == 0x75 {
            offset += 2
            let second = try fourDigits()
            if (0xdc00..<0xe000).contains(second),
                let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
            {
                return scalar
            }
        }
        guard reading.repairsText else {
            throw JSONError(
                offset: start, problem: "half of a surrogate pair stands alone", isTruncated: behindFirst >= end)
        }
        offset = behindFirst
        return "\u{FFFD}"
    }

    private mutating func fourDigits() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard offset < end, let digit = Self.hexadecimal(bytes[offset]) else {
                throw failure("an escape needs four hexadecimal digits")
            }
            value = value << 4 | digit
            offset += 1
        }
        return value
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
