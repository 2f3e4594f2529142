/// How a step's sequences go through the model: how much at once, and what is kept for the way back. It decides memory
/// and time, never what is computed: the loss stays the mean over the sequences.
package struct ComputationPlan: Sendable, Hashable, Codable {
    /// Inputs that are computed at once, at most: short sequences share a pass, long ones are cut between rows and each
    /// part gets the header again. nil: every sequence by itself, whole.
    package var tokens: Int?
    /// Keep the blocks' inputs alone and compute the rest again on the way back: a third more work, the same bits.
    package var recomputes: Bool

    package init(tokens: Int? = nil, recomputes: Bool = false) {
        self.tokens = tokens
        self.recomputes = recomputes
    }

    /// A sequence, or some rows of it, with its factor in the loss.
    struct Piece {
        let example: TrainingExample
        let weight: Float
    }

    /// What goes through the model together, in order. The weights of all pieces add up to 1.
    func batches(of examples: [TrainingExample]) -> [[Piece]] {
        guard let tokens else { return examples.map { [Piece(example: $0, weight: 1 / Float(examples.count))] } }
        var batches: [[Piece]] = []
        var used = 0
        for example in examples {
            for (part, share) in Self.parts(of: example, tokens: tokens) {
                if batches.isEmpty || used + part.tokens > tokens {
                    batches.append([])
                    used = 0
                }
                used += part.tokens
                batches[batches.count - 1].append(
                    Piece(example: part, weight: Float(share) / Float(examples.count)))
            }
        }
        return batches
    }

    /// Pieces of at most so many inputs (at least one row each), with their shares of the sequence's mean loss. Only
    /// sequences that are read at the ends of rows can be cut.
    private static func parts(of example: TrainingExample, tokens: Int) -> [(TrainingExample, Double)] {
        guard example.tokens > tokens, example.rows.count > 1, case .bins(let labels) = example.targets else {
            return [(example, 1)]
        }
        let bins = labels.count / example.rows.count
        var result: [(TrainingExample, Double)] = []
        var first = 0
        while first < example.rows.count {
            var count = example.header.count + example.rows[first].count
            var end = first + 1
            while end < example.rows.count, count + example.rows[end].count <= tokens {
                count += example.rows[end].count
                end += 1
            }
            let part = TrainingExample(
                header: example.header, rows: Array(example.rows[first..<end]),
                labels: Array(labels[first * bins..<end * bins]))
            result.append((part, Double(end - first) / Double(example.rows.count)))
            first = end
        }
        return result
    }
}
