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

    private static let bytes: [Unicode.Scalar: UInt8] = Dictionary(
        uniqueKeysWithValues: zip(characters, 0...UInt8.max))

    /// The bytes that a token's spelling stands for; nil if a character is not of the alphabet.
    static func bytes(spelling token: String) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(token.utf8.count)
        for scalar in token.unicodeScalars {
            // The common case, without hashing.
            if (0x21...0x7e).contains(scalar.value) {
                result.append(UInt8(scalar.value))
            } else if let byte = bytes[scalar] {
                result.append(byte)
            } else {
                return nil
            }
        }
        return result
    }

    /// The spelling of one byte.
    static func spelling(_ byte: UInt8) -> String { String(characters[Int(byte)]) }
}
