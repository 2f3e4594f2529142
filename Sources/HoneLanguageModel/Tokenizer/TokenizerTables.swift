extension Tokenizer {
    /// Builds a byte-level tokenizer from its tables.
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
        let spellings = try Self.spellings(tokens, file: file)
        let special = special.filter(spellings.contains)
        let vocabulary = Vocabulary(
            spellings: spellings, symbols: SymbolTable(.bytes, spellings: spellings),
            merges: try MergeReader(spellings: spellings, file: file, name: "tokenizer.ggml.merges").pairs(merges),
            whole: special, special: special)
        self.init(
            vocabulary: vocabulary,
            rules: Rules(preTokenizer: preTokenizer, added: Self.wholeTokens(vocabulary)),
            named: Named(
                beginningOfText: beginningOfText, endOfText: endOfText, padding: padding, unknown: unknown))
    }

    static func spellings(_ tokens: [String], file: String) throws(ModelFileError) -> PieceTable {
        guard tokens.count < Int32.max else {
            throw ModelFileError(
                .malformed, file: file, place: "tokenizer.ggml.tokens",
                problem: "has \(tokens.count) entries, too many",
                remedy: remedy)
        }
        var table = PieceTable(count: tokens.count)
        for (token, spelling) in tokens.enumerated() { table.set(token, spelling.utf8) }
        table.index()
        return table
    }

    /// The tokens to match whole, by their spelling.
    static func wholeTokens(_ vocabulary: Vocabulary) -> WholeTokens {
        WholeTokens(
            vocabulary.whole.sorted().map { token in
                WholeTokens.Entry(
                    token: token, content: Array(vocabulary.spellings.piece(token)),
                    isSpecial: vocabulary.special.contains(token))
            })
    }
}
