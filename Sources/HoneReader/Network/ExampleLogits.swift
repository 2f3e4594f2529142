import HoneKernels
import HoneNumerics

/// The network's answers to whole examples, without gradients: for validation, and to compare with others' answers. Whoever
/// scores many candidates of one study takes `ReaderScorer`, which reads study and context once.
package enum ExampleLogits {
    /// Tokens of a pass at most, unless one example alone has more.
    private static let groupTokens = 4096

    /// Logits of both densities side by side, `[candidates][2 * bins]` for each example.
    package static func of(
        _ examples: [ReaderExample], _ packed: PackedWeights, threads: ComputeThreads
    ) -> [[[Float]]] {
        walk(examples, packed, threads) { logits, group in
            var row = 0
            return group.map { example in
                example.candidates.indices.map { _ in
                    defer { row += 1 }
                    return Array(UnsafeBufferPointer(start: logits[row], count: logits.width))
                }
            }
        }.flatMap { $0 }
    }

    /// Sums of the loss over all candidates.
    package static func loss(
        _ examples: [ReaderExample], _ packed: PackedWeights, loss: DensityLoss, threads: ComputeThreads
    ) -> DensityLoss.Sums {
        walk(examples, packed, threads) { loss.apply($0, $1, scale: 1, gradient: nil) }
            .reduce(into: .init()) { $0 += $1 }
    }

    private static func walk<Value>(
        _ examples: [ReaderExample], _ packed: PackedWeights, _ threads: ComputeThreads,
        _ body: (Rows, [ReaderExample]) -> Value
    ) -> [Value] {
        let groups = GradientLanes.groups(examples, tokens: groupTokens)
        return threads.map(groups.count) { index in
            let workspace = Workspace()
            let pass = ReaderPass(scoring: packed, workspace: workspace)
            let logits = pass.logits(ExampleInputs(groups[index], shape: packed.layout.shape))
            return body(logits.value, groups[index])
        }
    }
}
