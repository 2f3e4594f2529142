import HoneLanguageModel

/// Turns headers and rows into the model's inputs: text through the vocabulary, values through rows of their own.
package struct RowTokenizer: Sendable {
    private let tokenizer: Tokenizer
    private let score: InputRow
    private let start: Int

    /// The symbol after a row's last value; the model's prediction is read there.
    private static let scoreText = ":"

    package init(_ tokenizer: Tokenizer) {
        self.tokenizer = tokenizer
        start = tokenizer.beginningOfText ?? 0
        score = .token(tokenizer.encode(Self.scoreText, specialTokens: .plainText).first ?? 0)
    }

    /// Beginning of text, then the header.
    package func header(_ text: String) -> [InputRow] {
        [.token(start)] + tokenizer.encode(text, specialTokens: .plainText).map(InputRow.token)
    }

    /// The row's symbols and the score position behind them: `symbols.count + 1` inputs.
    package func row(_ symbols: [RowSymbol]) -> [InputRow] {
        symbols.map(input) + [score]
    }

    private func input(_ symbol: RowSymbol) -> InputRow {
        guard let character = symbol.character else {
            if case .value(let index) = symbol { return .value(index) }
            return score
        }
        return .token(tokenizer.encode(String(character), specialTokens: .plainText).first ?? start)
    }
}
