import HoneBase

/// Why no text can be generated.
package enum GenerationError: HoneError, Hashable {
    case emptyPrompt
    /// Name, value, what is allowed.
    case option(String, String, String)
    case promptTooLong(tokens: Int, limit: Int)
    case vocabulariesDiffer(tokenizer: Int, model: Int)
    /// After that answer the constraint allows neither a token nor an end.
    case deadEnd(String)
    /// No answer that the constraint allows is so short.
    case tooFewTokens(Int)
    case model(TransformerError)

    package var place: String? { nil }

    package var problem: String {
        switch self {
        case .emptyPrompt: "the prompt has no token"
        case .option(let name, let value, _): "\(name) is \(value)"
        case .promptTooLong(let tokens, let limit): "the prompt has \(tokens) tokens, the model reads at most \(limit)"
        case .vocabulariesDiffer(let tokenizer, let model): "the tokenizer has \(tokenizer) tokens, the model \(model)"
        case .deadEnd(let answer):
            "after \(ModelFileError.quoted(answer)) the constraint allows no token of this vocabulary, nor to end"
        case .tooFewTokens(let count): "\(count) tokens are too few for any answer that the constraint allows"
        case .model(let error): error.problem
        }
    }

    package var remedy: String? {
        switch self {
        case .emptyPrompt: "give at least one, such as the model's beginning of a text"
        case .option(_, _, let allowed): "it may be \(allowed)"
        case .promptTooLong: "shorten it"
        case .vocabulariesDiffer: "use the tokenizer of the same model"
        case .deadEnd: "allow more"
        case .tooFewTokens: "allow more tokens"
        case .model(let error): error.remedy
        }
    }

    package var fault: Fault { if case .model(let error) = self { error.fault } else { .input } }
}
