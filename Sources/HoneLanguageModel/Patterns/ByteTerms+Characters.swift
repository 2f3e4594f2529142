/// How a character is written.
enum Spelling {
    /// As its UTF-8.
    case plain
    /// As a JSON text writes it between quotes: quotes, backslashes and control characters escaped.
    case json
}

extension ByteTerms {
    /// What free texts are made of: all characters but most of the control characters.
    mutating func anyCharacter(_ spelling: Spelling) -> Term {
        characters([0x20...0x7E, 0xA0...0x10_FFFF, 0x08...0x0A, 0x0C...0x0D], spelling) ?? empty
    }

    /// One of the characters in ranges of code points; surrogates are left out. nil if none is left.
    mutating func characters(_ ranges: [ClosedRange<UInt32>], _ spelling: Spelling) -> Term? {
        var plain = ByteSet()
        var parts: [Term?] = []
        for range in ranges {
            if range.lowerBound < 0x80 {
                for code in range.lowerBound...min(range.upperBound, 0x7F) {
                    let byte = UInt8(code)
                    if spelling == .json, let escape = Self.escape(of: byte) {
                        parts.append(literal(escape))
                    } else {
                        plain.insert(byte)
                    }
                }
            }
            for bounds in Self.sections {
                let part = range.clamped(to: bounds)
                if bounds.overlaps(range) { parts.append(utf8(part)) }
            }
        }
        if !plain.isEmpty { parts.append(bytes(plain)) }
        return either(parts)
    }

    /// A JSON text between its quotes.
    mutating func quoted(_ text: String, then rest: Term? = nil) -> Term {
        var written: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            if let escape = Self.escape(of: byte) { written += escape } else { written.append(byte) }
        }
        return literal(written + [UInt8(ascii: "\"")], then: rest)
    }

    private static func escape(of byte: UInt8) -> [UInt8]? {
        switch byte {
        case UInt8(ascii: "\""): Array(#"\""#.utf8)
        case UInt8(ascii: "\\"): Array(#"\\"#.utf8)
        case 0x08: Array(#"\b"#.utf8)
        case 0x09: Array(#"\t"#.utf8)
        case 0x0A: Array(#"\n"#.utf8)
        case 0x0C: Array(#"\f"#.utf8)
        case 0x0D: Array(#"\r"#.utf8)
        case 0..<0x20: Array(#"\u00"#.utf8) + [hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
        default: nil
        }
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)

    /// Code points beyond ASCII, parted where the length of their UTF-8 changes, without surrogates.
    private static let sections: [ClosedRange<UInt32>] = [
        0x80...0x7FF, 0x800...0xD7FF, 0xE000...0xFFFF, 0x1_0000...0x10_FFFF,
    ]

    /// The UTF-8 of a range within one section.
    private mutating func utf8(_ range: ClosedRange<UInt32>) -> Term? {
        guard let low = Unicode.Scalar(range.lowerBound), let high = Unicode.Scalar(range.upperBound) else {
            return nil
        }
        return between(Array(String(low).utf8)[...], Array(String(high).utf8)[...])
    }

    /// Encodings of one length from `low` to `high`.
    private mutating func between(_ low: ArraySlice<UInt8>, _ high: ArraySlice<UInt8>) -> Term? {
        guard let first = low.first, let last = high.first else { return empty }
        if first == last {
            guard let rest = between(low.dropFirst(), high.dropFirst()) else { return nil }
            return sequence(bytes(ByteSet(first...first)), rest)
        }
        let continuations = low.count - 1
        let lowest = ArraySlice(repeatElement(UInt8(0x80), count: continuations))
        let highest = ArraySlice(repeatElement(UInt8(0xBF), count: continuations))
        var middle = (first, last)
        var parts: [Term?] = []
        if !low.dropFirst().elementsEqual(lowest) {
            parts.append(between(low, ArraySlice([first] + highest)))
            middle.0 += 1
        }
        if !high.dropFirst().elementsEqual(highest) {
            parts.append(between(ArraySlice([last] + lowest), high))
            middle.1 -= 1
        }
        if middle.0 <= middle.1 {
            let continuation = repeated(bytes(ByteSet(0x80...0xBF)), least: continuations, most: continuations)
            parts.append(sequence(bytes(ByteSet(middle.0...middle.1)), continuation))
        }
        return either(parts)
    }
}
