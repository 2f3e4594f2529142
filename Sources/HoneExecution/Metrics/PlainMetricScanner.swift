import HoneCore

/// Finds `name: value` and `name=value` in a line of text, the name as a whole word.
struct PlainMetricScanner {
    /// A name with a separator behind it.
    struct Found {
        /// Which of the wanted names it is; nil for another one.
        var wanted: Int?
        var name: Slice<UnsafeBufferPointer<UInt8>>
        /// Where the value begins.
        var value: Int
    }

    /// The names that are looked for, as cleaned bytes: they may hold signs and blanks, which other names may not.
    private let names: [[UInt8]]

    init(names: [String]) { self.names = names.map(MetricText.cleaned) }

    /// Calls `body` for each name with a separator, from left to right.
    ///
    /// Letters, digits, `_`, `-`, `.`, `/` and everything beyond ASCII belong to a word, so `val_loss`, `val-loss` and
    /// `val/loss` are not `loss`; nor is what a sign ties to a word, as in `a+loss` or `2*loss`. The name may stand in quotes
    /// (`'loss': 0.31`, as Python prints a dictionary) and blanks may surround the separator.
    ///
    /// - Parameter isBeginning: whether the line begins here; otherwise a name at its first byte is only the end of one.
    func scan(_ line: UnsafeBufferPointer<UInt8>, isBeginning: Bool = true, _ body: (Found) -> Void) {
        for index in 0..<line.count where line[index] == UInt8(ascii: ":") || line[index] == UInt8(ascii: "=") {
            var end = index
            while end > 0, Self.isBlank(line[end - 1]) { end -= 1 }
            if let found = wanted(endingAt: end, in: line) ?? other(endingAt: end, in: line),
                isBeginning || found.name.startIndex > 0
            {
                body(Found(wanted: found.index, name: found.name, value: index + 1))
            }
        }
    }

    private typealias Name = (index: Int?, name: Slice<UnsafeBufferPointer<UInt8>>)

    /// The longest of the wanted names that ends here, with or without quotes around it.
    private func wanted(endingAt end: Int, in line: UnsafeBufferPointer<UInt8>) -> Name? {
        var best: Name?
        for (index, name) in names.enumerated() where name.count > best?.name.count ?? 0 {
            for quotes in 0...1 {
                let start = end - quotes - name.count
                guard start >= quotes, line[start..<(end - quotes)].elementsEqual(name) else { continue }
                let isBounded =
                    quotes == 1
                    ? Self.isQuote(line[end - 1]) && line[start - 1] == line[end - 1]
                    : Self.isBoundary(before: start, in: line)
                if isBounded { best = (index, line[start..<(end - quotes)]) }
            }
        }
        return best
    }

    /// The word that ends here.
    private func other(endingAt position: Int, in line: UnsafeBufferPointer<UInt8>) -> Name? {
        var end = position
        let isQuoted = end > 0 && Self.isQuote(line[end - 1])
        if isQuoted { end -= 1 }
        var start = end
        while start > 0, Self.isWord(line[start - 1]) { start -= 1 }
        guard start < end else { return nil }
        // Quotes around the name alone, or none: 'cuda:0' is a text of its own.
        guard isQuoted ? start > 0 && line[start - 1] == line[end] : start == 0 || !Self.isQuote(line[start - 1]) else {
            return nil
        }
        return (nil, line[start..<end])
    }

    /// Whether a name may begin here: nothing before it belongs to it.
    private static func isBoundary(before start: Int, in line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard start > 0 else { return true }
        let last = line[start - 1]
        if last >= 0x80 { return !endsWord(line[..<start]) }
        if isWord(last) { return false }
        guard "+*^@&#$~\\".utf8.contains(last), start > 1 else { return true }
        return
            !(isWord(line[start - 2]) || line[start - 2] == UInt8(ascii: ")") || line[start - 2] == UInt8(ascii: "]"))
    }

    /// Whether text ends with a letter, a digit or a sign of multiplication beyond ASCII; a bar or an arrow is no part of a name.
    private static func endsWord(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        let start = text.suffix(4).lastIndex { !(0x80..<0xC0).contains($0) } ?? text.startIndex
        guard let scalar = String(decoding: text[start...], as: UTF8.self).unicodeScalars.last else { return true }
        return MetricNumber.isPartOfNumber(scalar)
    }

    private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") }
    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }
    private static func isWord(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte | 0x20) || byte >= 128 || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/")
    }
}
