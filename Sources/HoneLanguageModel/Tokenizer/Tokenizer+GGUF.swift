extension Tokenizer {
    static let remedy = "Fetch or convert the model again: its tokenizer's tables are damaged."

    /// The tokenizer that a GGUF file describes.
    ///
    /// - Parameter preTokenizer: how words are cut; by default what `tokenizer.ggml.pre` says.
    /// - Throws: `ModelFileError` if the file's tokenizer is of no known kind or its tables disagree.
    package init(file: GGUFFile, preTokenizer: PreTokenizer? = nil) throws(ModelFileError) {
        try self.init(GGUFTokenizer(file), preTokenizer: preTokenizer)
    }

    private init(_ tables: GGUFTokenizer, preTokenizer: PreTokenizer?) throws(ModelFileError) {
        var rules: Rules
        let vocabulary: Vocabulary
        let frames: (beginning: Bool, end: Bool)
        switch tables.model {
        case "gpt2":
            let family = try tables.byteLevelFamily(preTokenizer)
            vocabulary = try tables.byteLevelVocabulary(wordsBeforeMerges: family.wordsBeforeMerges)
            rules = Rules(preTokenizer: family.preTokenizer)
            if family.composes { rules.normalizer.steps = [.canonicalComposition] }
            frames = (family.framesByDefault, false)
        case "llama":
            vocabulary = try tables.sentencePieceVocabulary()
            rules = Rules(preTokenizer: .none)
            let blankInFront = tables.flag("add_space_prefix") ?? true
            rules.normalizer = blankInFront ? .sentencePiece : .sentencePieceWithoutBlank
            rules.leadingBlank = blankInFront ? .firstDropped : .kept
            frames = (true, false)
        default:
            throw tables.unsupported(
                "model",
                "is \(ModelFileError.quoted(tables.model)), known are 'gpt2' (byte-level BPE) and 'llama' (SentencePiece)"
            )
        }
        rules.added = Self.wholeTokens(vocabulary)
        let named = try tables.named()
        if tables.flag("add_bos_token") ?? frames.beginning, let token = named.beginningOfText {
            rules.prefix = [token]
        }
        if tables.flag("add_eos_token") ?? frames.end, let token = named.endOfText { rules.suffix = [token] }
        self.init(vocabulary: vocabulary, rules: rules, named: named)
    }
}
