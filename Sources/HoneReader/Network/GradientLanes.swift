import HoneKernels
import HoneNumerics

/// Gradients of a batch: the examples are dealt to a fixed number of lanes, whatever the number of threads, and each lane goes
/// through its own in small groups, so that activations stay in the processor's caches and the same batch gives the same bits.
///
/// Owned by one trainer; it holds the memory that lanes need.
package final class GradientLanes {
    /// Part of the result's bits: another number, another order of additions.
    package static let lanes = 2
    /// Tokens of a group at most, unless one example alone has more.
    private static let groupTokens = 2048

    private struct Lane {
        let workspace = Workspace()
        let gradients: FloatBuffer
    }

    private let lanes: [Lane]
    private let threads: ComputeThreads
    private let loss: DensityLoss
    private let shape: ReaderShape
    private let count: Int

    package init(_ layout: ReaderLayout, loss: DensityLoss, threads: ComputeThreads) {
        count = layout.count
        shape = layout.shape
        self.loss = loss
        self.threads = ComputeThreads(min(threads.count, Self.lanes))
        lanes = (0..<Self.lanes).map { _ in Lane(gradients: FloatBuffer(count: layout.count)) }
    }

    /// The gradient of `DensityLoss.Sums.loss` with respect to all weights, `[layout.count]`, valid until the next call.
    package func gradient(
        _ examples: [ReaderExample], weights: ReaderWeights, packed: PackedWeights, dropout: Double,
        noise: SeededGenerator
    ) -> (sums: DensityLoss.Sums, gradient: FloatBuffer) {
        let candidates = examples.reduce(0) { $0 + $1.candidates.count }
        let rows = examples.reduce(0) { $0 + $1.quantileBins.count(where: { $0 >= 0 }) }
        let scales = (quantile: 1 / Float(max(1, rows)), score: 1 / Float(max(1, candidates)))
        let groups = deal(examples)
        var sums = [DensityLoss.Sums](repeating: .init(), count: Self.lanes)
        BLAS.withOneThreadPerCall {
            sums.withUnsafeMutableBufferPointer { sums in
                // Every lane writes an element of its own.
                nonisolated(unsafe) let sums = sums
                nonisolated(unsafe) let me = self
                threads.distribute(Self.lanes) { _, number in
                    let lane = me.lanes[number]
                    lane.gradients.fill(0)
                    for (index, group) in groups[number].enumerated() {
                        let pass = ReaderPass(
                            training: packed, gradients: lane.gradients.pointer, dropout: dropout,
                            noise: noise.fork("lane \(number)", index), workspace: lane.workspace)
                        sums[number] += me.walk(pass, group, scales)
                    }
                }
            }
        }
        let total = lanes[0].gradients
        threads.split(count, minimum: 1 << 14) { range in
            for lane in self.lanes.dropFirst() {
                VectorMath.add(
                    1, lane.gradients.pointer + range.lowerBound, to: total.pointer + range.lowerBound, range.count)
            }
        }
        PackedWeights.unfold(total.pointer, of: weights)
        return (sums.reduce(into: .init()) { $0 += $1 }, total)
    }

    private func walk(
        _ pass: ReaderPass, _ group: [ReaderExample], _ scales: (quantile: Float, score: Float)
    ) -> DensityLoss.Sums {
        let mark = pass.workspace.mark
        defer { pass.workspace.release(to: mark) }
        let logits = pass.logits(ExampleInputs(group, shape: shape))
        let sums = loss.apply(logits, group, scales: scales, workspace: pass.workspace)
        pass.goBack()
        return sums
    }

    /// Groups of each lane: the largest examples first, each to the lane that has least to do.
    private func deal(_ examples: [ReaderExample]) -> [[[ReaderExample]]] {
        let order = examples.indices.sorted { (examples[$0].tokenCount, $1) > (examples[$1].tokenCount, $0) }
        var dealt = [[Int]](repeating: [], count: Self.lanes)
        var loads = [Int](repeating: 0, count: Self.lanes)
        for index in order {
            let lane = loads.indices.min { loads[$0] < loads[$1] } ?? 0
            dealt[lane].append(index)
            loads[lane] += examples[index].tokenCount + 1
        }
        return dealt.map { Self.groups($0.map { examples[$0] }, tokens: Self.groupTokens) }
    }

    /// Consecutive examples of so many tokens at most.
    static func groups(_ examples: [ReaderExample], tokens limit: Int) -> [[ReaderExample]] {
        var groups: [[ReaderExample]] = []
        var tokens = 0
        for example in examples {
            if groups.isEmpty || tokens + example.tokenCount > limit {
                groups.append([])
                tokens = 0
            }
            groups[groups.count - 1].append(example)
            tokens += example.tokenCount
        }
        return groups
    }
}
