import HoneKernels

/// Sequences that go through the model at once: one behind the other in memory, so that every linear layer is one
/// product over all of them, and attended to one by one, so that none sees another.
struct MicroBatch {
    struct Part {
        let sequence: JoinedSequences
        let targets: TrainingExample.Targets
        /// Factor on the mean loss over the part's targets.
        let weight: Float
        /// Where its inputs, and those whose outputs are scored, stand in the batch.
        let inputs: Range<Int>
        let scored: Range<Int>
        let plan: AttentionPlan
        let lastPlan: AttentionPlan
    }

    let parts: [Part]
    /// Rotary position of each input.
    let positions: [Int32]
    /// The scored inputs, ascending, and their positions.
    let selection: [Int]
    let selectedPositions: [Int32]

    var count: Int { positions.count }

    /// - Throws: `TransformerError.empty` for a sequence without rows, targets, or inputs in a row; `.unknownToken`,
    ///   `.badTarget`.
    init(_ pieces: [ComputationPlan.Piece], bins: Int, vocabulary: Int) throws(TransformerError) {
        var parts: [Part] = []
        var positions: [Int32] = []
        var selection: [Int] = []
        for piece in pieces {
            let example = piece.example
            if let empty = example.rows.firstIndex(where: \.isEmpty) { throw .empty("Row \(empty)") }
            let sequence = JoinedSequences(header: example.header, rows: example.rows)
            let scored = try Self.scored(example, sequence, bins: bins, vocabulary: vocabulary)
            let start = positions.count
            parts.append(
                Part(
                    sequence: sequence, targets: example.targets, weight: piece.weight,
                    inputs: start..<start + sequence.count,
                    scored: selection.count..<selection.count + scored.count,
                    plan: AttentionPlan(sequence, cached: 0),
                    lastPlan: AttentionPlan(sequence, cached: 0, selection: scored)))
            positions += sequence.positions
            selection += scored.map { start + $0 }
        }
        self.parts = parts
        self.positions = positions
        self.selection = selection
        selectedPositions = selection.map { positions[$0] }
    }

    /// The inputs of a sequence whose outputs are scored.
    private static func scored(
        _ example: TrainingExample, _ sequence: JoinedSequences, bins: Int, vocabulary: Int
    ) throws(TransformerError) -> [Int] {
        switch example.targets {
        case .bins(let labels):
            guard !example.rows.isEmpty else { throw .empty("The list of rows of a training sequence") }
            precondition(labels.count == example.rows.count * bins, "one label a row and bin")
            return sequence.rowEnds
        case .tokens(let targets):
            guard !targets.isEmpty else { throw .empty("The list of targets of a training sequence") }
            var last = -1
            for target in targets {
                guard (0..<vocabulary).contains(target.token) else {
                    throw .unknownToken(target.token, vocabulary: vocabulary)
                }
                guard target.input > last, target.input < sequence.count else {
                    throw .badTarget(input: target.input, inputs: sequence.count)
                }
                last = target.input
            }
            return targets.map(\.input)
        }
    }
}
