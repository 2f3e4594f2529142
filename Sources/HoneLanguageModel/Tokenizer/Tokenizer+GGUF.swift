extension Tokenizer {
    /// Kinds of tokens in `tokenizer.ggml.token_type` that are matched whole: control and user-defined ones.
    private static let wholeTokenTypes: Set<Int64> = [3, 4]

    /// The tokenizer that a GGUF file describes.
    ///
    /// - Parameter preTokenizer: how words are cut; by default what `tokenizer.ggml.pre` says.
    /// - Throws: `ModelFileError` if the file has no byte-level BPE tokenizer of a known kind or its tables disagree.
    package init(file: GGUFFile, preTokenizer: PreTokenizer? = nil) throws(ModelFileError) {
        let model = try file.required("tokenizer.ggml.model", as: \.text)
        guard model == "gpt2" else {
            throw Self.unsupported(
                file, "tokenizer.ggml.model",
                "is \(ModelFileError.quoted(model)), only 'gpt2' (byte-level BPE) is known")
        }
        let tokens = try file.required("tokenizer.ggml.tokens", as: \.textArray)
        let merges = try file.required("tokenizer.ggml.merges", as: \.textArray)
        var special: Set<Int> = []
        if file.metadata["tokenizer.ggml.token_type"] != nil {
            let types = try file.required("tokenizer.ggml.token_type", as: \.integerArray)
            guard types.count == tokens.count else {
                throw ModelFileError(
                    .malformed, file: file.url.path, place: "tokenizer.ggml.token_type",
                    problem: "has \(types.count) entries for \(tokens.count) tokens", remedy: GGUFFile.remedy)
            }
            special = Set(types.indices.filter { Self.wholeTokenTypes.contains(types[$0]) })
        }
        func number(_ name: String) throws(ModelFileError) -> Int? {
            let key = "tokenizer.ggml.\(name)_token_id"
            guard file.metadata[key] != nil else { return nil }
            let value = try file.required(key, as: \.integer)
            guard tokens.indices.contains(value) else {
                throw ModelFileError(
                    .malformed, file: file.url.path, place: key,
                    problem: "is \(value), outside the vocabulary of \(tokens.count)", remedy: GGUFFile.remedy)
            }
            return value
        }
        let kind = if let preTokenizer { preTokenizer } else { try Self.preTokenizer(of: file) }
        try self.init(
            tokens: tokens, merges: merges, special: special,
            preTokenizer: kind, beginningOfText: try number("bos"),
            endOfText: try number("eos"), padding: try number("padding"), unknown: try number("unknown"),
            file: file.url.path)
    }

    private static func preTokenizer(of file: GGUFFile) throws(ModelFileError) -> PreTokenizer {
        let name = try file.required("tokenizer.ggml.pre", as: \.text)
        switch name {
        case "smollm": return .smolLM
        case "gpt-2", "gpt2": return .gpt2
        default:
            throw unsupported(
                file, "tokenizer.ggml.pre", "is \(ModelFileError.quoted(name)), only 'smollm' and 'gpt-2' are known")
        }
    }

    private static func unsupported(_ file: GGUFFile, _ key: String, _ problem: String) -> ModelFileError {
        ModelFileError(
            .unsupported, file: file.url.path, place: key, problem: problem,
            remedy: "Use SmolLM2-135M-Instruct (make setup) or another model with such a tokenizer.")
    }
}
