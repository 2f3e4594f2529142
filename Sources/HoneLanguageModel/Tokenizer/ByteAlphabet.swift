/// GPT-2's printable spelling of bytes: vocabularies and merges are written in it, so that a token is always text.
/// Printable Latin-1 stands for itself, the other 68 bytes for U+0100 and following, in order (a blank is `Ġ`).
enum ByteAlphabet {
    private static let characters: [Unicode.Scalar] = {
        var next: UInt32 = 0x100
        return (0...UInt8.max).map { byte in
            switch byte {
            case 0x21...0x7e, 0xa1...0xac, 0xae...0xff: return Unicode.Scalar(byte)
            default:
                defer { next += 1 }
                return Unicode.Scalar(next) ?? Unicode.Scalar(byte)
            }
        }
    }()

    private static let spellings: [[UInt8]] = characters.map { Array(String($0).utf8) }

    /// The byte of each character of the alphabet by its code point, -1 where there is none.
    private static let bytes: [Int16] = {
        var table = [Int16](repeating: -1, count: 0x144)
        for (byte, character) in characters.enumerated() { table[Int(character.value)] = Int16(byte) }
        return table
    }()

    /// The bytes that a token's spelling (UTF-8) stands for; nil if a character is not of the alphabet.
    static func bytes(spelling token: ArraySlice<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(token.count)
        var position = token.startIndex
        while position < token.endIndex {
            var value = Int(token[position])
            position += 1
            if value >= 0x80 {
                // The alphabet ends below U+0144: two bytes at most.
                guard value & 0xe0 == 0xc0, position < token.endIndex else { return nil }
                value = (value & 0x1f) << 6 | Int(token[position] & 0x3f)
                position += 1
            }
            guard value < bytes.count, let byte = UInt8(exactly: bytes[value]) else { return nil }
            result.append(byte)
        }
        return result
    }

    /// The spelling of one byte.
    static func spelling(_ byte: UInt8) -> String { String(characters[Int(byte)]) }

    static func append(spellingOf byte: UInt8, to spelling: inout [UInt8]) {
        spelling.append(contentsOf: spellings[Int(byte)])
    }
}
