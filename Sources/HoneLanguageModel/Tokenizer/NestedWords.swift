/// llama.cpp's `default` way of cutting, which is four ways one inside the other: runs of punctuation; GPT-2's
/// expression; runs of numbers; three ASCII digits at a time (`LLAMA_VOCAB_PRE_TYPE_DEFAULT` there). Rare, so plain.
struct NestedWords {
    private let text: UnsafePointer<UInt8>

    init(_ text: UnsafePointer<UInt8>) { self.text = text }

    func forEachWord(_ range: Range<Int>, _ body: (Range<Int>) -> Void) {
        runs(range, isPunctuation) { range in
            PreTokenizer.gpt2.forEachWord(in: text, range: range) { range in
                runs(range, isNumber) { range in threeDigits(range, body) }
            }
        }
    }

    /// Calls `body` for each longest run of characters that are all chosen, and for what stands between.
    private func runs(
        _ range: Range<Int>, _ isChosen: (Unicode.Scalar) -> Bool, _ body: (Range<Int>) -> Void
    ) {
        var start = range.lowerBound
        var position = start
        var previous: Bool?
        while position < range.upperBound {
            let (value, length) = CharacterTable.scalar(text + position)
            let chosen = Unicode.Scalar(value).map(isChosen) ?? false
            if let previous, previous != chosen {
                body(start..<position)
                start = position
            }
            previous = chosen
            position += length
        }
        if start < position { body(start..<position) }
    }

    /// `[\p{P}\$\+<=>\^~\|]+`
    private func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            true
        default: "$+<=>^~|".unicodeScalars.contains(scalar)
        }
    }

    private func isNumber(_ scalar: Unicode.Scalar) -> Bool { CharacterClass(scalar) == .number }

    /// `[0-9][0-9][0-9]`, and what stands between.
    private func threeDigits(_ range: Range<Int>, _ body: (Range<Int>) -> Void) {
        func isDigit(_ position: Int) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[position]) }
        var start = range.lowerBound
        var position = start
        while position < range.upperBound {
            guard position + 3 <= range.upperBound, isDigit(position), isDigit(position + 1), isDigit(position + 2)
            else {
                position += 1
                continue
            }
            if start < position { body(start..<position) }
            body(position..<(position + 3))
            position += 3
            start = position
        }
        if start < range.upperBound { body(start..<range.upperBound) }
    }
}
