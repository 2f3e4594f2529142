import HoneKernels
import HoneNumerics

/// The network's answers to whole examples, without gradients: for validation, and to compare with others' answers. Whoever
/// scores many candidates of one study takes `ReaderScorer`, which reads study and context once.
package struct ExampleLogits: Sendable, Hashable {
    /// Of the quantile, `[context + candidates][bins]`.
    package let quantile: [[Float]]
    /// Of the score, `[candidates][bins]`; empty without a context.
    package let score: [[Float]]

    /// Tokens of a pass at most, unless one example alone has more.
    private static let groupTokens = 4096

    package static func of(
        _ examples: [ReaderExample], _ packed: PackedWeights, threads: ComputeThreads
    ) -> [ExampleLogits] {
        walk(examples, packed, threads) { logits, group in
            var (row, candidate) = (0, 0)
            return group.map { example in
                let isContextual = !example.context.isEmpty
                let quantile = logits.quantile.value[row..<(row + example.trialCount)]
                row += example.trialCount
                let count = isContextual ? example.candidates.count : 0
                let score = logits.score?.value[candidate..<(candidate + count)]
                candidate += count
                return ExampleLogits(quantile: arrays(quantile), score: score.map(arrays) ?? [])
            }
        }.flatMap { $0 }
    }

    private static func arrays(_ rows: Rows) -> [[Float]] {
        (0..<rows.count).map { Array(UnsafeBufferPointer(start: rows[$0], count: rows.width)) }
    }

    /// Sums of the loss over all rows.
    package static func loss(
        _ examples: [ReaderExample], _ packed: PackedWeights, loss: DensityLoss, threads: ComputeThreads
    ) -> DensityLoss.Sums {
        walk(examples, packed, threads) { loss.apply($0, $1, scales: nil, workspace: nil) }
            .reduce(into: .init()) { $0 += $1 }
    }

    private static func walk<Value>(
        _ examples: [ReaderExample], _ packed: PackedWeights, _ threads: ComputeThreads,
        _ body: (ExampleActivations, [ReaderExample]) -> Value
    ) -> [Value] {
        let groups = GradientLanes.groups(examples, tokens: groupTokens)
        return threads.map(groups.count) { index in
            let pass = ReaderPass(scoring: packed, workspace: Workspace())
            let logits = pass.logits(ExampleInputs(groups[index], shape: packed.layout.shape))
            return body(logits, groups[index])
        }
    }
}
