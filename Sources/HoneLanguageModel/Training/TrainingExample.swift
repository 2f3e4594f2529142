/// A packed sequence and what should come out of it: for the surrogate soft labels over the head's bins at the end of
/// every row, for text the token that follows at chosen inputs.
package struct TrainingExample: Sendable {
    /// The token that should follow one input of the sequence.
    package struct TokenTarget: Sendable, Hashable {
        /// Index among the sequence's inputs, header first, then the rows.
        package let input: Int
        package let token: Int

        package init(input: Int, token: Int) {
            self.input = input
            self.token = token
        }
    }

    package enum Targets: Sendable {
        /// `[rows, bins]`: each row's probabilities over the bins of the scoring head.
        case bins([Float])
        /// At inputs in ascending order, each once, against the vocabulary through the output matrix.
        case tokens([TokenTarget])
    }

    package let header: [InputRow]
    package let rows: [[InputRow]]
    package let targets: Targets

    package init(header: [InputRow], rows: [[InputRow]], targets: Targets) {
        self.header = header
        self.rows = rows
        self.targets = targets
    }

    package init(header: [InputRow], rows: [[InputRow]], labels: [Float]) {
        self.init(header: header, rows: rows, targets: .bins(labels))
    }

    /// A text: every token behind the first `promptCount` is to be predicted from what stands before it.
    package init(text tokens: [Int], promptCount: Int = 1) {
        let first = max(1, promptCount)
        self.init(
            header: tokens.map(InputRow.token), rows: [],
            targets: .tokens(
                first < tokens.count ? (first..<tokens.count).map { .init(input: $0 - 1, token: tokens[$0]) } : []))
    }

    /// The soft labels; empty for a text.
    package var labels: [Float] {
        if case .bins(let labels) = targets { labels } else { [] }
    }

    /// Inputs, header included.
    package var tokens: Int { header.count + rows.reduce(0) { $0 + $1.count } }
}
