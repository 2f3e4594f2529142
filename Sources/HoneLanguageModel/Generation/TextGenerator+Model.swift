import HoneKernels

extension TextGenerator {
    /// Reads a model's weights and tokenizer.
    ///
    ///     let file = try LanguageModelFile(url: url)
    ///     let generator = try TextGenerator(file, storage: .int8)
    ///     let prompt = try file.chatTemplate(generator.tokenizer).tokens(
    ///         [ChatMessage(.user, "Hello")], tokenizer: generator.tokenizer)
    ///     let answer = try generator.run(prompt)
    ///
    /// - Throws: `ModelFileError` if the model is damaged or not computed; `GenerationError` if its tokenizer belongs to
    ///   another model.
    package init(
        _ file: LanguageModelFile, storage: WeightStorage = .float32, threads: ComputeThreads = .machine
    ) throws {
        let tokenizer = try file.tokenizer()
        try self.init(Transformer(try file.weights(storage: storage), threads: threads), tokenizer: tokenizer)
    }
}

extension Tokenizer {
    /// The tokens of a text to go on with: those that the model expects in front of it included, none behind it.
    package func prompt(_ text: String) -> [Int] {
        let tokens = rules.prefix + encode(text)
        return tokens.isEmpty ? [beginningOfText ?? endOfText].compactMap(\.self) : tokens
    }
}
