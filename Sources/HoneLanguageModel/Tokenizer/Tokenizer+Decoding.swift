extension Tokenizer {
    /// The text of some tokens. Bytes that are no UTF-8 (a cut character) become U+FFFD; unknown numbers are left out.
    package func decode(_ tokens: some Sequence<Int>, skippingSpecialTokens: Bool = false) -> String {
        var decoder = StreamingDecoder(self, skippingSpecialTokens: skippingSpecialTokens)
        var text = ""
        for token in tokens { text += decoder.append(token) }
        return text + decoder.finish()
    }

    /// The bytes that a token stands for, perhaps part of a character; none for a number outside the vocabulary.
    package func bytes(of token: Int) -> [UInt8] { Array(vocabulary.contents.piece(token)) }

    /// The bytes that a token adds to a decoded text.
    ///
    /// - Parameter isFirst: whether the text begins with it: there some tokenizers drop a blank.
    func content(of token: Int, isFirst: Bool) -> ArraySlice<UInt8> {
        let content = vocabulary.contents.piece(token)
        let blank = UInt8(ascii: " ")
        guard isFirst, content.first == blank, !vocabulary.whole.contains(token) else { return content }
        switch rules.leadingBlank {
        case .kept: return content
        case .firstDropped: return content.dropFirst()
        case .firstTokenDropped: return content.drop { $0 == blank }
        }
    }
}

/// Turns tokens into text as they come: a character is given out once all its bytes are there. What is given out
/// together is what `Tokenizer.decode` makes of all tokens.
package struct StreamingDecoder: Sendable {
    private let tokenizer: Tokenizer
    private let skippingSpecialTokens: Bool
    private var isFirst = true
    /// Whether the bytes that wait come from tokens of single bytes (`<0x0A>`). Those are a character together or none:
    /// as in the reference, each becomes U+FFFD if they are not all well-formed.
    private var waitsForFallback = false
    private var waiting: [UInt8] = []

    package init(_ tokenizer: Tokenizer, skippingSpecialTokens: Bool = false) {
        self.tokenizer = tokenizer
        self.skippingSpecialTokens = skippingSpecialTokens
    }

    /// The text that is complete with this token, often a word, sometimes nothing.
    package mutating func append(_ token: Int) -> String {
        let vocabulary = tokenizer.vocabulary
        guard vocabulary.contents.contains(token), !(skippingSpecialTokens && tokenizer.isSpecial(token)) else {
            return ""
        }
        let isFallback = vocabulary.isFallbackByte(token)
        var text = isFallback == waitsForFallback ? "" : finish()
        waitsForFallback = isFallback
        waiting.append(contentsOf: tokenizer.content(of: token, isFirst: isFirst))
        isFirst = false
        if !isFallback { text += takeComplete() }
        return text
    }

    /// What is left at the end: U+FFFD for a character that was cut short, mostly nothing.
    package mutating func finish() -> String {
        defer { waiting = [] }
        let text = String(decoding: waiting, as: UTF8.self)
        guard waitsForFallback, !text.utf8.elementsEqual(waiting) else { return text }
        return String(repeating: "\u{fffd}", count: waiting.count)
    }

    /// Takes all but the beginning of a character at the end.
    private mutating func takeComplete() -> String {
        var count = waiting.count
        // A lead byte among the last three that promises more than there is.
        for back in 1...3 where back <= waiting.count {
            let byte = waiting[waiting.count - back]
            if byte & 0xc0 == 0x80 { continue }
            if byte >= 0xc2, byte < 0xf5, CharacterTable.length(byte) > back { count -= back }
            break
        }
        defer { waiting.removeFirst(count) }
        return String(decoding: waiting[..<count], as: UTF8.self)
    }
}
