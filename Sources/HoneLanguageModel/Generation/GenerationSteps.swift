/// The state of one text: what the model has read, and what is still to be read before the next token is drawn.
struct GenerationSteps {
    enum Step {
        case token(Int)
        case end(TextGenerator.Ending)
    }

    /// Inputs of one pass over a long prompt: bounds the memory, and how long a cancellation waits.
    private static let chunk = 512

    private let generator: TextGenerator
    private let pass: InferencePass
    private let cache: KeyValueCache
    private let constraint: TokenConstraint?
    /// Tokens that may be written in all.
    private let room: Int
    private let stopTokens: Set<Int>
    private var sampler: TokenSampler
    private var unread: [Int]

    init(_ generator: TextGenerator, prompt: [Int], options: TextGenerator.Options) {
        self.generator = generator
        pass = InferencePass(generator.transformer)
        cache = KeyValueCache(
            shape: generator.transformer.shape,
            capacity: min(prompt.count + min(options.maxTokens, 1024), generator.transformer.longestInput))
        constraint = options.constraint
        room = min(options.maxTokens, generator.transformer.longestInput - prompt.count)
        stopTokens = options.stopTokens ?? generator.stopTokens
        sampler = TokenSampler(options.sampling)
        unread = prompt
    }

    /// The token that follows `answer`, or why none does.
    mutating func next(
        after answer: [Int], _ cancellation: TextGenerator.Cancellation?
    ) throws(GenerationError) -> Step {
        if cancellation?.isCancelled == true { return .end(.cancelled) }
        var candidates: [Int]?
        if let constraint {
            let allowance = constraint.allowance(answer, room - answer.count)
            let tokens = allowance.tokens.tokens
            if tokens.isEmpty {
                guard allowance.mayEnd else { throw deadEnd(constraint, answer) }
                return .end(.complete)
            }
            // Nothing to choose: the token is read together with whatever follows it.
            if tokens.count == 1, !allowance.mayEnd {
                unread.append(tokens[0])
                return .token(tokens[0])
            }
            candidates = allowance.mayEnd ? (tokens + stopTokens.subtracting(tokens)).sorted() : tokens
        }
        guard let hidden = try read(cancellation) else { return .end(.cancelled) }
        let token = try draw(hidden, from: candidates)
        if stopTokens.contains(token) { return .end(.stopToken(token)) }
        unread = [token]
        return .token(token)
    }

    /// Why a constraint allows nothing: more tokens would help, or nothing does.
    private func deadEnd(_ constraint: TokenConstraint, _ answer: [Int]) -> GenerationError {
        constraint.allowance(answer, .max).tokens.isEmpty
            ? .deadEnd(generator.tokenizer.decode(answer)) : .tooFewTokens(room)
    }

    /// The last hidden state, `[hidden]`, once everything is read; nil if cancelled.
    private mutating func read(_ cancellation: TextGenerator.Cancellation?) throws(GenerationError) -> [Float]? {
        var hidden: [Float] = []
        var start = 0
        while start < unread.count {
            if cancellation?.isCancelled == true { return nil }
            let end = min(unread.count, start + Self.chunk)
            let inputs = unread[start..<end].map(InputRow.token)
            do {
                hidden = try pass.hiddenStates(
                    header: inputs, selection: end == unread.count ? [inputs.count - 1] : [], cache: cache,
                    extending: true)
            } catch {
                throw .model(error)
            }
            start = end
        }
        unread = []
        return hidden
    }

    /// Draws among `candidates`, ascending; among all tokens of the tokenizer if nil.
    private mutating func draw(_ hidden: [Float], from candidates: [Int]?) throws(GenerationError) -> Int {
        let transformer = generator.transformer
        // (A model's output matrix may have more rows than its tokenizer has tokens.)
        let count = generator.tokenizer.vocabularySize
        guard let candidates else { return sampler.draw(Array(transformer.logits(hidden)[..<count])) }
        let logits: [Float]
        // A row at a time is slower than the whole matrix once it is most of it.
        if candidates.count * 8 < count {
            do { logits = try transformer.logits(hidden, tokens: candidates) } catch { throw .model(error) }
        } else {
            let all = transformer.logits(hidden)
            logits = candidates.map { all[$0] }
        }
        return candidates[sampler.draw(logits)]
    }
}
