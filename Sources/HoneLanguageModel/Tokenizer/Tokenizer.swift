/// A byte-pair tokenizer of a published model, from the tables of its GGUF file or its `tokenizer.json`: byte-level as
/// GPT-2's, SmolLM's, Llama 3's and Qwen's, or of characters with marks for blanks as SentencePiece's of Llama 2 and
/// TinyLlama.
///
/// Equal to Hugging Face's `tokenizers` (checked against stored fixtures). Every string encodes; decoding gives it back
/// but for what the vocabulary lacks or its normalizer changes. Use from any thread; copies share what they learn.
package struct Tokenizer: Sendable {
    /// How the text of a special token, such as `<|im_end|>`, is read.
    package enum SpecialTokens: Sendable {
        /// As that token.
        case recognized
        /// As the characters it is written with: for text from outside, which must not steer the model. (Added tokens
        /// that are not special are words as any and match all the same.)
        case plainText
    }

    /// Tokens that begin and end a text or fill it up, as far as the file names them.
    package struct Named: Sendable, Hashable {
        /// Opens a text.
        package var beginningOfText: Int?
        /// Ends a text or a turn.
        package var endOfText: Int?
        package var padding: Int?
        package var unknown: Int?

        package init(
            beginningOfText: Int? = nil, endOfText: Int? = nil, padding: Int? = nil, unknown: Int? = nil
        ) {
            self.beginningOfText = beginningOfText
            self.endOfText = endOfText
            self.padding = padding
            self.unknown = unknown
        }
    }

    /// Everything but the vocabulary.
    struct Rules: Sendable {
        var preTokenizer: PreTokenizer
        var normalizer = TextNormalizer()
        /// Matched in the text as it is.
        var added = WholeTokens([])
        /// Matched in what the normalizer makes of the text.
        var addedNormalized = WholeTokens([])
        /// Put before and behind a text by `encode(_:framed:)`.
        var prefix: [Int] = []
        var suffix: [Int] = []
        var leadingBlank = LeadingBlank.kept
    }

    /// What decoding does with the blank that encoding may have put in front.
    enum LeadingBlank: Sendable {
        case kept
        case firstDropped
        /// All blanks of the first token.
        case firstTokenDropped
    }

    package var preTokenizer: PreTokenizer { rules.preTokenizer }
    package let named: Named
    package var beginningOfText: Int? { named.beginningOfText }
    package var endOfText: Int? { named.endOfText }
    package var padding: Int? { named.padding }
    package var unknown: Int? { named.unknown }

    let vocabulary: Vocabulary
    private(set) var rules: Rules
    private let encoders: WordEncoders

    /// Number of tokens; their numbers are `0..<vocabularySize`, some perhaps unused.
    package var vocabularySize: Int { vocabulary.spellings.count }

    init(vocabulary: Vocabulary, rules: Rules, named: Named) {
        self.vocabulary = vocabulary
        self.rules = rules
        self.named = named
        encoders = WordEncoders(vocabulary: vocabulary)
        // The same tokens, with words to remember.
        if rules.preTokenizer == .none, vocabulary.keepsMarksApart { self.rules.preTokenizer = .spaceMarks }
    }

    /// The tokens of a text.
    ///
    /// - Parameters:
    ///   - framed: whether the tokens that the model expects around a text, such as one at its beginning, are added.
    package func encode(
        _ text: String, specialTokens: SpecialTokens = .recognized, framed: Bool = false
    ) -> [Int] {
        var text = text
        return text.withUTF8 { bytes in
            encoders.withEncoder { encoder in
                var output = framed ? rules.prefix : []
                output.reserveCapacity(bytes.count / 4 + 8)
                if let base = bytes.baseAddress {
                    rules.added.split(
                        base, 0..<bytes.count, special: specialTokens == .recognized,
                        plain: { range in
                            let piece = UnsafeBufferPointer(rebasing: bytes[range])
                            encodePiece(
                                piece, isFirst: range.lowerBound == 0, specialTokens, with: &encoder, into: &output)
                        },
                        token: { output.append($0) })
                }
                if framed { output += rules.suffix }
                return output
            }
        }
    }

    /// The tokens of a text in UTF-8. What is no UTF-8 becomes U+FFFD, as in Swift's and Python's repaired strings.
    package func encode(
        utf8 bytes: some Collection<UInt8>, specialTokens: SpecialTokens = .recognized, framed: Bool = false
    ) -> [Int] {
        encode(String(decoding: bytes, as: UTF8.self), specialTokens: specialTokens, framed: framed)
    }

    /// A piece between added tokens: normalized, cut and merged.
    private func encodePiece(
        _ piece: UnsafeBufferPointer<UInt8>, isFirst: Bool, _ specialTokens: SpecialTokens,
        with encoder: inout WordEncoder, into output: inout [Int]
    ) {
        if rules.normalizer.changesNothing(in: piece) {
            encodeNormalized(piece, specialTokens, with: &encoder, into: &output)
        } else {
            rules.normalizer.apply(piece, isFirst: isFirst).withUnsafeBufferPointer { piece in
                encodeNormalized(piece, specialTokens, with: &encoder, into: &output)
            }
        }
    }

    private func encodeNormalized(
        _ piece: UnsafeBufferPointer<UInt8>, _ specialTokens: SpecialTokens, with encoder: inout WordEncoder,
        into output: inout [Int]
    ) {
        guard let base = piece.baseAddress else { return }
        rules.addedNormalized.split(
            base, 0..<piece.count, special: specialTokens == .recognized,
            plain: { range in
                rules.preTokenizer.forEachWord(in: base, range: range) { word in
                    encoder.encode(base + word.lowerBound, word.count, into: &output)
                }
            },
            token: { output.append($0) })
    }

    /// The number of the token spelt like this in the file, such as `<|im_start|>` or `Ġthe`.
    package func token(spelled spelling: String) -> Int? { vocabulary.spellings.number(of: Array(spelling.utf8)) }

    /// How the file spells a token, nil for an unused number.
    package func spelling(of token: Int) -> String? {
        vocabulary.spellings.contains(token)
            ? String(decoding: vocabulary.spellings.piece(token), as: UTF8.self) : nil
    }

    /// Whether a token is one that steers the model instead of standing for text.
    package func isSpecial(_ token: Int) -> Bool { vocabulary.special.contains(token) }
}
