/// Cuts text into the words within which pairs are merged; no token crosses a border.
///
/// Published tokenizers say it by regular expressions. Here each is spelt out by hand (`WordScanner`): one pass over
/// UTF-8, no allocation, and classes of characters from a table.
package enum PreTokenizer: String, Sendable, CaseIterable {
    /// GPT-2's expression alone.
    case gpt2
    /// SmolLM's: every numeric character is a word, and GPT-2's expression cuts the text between them.
    case smolLM
    /// Llama 3's: up to three digits a word, line ends stay with what they end.
    case llama3
    /// Qwen's (2, 2.5, 3): Llama 3's, but every digit a word.
    case qwen2
    /// What llama.cpp calls `default`: punctuation, then GPT-2's expression, then numbers, then three digits.
    case llamaCppDefault
    /// SentencePiece's words, each with the marks (U+2581) of the blanks before it. Cutting there is no rule of
    /// SentencePiece but the same: no merge of such a vocabulary goes from a word into the next mark.
    case spaceMarks
    /// A word at every such mark.
    case everySpaceMark
    /// The whole text is one word.
    case none

    /// Calls `body` with the byte range of each word, in order; together they cover `range`.
    ///
    /// - Parameter text: valid UTF-8; `range` begins and ends at characters.
    @inline(__always)
    func forEachWord(in text: UnsafePointer<UInt8>, range: Range<Int>, _ body: (Range<Int>) -> Void) {
        if range.isEmpty { return }
        switch self {
        case .gpt2: Self.cut(range, body) { WordScanner(text, end: $1).gpt2(from: $0, digitsApart: false) }
        case .smolLM: Self.cut(range, body) { WordScanner(text, end: $1).gpt2(from: $0, digitsApart: true) }
        case .llama3: Self.cut(range, body) { WordScanner(text, end: $1).llama3(from: $0, mostDigits: 3) }
        case .qwen2: Self.cut(range, body) { WordScanner(text, end: $1).llama3(from: $0, mostDigits: 1) }
        case .llamaCppDefault: NestedWords(text).forEachWord(range, body)
        case .spaceMarks: Self.cut(range, body) { WordScanner(text, end: $1).marks(from: $0, everyMark: false) }
        case .everySpaceMark: Self.cut(range, body) { WordScanner(text, end: $1).marks(from: $0, everyMark: true) }
        case .none: body(range)
        }
    }

    /// `next(start, end)` gives the end of the word that begins at `start`.
    @inline(__always)
    private static func cut(_ range: Range<Int>, _ body: (Range<Int>) -> Void, _ next: (Int, Int) -> Int) {
        var start = range.lowerBound
        while start < range.upperBound {
            let end = next(start, range.upperBound)
            body(start..<end)
            start = end
        }
    }
}
