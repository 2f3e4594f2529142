import HoneLanguageModel

/// Turns headers and rows into the model's inputs: text through the vocabulary, values through rows of their own.
package struct RowTokenizer: Sendable {
    private let tokenizer: Tokenizer
    private let start: Int
    private let score: Int
    /// The token of every character that a row may hold.
    private let tokens: [Character: Int]

    /// The symbol after a row's last value; the model's prediction is read there.
    private static let scoreCharacter: Character = ":"

    /// - Throws: `RowTokenizerError` if the vocabulary lacks a beginning or one of the characters that rows are written with.
    package init(_ tokenizer: Tokenizer) throws(RowTokenizerError) {
        guard let start = tokenizer.beginningOfText else {
            throw RowTokenizerError(missing: "token that begins a text")
        }
        self.tokenizer = tokenizer
        self.start = start
        score = try Self.token(Self.scoreCharacter, tokenizer)
        var tokens: [Character: Int] = [:]
        for character in ChoiceCodes.alphabet + [RowSymbol.inactiveCharacter] {
            tokens[character] = try Self.token(character, tokenizer)
        }
        self.tokens = tokens
    }

    private static func token(_ character: Character, _ tokenizer: Tokenizer) throws(RowTokenizerError) -> Int {
        let tokens = tokenizer.encode(String(character), specialTokens: .plainText)
        guard let token = tokens.first, tokens.count == 1 else {
            throw RowTokenizerError(missing: "single token for the character '\(character)'")
        }
        return token
    }

    /// Beginning of text, then the header.
    package func header(_ text: String) -> [InputRow] {
        [.token(start)] + tokenizer.encode(text, specialTokens: .plainText).map(InputRow.token)
    }

    /// The row's symbols and the score position behind them: `symbols.count + 1` inputs.
    package func row(_ symbols: [RowSymbol]) -> [InputRow] {
        symbols.map(input) + [.token(score)]
    }

    private func input(_ symbol: RowSymbol) -> InputRow {
        switch symbol {
        case .value(let index): return .value(index)
        case .inactive: return .token(token(RowSymbol.inactiveCharacter))
        case .code(let character): return .token(token(character))
        }
    }

    private func token(_ character: Character) -> Int {
        guard let token = tokens[character] else {
            preconditionFailure("rows are written with ChoiceCodes.alphabet, not with '\(character)'")
        }
        return token
    }
}
