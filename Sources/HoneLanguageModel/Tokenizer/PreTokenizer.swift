/// Cuts text into the words within which byte pairs are merged; no token crosses a border.
///
/// Both kinds follow the regular expression of GPT-2 (Radford et al. 2019, released code),
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`, spelt out by hand: one pass over
/// UTF-8, no allocation.
package enum PreTokenizer: String, Sendable {
    /// GPT-2's expression alone.
    case gpt2
    /// SmolLM's: every numeric character is a word, and the expression cuts the text between them.
    case smolLM

    /// Calls `body` with the byte range of each word, in order; together they cover `range`.
    ///
    /// - Parameter text: valid UTF-8; `range` begins and ends at characters.
    func forEachWord(
        in text: UnsafeBufferPointer<UInt8>, range: Range<Int>, _ body: (Range<Int>) -> Void
    ) {
        switch self {
        case .gpt2: Self.cut(text, range, body)
        case .smolLM:
            var start = range.lowerBound
            var position = start
            while position < range.upperBound {
                let (kind, length) = CharacterClass.read(text, position)
                if kind == .number {
                    Self.cut(text, start..<position, body)
                    body(position..<(position + length))
                    start = position + length
                }
                position += length
            }
            Self.cut(text, start..<range.upperBound, body)
        }
    }

    private static func cut(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ body: (Range<Int>) -> Void) {
        let end = range.upperBound
        var start = range.lowerBound
        while start < end {
            let word = contraction(text, start, end) ?? run(text, start, end) ?? blanks(text, start, end)
            body(word)
            start = word.upperBound
        }
    }

    /// `'s|'t|'re|'ve|'m|'ll|'d`
    private static func contraction(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Range<Int>? {
        guard text[start] == UInt8(ascii: "'"), start + 1 < end else { return nil }
        switch text[start + 1] {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return start..<(start + 2)
        case UInt8(ascii: "r"), UInt8(ascii: "v"):
            return start + 2 < end && text[start + 2] == UInt8(ascii: "e") ? start..<(start + 3) : nil
        case UInt8(ascii: "l"):
            return start + 2 < end && text[start + 2] == UInt8(ascii: "l") ? start..<(start + 3) : nil
        default: return nil
        }
    }

    /// ` ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+`
    private static func run(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Range<Int>? {
        var position = start
        if text[start] == UInt8(ascii: " ") {
            position += 1
            guard position < end else { return nil }
        }
        let (kind, length) = CharacterClass.read(text, position)
        guard kind != .space else { return nil }
        position += length
        while position < end {
            let (next, length) = CharacterClass.read(text, position)
            guard next == kind else { break }
            position += length
        }
        return start..<position
    }

    /// `\s+(?!\S)|\s+`: the last blank before a word is left to that word.
    private static func blanks(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Range<Int> {
        var position = start
        var last = start
        while position < end {
            let (kind, length) = CharacterClass.read(text, position)
            guard kind == .space else { break }
            last = position
            position += length
        }
        return start..<(position == end || last == start ? position : last)
    }
}
