import Synchronization

/// Writes text with a model: reads a prompt once into a cache of keys and values, then one token after another.
///
/// `run` computes on the thread that calls it; `generate` and `stream` are for tasks and compute elsewhere. A value may
/// be used from several tasks at once; each text has its own cache.
package struct TextGenerator: Sendable {
    package struct Options: Sendable {
        /// Most tokens to write.
        package var maxTokens: Int
        package var sampling: Sampling
        /// Texts that end the answer and are no part of it, wherever tokens cut them.
        package var stopWords: [String]
        /// Tokens that end the answer; the model's own (`TextGenerator.stopTokens`) if nil.
        package var stopTokens: Set<Int>?
        package var constraint: TokenConstraint?

        package init(
            maxTokens: Int = 256, sampling: Sampling = .greedy, stopWords: [String] = [],
            stopTokens: Set<Int>? = nil, constraint: TokenConstraint? = nil
        ) {
            self.maxTokens = maxTokens
            self.sampling = sampling
            self.stopWords = stopWords
            self.stopTokens = stopTokens
            self.constraint = constraint
        }
    }

    /// Why a text ended.
    package enum Ending: Sendable, Hashable {
        /// The model said so by that token.
        case stopToken(Int)
        case stopWord(String)
        /// The constraint allows nothing more, and an end.
        case complete
        /// As many tokens as asked for, or as the model can read. A constrained answer may be unfinished.
        case length
        case cancelled
    }

    package struct Answer: Sendable, Hashable {
        /// Without stop words.
        package var text: String
        /// All tokens but the stop token, those of a stop word included.
        package var tokens: [Int]
        package var ending: Ending
        package var promptTokens: Int
    }

    /// Ends a text early, from any thread.
    package final class Cancellation: Sendable {
        private let flag = Atomic<Bool>(false)
        package init() {}
        package func cancel() { flag.store(true, ordering: .relaxed) }
        package var isCancelled: Bool { flag.load(ordering: .relaxed) }
    }

    package let transformer: Transformer
    package let tokenizer: Tokenizer
    /// Tokens that end a text or a turn with this model.
    package let stopTokens: Set<Int>

    /// Special tokens that end a turn in the known families, whichever of them a file calls its end of text.
    private static let turnEnds = ["<|im_end|>", "<|eot_id|>", "<|end_of_text|>", "<|endoftext|>", "</s>"]

    /// - Throws: `GenerationError.vocabulariesDiffer` if the tokenizer has tokens that the model lacks.
    package init(_ transformer: Transformer, tokenizer: Tokenizer) throws(GenerationError) {
        guard tokenizer.vocabularySize <= transformer.shape.vocabulary else {
            throw .vocabulariesDiffer(tokenizer: tokenizer.vocabularySize, model: transformer.shape.vocabulary)
        }
        self.transformer = transformer
        self.tokenizer = tokenizer
        let ends = Self.turnEnds.compactMap { tokenizer.token(spelled: $0) }.filter(tokenizer.isSpecial)
        stopTokens = Set(ends + [tokenizer.endOfText].compactMap { $0 })
    }

    /// Writes an answer to `prompt`, on this thread: seconds, so not one of the cooperative pool.
    ///
    /// - Parameter body: is handed the text piece by piece as it is certain; together they are the answer's text.
    /// - Throws: `GenerationError` for options out of range, a prompt too long, a constraint that leads nowhere.
    package func run(
        _ prompt: [Int], options: Options = Options(), cancellation: Cancellation? = nil,
        _ body: (String) -> Void = { _ in }
    ) throws(GenerationError) -> Answer {
        try check(prompt, options)
        var steps = GenerationSteps(self, prompt: prompt, options: options)
        var decoder = StreamingDecoder(tokenizer, skippingSpecialTokens: true)
        var stopWords = StopWords(options.stopWords)
        var answer = Answer(text: "", tokens: [], ending: .length, promptTokens: prompt.count)
        func give(_ text: String) {
            guard !text.isEmpty else { return }
            answer.text += text
            body(text)
        }
        let room = transformer.longestInput - prompt.count
        while answer.tokens.count < min(options.maxTokens, room) {
            switch try steps.next(after: answer.tokens, cancellation) {
            case .token(let token):
                answer.tokens.append(token)
                give(stopWords.append(decoder.append(token)))
            case .end(let ending): answer.ending = ending
            }
            if let word = stopWords.found { answer.ending = .stopWord(word) }
            if answer.ending != .length { break }
        }
        if case .stopWord = answer.ending { return answer }
        give(stopWords.append(decoder.finish()))
        if let word = stopWords.found { answer.ending = .stopWord(word) } else { give(stopWords.finish()) }
        return answer
    }

    private func check(_ prompt: [Int], _ options: Options) throws(GenerationError) {
        if prompt.isEmpty { throw .emptyPrompt }
        if options.maxTokens < 0 { throw .option("maxTokens", "\(options.maxTokens)", "0 or more") }
        try options.sampling.check()
        let limit = transformer.longestInput
        if prompt.count > limit { throw .promptTooLong(tokens: prompt.count, limit: limit) }
    }
}
