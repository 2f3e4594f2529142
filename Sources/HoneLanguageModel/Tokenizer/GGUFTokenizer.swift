/// The tokenizer's tables in a GGUF file, checked against each other.
struct GGUFTokenizer {
    /// What a name in `tokenizer.ggml.pre` stands for.
    struct Family {
        var preTokenizer: PreTokenizer
        /// See `Vocabulary.wordsBeforeMerges`.
        var wordsBeforeMerges = false
        /// Whether text is composed first. (llama.cpp leaves that out, the published tokenizers do not.)
        var composes = false
        /// Whether a text begins with a token of its own unless the file says otherwise.
        var framesByDefault = false
    }

    /// llama.cpp's kinds of tokens (`LLAMA_TOKEN_TYPE_*`).
    private enum TokenType: Int64 {
        case normal = 1
        case unknown, control, userDefined, unused, byte
    }

    private static let families: [String: Family] = [
        "gpt-2": Family(preTokenizer: .gpt2), "gpt2": Family(preTokenizer: .gpt2), "phi-2": Family(preTokenizer: .gpt2),
        "smollm": Family(preTokenizer: .smolLM), "starcoder": Family(preTokenizer: .smolLM),
        "refact": Family(preTokenizer: .smolLM),
        "llama-bpe": llama3, "llama3": llama3, "llama-v3": llama3,
        "qwen2": Family(preTokenizer: .qwen2, composes: true),
        "deepseek-r1-qwen": Family(preTokenizer: .qwen2, composes: true),
        "default": Family(preTokenizer: .llamaCppDefault),
    ]
    private static let llama3 = Family(preTokenizer: .llama3, wordsBeforeMerges: true, framesByDefault: true)

    let model: String
    private let file: GGUFFile
    private let spellings: PieceTable
    private let types: [Int64]?

    init(_ file: GGUFFile) throws(ModelFileError) {
        self.file = file
        model = try file.required(Self.key("model"), as: \.text)
        let tokens = try file.required(Self.key("tokens"), as: \.textArray)
        spellings = try Tokenizer.spellings(tokens, file: file.url.path)
        types =
            file.metadata[Self.key("token_type")] == nil
            ? nil : try file.required(Self.key("token_type"), as: \.integerArray)
        if let types { try checkCount(types.count, "token_type") }
    }

    private static func key(_ name: String) -> String { "tokenizer.ggml." + name }

    func flag(_ name: String) -> Bool? { file.metadata[Self.key(name)]?.bool }

    func named() throws(ModelFileError) -> Tokenizer.Named {
        Tokenizer.Named(
            beginningOfText: try number("bos"), endOfText: try number("eos"), padding: try number("padding"),
            unknown: try number("unknown"))
    }

    /// How byte-level words are cut.
    func byteLevelFamily(_ preTokenizer: PreTokenizer?) throws(ModelFileError) -> Family {
        if let preTokenizer { return Family(preTokenizer: preTokenizer) }
        let name = try file.required(Self.key("pre"), as: \.text)
        guard let family = Self.families[name] else {
            let known = Self.families.keys.sorted().joined(separator: ", ")
            throw unsupported("pre", "is \(ModelFileError.quoted(name)), known are \(known)")
        }
        return family
    }

    func byteLevelVocabulary(wordsBeforeMerges: Bool) throws(ModelFileError) -> Vocabulary {
        let merges = try file.required(Self.key("merges"), as: \.textArray)
        return Vocabulary(
            spellings: spellings, symbols: SymbolTable(.bytes, spellings: spellings),
            merges: try MergeReader(spellings: spellings, file: file.url.path, name: Self.key("merges")).pairs(merges),
            wordsBeforeMerges: wordsBeforeMerges, whole: tokens([.control, .unknown, .userDefined]),
            special: tokens([.control, .unknown]))
    }

    func sentencePieceVocabulary() throws(ModelFileError) -> Vocabulary {
        let scores = try file.required(Self.key("scores"), as: \.doubleArray)
        try checkCount(scores.count, "scores")
        let pairs = try PieceScores(spellings: spellings, scores: scores, file: file.url.path)
            .pairs { token in types.map { types in types[token] == TokenType.normal.rawValue } ?? true }
        return Vocabulary(
            spellings: spellings,
            symbols: SymbolTable(
                .characters(byteFallback: true), spellings: spellings, unknown: try number("unknown"),
                fusesUnknown: true),
            merges: pairs, readsFallbackBytes: true, whole: tokens([.control, .unknown, .userDefined]),
            special: tokens([.control, .unknown]))
    }

    private func tokens(_ kinds: Set<TokenType>) -> Set<Int> {
        guard let types else { return [] }
        return Set(types.indices.filter { TokenType(rawValue: types[$0]).map(kinds.contains) ?? false })
    }

    private func number(_ name: String) throws(ModelFileError) -> Int? {
        let key = Self.key(name + "_token_id")
        guard file.metadata[key] != nil else { return nil }
        let value = try file.required(key, as: \.integer)
        guard spellings.contains(value) else {
            throw ModelFileError(
                .malformed, file: file.url.path, place: key,
                problem: "is \(value), outside the vocabulary of \(spellings.count)", remedy: Tokenizer.remedy)
        }
        return value
    }

    private func checkCount(_ count: Int, _ name: String) throws(ModelFileError) {
        guard count == spellings.count else {
            throw ModelFileError(
                .malformed, file: file.url.path, place: Self.key(name),
                problem: "has \(count) entries for \(spellings.count) tokens", remedy: Tokenizer.remedy)
        }
    }

    func unsupported(_ name: String, _ problem: String) -> ModelFileError {
        ModelFileError(
            .unsupported, file: file.url.path, place: Self.key(name), problem: problem,
            remedy: "Use a model of a known family, such as SmolLM2, Llama 3, TinyLlama or Qwen2.5.")
    }
}
