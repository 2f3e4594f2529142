/// The class of every character by table: asking Unicode's properties anew costs more than all else in cutting a text.
///
/// Copied into a local variable by whoever goes through a text. The memory lives as long as the process.
struct CharacterTable: @unchecked Sendable {
    /// Classes of ASCII, then `beyondASCII` for all other first bytes.
    private let ascii: UnsafePointer<UInt8>

    private static let beyondASCII: UInt8 = 0xff
    static let shared = CharacterTable()

    private init() {
        let table = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
        for byte in 0..<256 {
            table[byte] = byte < 128 ? CharacterClass(Unicode.Scalar(UInt8(byte))).rawValue : Self.beyondASCII
        }
        ascii = UnsafePointer(table)
    }

    /// Classes of the planes that have letters, numbers or blanks, made when the first such character is met (some
    /// milliseconds); the planes behind them have none.
    private static let planes: [UInt8] = (0..<UInt32(0x40000)).map { value in
        (Unicode.Scalar(value).map(CharacterClass.init) ?? .other).rawValue
    }

    /// The class and the length in bytes (1...4) of the character at `position` of valid UTF-8.
    @inline(__always)
    func read(_ text: UnsafePointer<UInt8>, _ position: Int) -> (CharacterClass, length: Int) {
        let code = ascii[Int(text[position])]
        if code != Self.beyondASCII { return (CharacterClass(rawValue: code) ?? .other, 1) }
        return Self.readBeyondASCII(text + position)
    }

    @inline(never)
    private static func readBeyondASCII(_ character: UnsafePointer<UInt8>) -> (CharacterClass, length: Int) {
        let (value, length) = scalar(character)
        guard value < planes.count else { return (.other, length) }
        return (CharacterClass(rawValue: planes[Int(value)]) ?? .other, length)
    }

    /// The code point that begins there, and its length in bytes.
    @inline(__always)
    static func scalar(_ character: UnsafePointer<UInt8>) -> (value: UInt32, length: Int) {
        let length = length(character[0])
        var value = UInt32(character[0])
        if length > 1 {
            value &= 0x7f >> UInt32(length)
            for offset in 1..<length { value = value << 6 | UInt32(character[offset] & 0x3f) }
        }
        return (value, length)
    }

    /// The length of the character that begins with this byte.
    @inline(__always)
    static func length(_ first: UInt8) -> Int { first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4 }
}
