/// Finds where a word ends, by the published expressions written out.
///
/// An expression's alternatives are tried in order and its repetitions take all they can; where one would give some
/// back (`\s+(?!\S)`), that is worked out at once.
struct WordScanner {
    private let text: UnsafePointer<UInt8>
    private let end: Int
    private let table = CharacterTable.shared

    /// - Parameter end: where the text ends, for the expression too.
    @inline(__always)
    init(_ text: UnsafePointer<UInt8>, end: Int) {
        self.text = text
        self.end = end
    }

    private static let blank = UInt8(ascii: " ")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+` (Radford et al. 2019, released
    /// code).
    ///
    /// - Parameter digitsApart: whether each number is taken out first and the expression sees the texts between.
    @inline(__always)
    func gpt2(from start: Int, digitsApart: Bool) -> Int {
        if text[start] == UInt8(ascii: "'"), let found = contraction(start) { return found }
        let first = text[start] == Self.blank && start + 1 < end ? start + 1 : start
        let (kind, length) = table.read(text, first)
        if digitsApart, kind == .number {
            if first == start { return start + length }
        } else if kind != .space {
            return run(of: kind, from: first + length)
        }
        return blanks(from: start, numbersEndText: digitsApart)
    }

    /// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|`
    /// `\s+(?!\S)|\s+` (Llama 3's `tokenizer.json`; Qwen's has `\p{N}` for the numbers).
    @inline(__always)
    func llama3(from start: Int, mostDigits: Int) -> Int {
        let byte = text[start]
        if byte == UInt8(ascii: "'"), let found = anyCaseContraction(start) { return found }
        let (kind, length) = table.read(text, start)
        let second = start + length
        switch kind {
        case .letter: return run(of: .letter, from: second)
        case .number:
            var position = second
            var digits = 1
            while digits < mostDigits, position < end {
                let (next, length) = table.read(text, position)
                guard next == .number else { break }
                position += length
                digits += 1
            }
            return position
        case .space:
            if byte == Self.lineFeed || byte == Self.carriageReturn || second == end {
                return blanksWithLines(from: start)
            }
            let (next, nextLength) = table.read(text, second)
            if next == .letter { return run(of: .letter, from: second + nextLength) }
            if next == .other, byte == Self.blank { return lineEnds(from: run(of: .other, from: second + nextLength)) }
            return blanksWithLines(from: start)
        case .other:
            if second < end {
                let (next, nextLength) = table.read(text, second)
                if next == .letter { return run(of: .letter, from: second + nextLength) }
            }
            return lineEnds(from: run(of: .other, from: second))
        }
    }

    /// Up to the mark U+2581 of a blank that follows something else, or up to any mark.
    @inline(__always)
    func marks(from start: Int, everyMark: Bool) -> Int {
        var position = everyMark ? start + 1 : start
        while !everyMark, isMark(position) { position += 3 }
        while position < end, !isMark(position) { position += 1 }
        return position
    }

    @inline(__always)
    private func isMark(_ position: Int) -> Bool {
        position + 3 <= end && text[position] == 0xe2 && text[position + 1] == 0x96 && text[position + 2] == 0x81
    }

    /// The end of the characters of that class.
    @inline(__always)
    private func run(of kind: CharacterClass, from start: Int) -> Int {
        var position = start
        while position < end {
            let (next, length) = table.read(text, position)
            guard next == kind else { break }
            position += length
        }
        return position
    }

    /// `'s|'t|'re|'ve|'m|'ll|'d`
    @inline(__always)
    private func contraction(_ start: Int) -> Int? {
        guard start + 1 < end else { return nil }
        switch text[start + 1] {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return start + 2
        case UInt8(ascii: "r"), UInt8(ascii: "v"):
            return start + 2 < end && text[start + 2] == UInt8(ascii: "e") ? start + 3 : nil
        case UInt8(ascii: "l"):
            return start + 2 < end && text[start + 2] == UInt8(ascii: "l") ? start + 3 : nil
        default: return nil
        }
    }

    /// The same in any case. Long s (U+017F) is a lower-case s to an expression that ignores case.
    private func anyCaseContraction(_ start: Int) -> Int? {
        guard start + 1 < end else { return nil }
        func letter(_ position: Int) -> UInt8 { position < end ? text[position] | 0x20 : 0 }
        switch letter(start + 1) {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return start + 2
        case UInt8(ascii: "r"), UInt8(ascii: "v"): return letter(start + 2) == UInt8(ascii: "e") ? start + 3 : nil
        case UInt8(ascii: "l"): return letter(start + 2) == UInt8(ascii: "l") ? start + 3 : nil
        default: break
        }
        return start + 2 < end && text[start + 1] == 0xc5 && text[start + 2] == 0xbf ? start + 3 : nil
    }

    /// `\s+(?!\S)|\s+`: the last blank before a word is left to that word.
    ///
    /// - Parameter numbersEndText: whether the text ends, for the expression, where a number stands.
    @inline(__always)
    private func blanks(from start: Int, numbersEndText: Bool) -> Int {
        var position = start
        var last = start
        while position < end {
            let (kind, length) = table.read(text, position)
            guard kind == .space else {
                if numbersEndText, kind == .number { return position }
                return last == start ? position : last
            }
            last = position
            position += length
        }
        return position
    }

    /// `\s*[\r\n]+|\s+(?!\S)|\s+`: up to the last line end among the blanks, else as above.
    private func blanksWithLines(from start: Int) -> Int {
        var position = start
        var last = start
        var line = -1
        while position < end {
            let (kind, length) = table.read(text, position)
            guard kind == .space else {
                return line >= 0 ? line : last == start ? position : last
            }
            last = position
            position += length
            if text[last] == Self.lineFeed || text[last] == Self.carriageReturn { line = position }
        }
        return line >= 0 ? line : position
    }

    /// `[\r\n]*`
    @inline(__always)
    private func lineEnds(from start: Int) -> Int {
        var position = start
        while position < end, text[position] == Self.lineFeed || text[position] == Self.carriageReturn { position += 1 }
        return position
    }
}
