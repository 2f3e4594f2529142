/// Byte-level BPE tokenizer, from the tables that a GGUF file carries.
///
/// Equal to the published tokenizer of the model (checked against stored fixtures). Every string encodes; decoding gives
/// it back but for the few bytes that the vocabulary lacks. Copies share one cache of words; use from any thread.
package struct Tokenizer: Sendable {
    /// How the text of a special token, such as `<|im_end|>`, is read.
    package enum SpecialTokens: Sendable {
        /// As that token.
        case recognized
        /// As the characters it is written with: for text from outside, which must not steer the model.
        case plainText
    }

    package let preTokenizer: PreTokenizer
    /// The token that opens a text, if the file names one.
    package let beginningOfText: Int?
    /// The token that ends a text or a turn, if the file names one.
    package let endOfText: Int?
    package let padding: Int?
    package let unknown: Int?

    private let vocabulary: Vocabulary
    private let cache: WordCache

    /// Number of tokens; their numbers are `0..<vocabularySize`.
    package var vocabularySize: Int { vocabulary.spellings.count }

    /// Builds a tokenizer from its tables.
    ///
    /// - Parameters:
    ///   - tokens: spellings in GPT-2's byte alphabet, in the order of their numbers.
    ///   - merges: two spellings with a blank between, best first.
    ///   - special: numbers of the tokens that are matched whole; their spelling is plain text.
    ///   - file: named in errors.
    /// - Throws: `ModelFileError` (`malformed`) for a merge of tokens that do not exist.
    package init(
        tokens: [String], merges: [String], special: Set<Int>, preTokenizer: PreTokenizer,
        beginningOfText: Int? = nil, endOfText: Int? = nil, padding: Int? = nil, unknown: Int? = nil, file: String
    ) throws(ModelFileError) {
        vocabulary = try Vocabulary(spellings: tokens, merges: merges, whole: special, file: file)
        cache = WordCache(vocabulary: vocabulary)
        self.preTokenizer = preTokenizer
        self.beginningOfText = beginningOfText
        self.endOfText = endOfText
        self.padding = padding
        self.unknown = unknown
    }

    /// The tokens of a text; nothing is added before or after.
    package func encode(_ text: String, specialTokens: SpecialTokens = .recognized) -> [Int] {
        var text = text
        return text.withUTF8 { bytes in
            cache.withContents { contents in
                var output: [Int] = []
                output.reserveCapacity(bytes.count / 3 + 1)
                func encodeWords(_ range: Range<Int>) {
                    preTokenizer.forEachWord(in: bytes, range: range) { word in
                        contents.encode(bytes[word], into: &output)
                    }
                }
                var start = 0
                if specialTokens == .recognized {
                    while let found = nextWholeToken(in: bytes, from: start) {
                        encodeWords(start..<found.position)
                        output.append(found.match.token)
                        start = found.position + found.match.bytes.count
                    }
                }
                encodeWords(start..<bytes.count)
                return output
            }
        }
    }

    /// The text of some tokens. Bytes that are no UTF-8 (a cut character) become U+FFFD; unknown numbers are left out.
    package func decode(_ tokens: some Sequence<Int>, skippingSpecialTokens: Bool = false) -> String {
        var bytes: [UInt8] = []
        for token in tokens where !(skippingSpecialTokens && isSpecial(token)) {
            bytes.append(contentsOf: self.bytes(of: token))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The bytes that a token stands for, perhaps part of a character; none for a number outside the vocabulary.
    package func bytes(of token: Int) -> [UInt8] {
        vocabulary.tokenBytes.indices.contains(token) ? vocabulary.tokenBytes[token] : []
    }

    /// The number of the token spelt like this in the file, such as `<|im_start|>` or `Ġthe`.
    package func token(spelled spelling: String) -> Int? { vocabulary.token(spelled: spelling) }

    /// Whether a token is one of those matched whole.
    package func isSpecial(_ token: Int) -> Bool {
        guard let first = bytes(of: token).first else { return false }
        return vocabulary.wholeTokens[first]?.contains { $0.token == token } ?? false
    }

    /// The first place at or after `start` where a special token stands; the longest one that stands there.
    private func nextWholeToken(
        in text: UnsafeBufferPointer<UInt8>, from start: Int
    ) -> (position: Int, match: Vocabulary.WholeToken)? {
        for position in start..<text.count {
            guard let candidates = vocabulary.wholeTokens[text[position]] else { continue }
            for candidate in candidates where text[position...].starts(with: candidate.bytes) {
                return (position, candidate)
            }
        }
        return nil
    }
}
