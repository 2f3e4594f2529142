/// What the pre-tokenizer tells apart: `\p{L}`, `\p{N}`, `\s` (Unicode's White_Space) and the rest.
package enum CharacterClass: UInt8, Sendable {
    case letter, number, space, other

    package init(_ scalar: Unicode.Scalar) {
        let properties = scalar.properties
        self =
            switch properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: .letter
            case .decimalNumber, .letterNumber, .otherNumber: .number
            default: properties.isWhitespace ? .space : .other
            }
    }

    /// ASCII needs no look into Unicode's tables.
    private static let ascii: [CharacterClass] = (0..<128).map { CharacterClass(Unicode.Scalar(UInt8($0))) }

    /// The class and the length in bytes (1...4) of the character at `position` of valid UTF-8.
    @inline(__always)
    static func read(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> (CharacterClass, length: Int) {
        let first = text[position]
        if first < 0x80 { return (ascii[Int(first)], 1) }
        return readBeyondASCII(text, position, UInt32(first))
    }

    private static func readBeyondASCII(
        _ text: UnsafeBufferPointer<UInt8>, _ position: Int, _ first: UInt32
    ) -> (CharacterClass, length: Int) {
        let length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
        var value = first & (0x7f >> UInt32(length))
        for offset in 1..<length { value = value << 6 | UInt32(text[position + offset] & 0x3f) }
        return (Unicode.Scalar(value).map(CharacterClass.init) ?? .other, length)
    }
}
