/// Why no text can be generated.
package enum GenerationError: Error, Sendable, Hashable, CustomStringConvertible {
    case emptyPrompt
    /// Name, value, what is allowed.
    case option(String, String, String)
    case promptTooLong(tokens: Int, limit: Int)
    case vocabulariesDiffer(tokenizer: Int, model: Int)
    /// After that answer the constraint allows neither a token nor an end.
    case deadEnd(String)
    case model(TransformerError)

    package var description: String {
        switch self {
        case .emptyPrompt: "The prompt has no token. Give at least one, such as the model's beginning of a text."
        case .option(let name, let value, let allowed): "\(name) is \(value). It may be \(allowed)."
        case .promptTooLong(let tokens, let limit):
            "The prompt has \(tokens) tokens, the model reads at most \(limit). Shorten it."
        case .vocabulariesDiffer(let tokenizer, let model):
            "The tokenizer has \(tokenizer) tokens, the model \(model). Use the tokenizer of the same model."
        case .deadEnd(let answer):
            "After \(ModelFileError.quoted(answer)) the constraint allows no token of this vocabulary, nor to end. Allow more."
        case .model(let error): error.description
        }
    }
}
