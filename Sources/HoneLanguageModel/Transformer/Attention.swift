import HoneNumerics

/// Grouped-query attention over a shared prefix and each query's own few keys.
///
/// The prefix part is one matrix product per head and block of queries; the own part (a row of a packed sequence) is
/// a handful of dot products. Scores exist for one block at a time, never for all pairs of inputs.
/// Layouts: queries `[queries, heads, headDimension]`, keys and values `[keys, kvHeads, headDimension]`, each with its
/// own distance between rows, since they are columns of fused projections or rows of a cache.
struct Attention {
    /// A strided matrix of keys or values and the like.
    struct Columns {
        let pointer: UnsafeMutablePointer<Float>
        let stride: Int
        init(_ pointer: UnsafeMutablePointer<Float>, stride: Int) {
            self.pointer = pointer
            self.stride = stride
        }
    }

    /// Queries whose scores are held at once: enough rows for an efficient product, few enough to stay in cache and
    /// to waste little above the causal diagonal.
    static let blockSize = 128

    let shape: TransformerShape
    let threads: ComputeThreads
    var scale: Float { 1 / Float(shape.headDimension).squareRoot() }

    struct Inputs {
        var queries: Columns
        var prefixKeys: Columns
        var prefixValues: Columns
        var ownKeys: Columns
        var ownValues: Columns
    }

    /// Writes `[queries, heads * headDimension]` (contiguous) and, for the backward pass, each score row's log of the
    /// sum of exponentials, `[heads, queries]`.
    func forward(
        _ inputs: Inputs, plan: AttentionPlan, into output: UnsafeMutablePointer<Float>,
        logSums: UnsafeMutablePointer<Float>? = nil, workspace: Workspace
    ) {
        let blocks = (plan.queries + Self.blockSize - 1) / Self.blockSize
        guard blocks > 0 else { return }
        let mark = workspace.mark
        defer { workspace.release(to: mark) }
        let longest = Int(plan.prefixLimits.max() ?? 0) + plan.longestOwn
        let scratchCount = min(Self.blockSize, plan.queries) * longest
        let scratch = (0..<threads.count).map { _ in workspace.take(scratchCount) }
        plan.prefixLimits.withUnsafeBufferPointer { limits in
            plan.ownStarts.withUnsafeBufferPointer { starts in
                plan.ownCounts.withUnsafeBufferPointer { counts in
                    threads.distribute(blocks * shape.heads) { worker, item in
                        let first = (item / shape.heads) * Self.blockSize
                        let block = first..<min(first + Self.blockSize, plan.queries)
                        forwardBlock(
                            inputs, head: item % shape.heads, block: block, limits: limits, starts: starts,
                            counts: counts, scores: scratch[worker], output: output,
                            logSums: logSums.map { $0 + (item % shape.heads) * plan.queries })
                    }
                }
            }
        }
    }

    private func forwardBlock(
        _ inputs: Inputs, head: Int, block: Range<Int>, limits: UnsafeBufferPointer<Int32>,
        starts: UnsafeBufferPointer<Int32>, counts: UnsafeBufferPointer<Int32>, scores: UnsafeMutablePointer<Float>,
        output: UnsafeMutablePointer<Float>, logSums: UnsafeMutablePointer<Float>?
    ) {
        let width = shape.headDimension
        let outputStride = shape.queryWidth
        let kvColumn = head / (shape.heads / shape.kvHeads) * width
        let extent = BlockExtent(block, limits: limits, counts: counts)
        let queries = inputs.queries.pointer + block.lowerBound * inputs.queries.stride + head * width
        let target = output + block.lowerBound * outputStride + head * width
        if extent.keys > 0 {
            BLAS.multiply(
                transposeB: true, m: block.count, n: extent.keys, k: width, queries, strideA: inputs.queries.stride,
                inputs.prefixKeys.pointer + kvColumn, strideB: inputs.prefixKeys.stride, scores,
                strideC: extent.stride)
        }
        for i in 0..<block.count {
            let index = block.lowerBound &+ i
            let row = scores + i &* extent.stride
            let own = row + extent.keys
            let ownCount = Int(counts[index])
            let limit = Int(limits[index])
            let query = queries + i &* inputs.queries.stride
            var key = inputs.ownKeys.pointer + Int(starts[index]) &* inputs.ownKeys.stride + kvColumn
            for j in 0..<ownCount {
                own[j] = VectorMath.dot(query, key, width)
                key += inputs.ownKeys.stride
            }
            let logSum = Self.softmax(row, limit, own, ownCount, scale: scale)
            logSums?[index] = logSum
            for j in limit..<max(limit, extent.keys) { row[j] = 0 }
        }
        if extent.keys > 0 {
            BLAS.multiply(
                m: block.count, n: width, k: extent.keys, scores, strideA: extent.stride,
                inputs.prefixValues.pointer + kvColumn, strideB: inputs.prefixValues.stride, target,
                strideC: outputStride)
        }
        for i in 0..<block.count {
            let index = block.lowerBound &+ i
            let own = scores + i &* extent.stride + extent.keys
            let result = target + i &* outputStride
            if extent.keys == 0 { for j in 0..<width { result[j] = 0 } }
            var value = inputs.ownValues.pointer + Int(starts[index]) &* inputs.ownValues.stride + kvColumn
            for j in 0..<Int(counts[index]) {
                VectorMath.add(own[j], value, to: result, width)
                value += inputs.ownValues.stride
            }
        }
    }

    /// Turns raw scores in two parts into probabilities; returns the log of the sum of exponentials.
    @inline(__always)
    static func softmax(
        _ a: UnsafeMutablePointer<Float>, _ countA: Int, _ b: UnsafeMutablePointer<Float>, _ countB: Int, scale: Float
    ) -> Float {
        var top = -Float.infinity
        if countA > 0 { top = VectorMath.maximum(a, countA) }
        if countB > 0 { top = max(top, VectorMath.maximum(b, countB)) }
        let shift = top * scale
        var sum: Float = 0
        if countA > 0 { sum += VectorMath.exponentiate(a, countA, scale: scale, shift: shift) }
        if countB > 0 { sum += VectorMath.exponentiate(b, countB, scale: scale, shift: shift) }
        if countA > 0 { VectorMath.scale(a, countA, by: 1 / sum) }
        if countB > 0 { VectorMath.scale(b, countB, by: 1 / sum) }
        return shift + logarithm(sum)
    }
}

/// How far a block of queries reaches: prefix keys computed together, and the distance between score rows.
struct BlockExtent {
    let keys: Int
    let stride: Int

    @inline(__always)
    init(_ block: Range<Int>, limits: UnsafeBufferPointer<Int32>, counts: UnsafeBufferPointer<Int32>) {
        var keys: Int32 = 0
        var own: Int32 = 0
        for index in block {
            keys = max(keys, limits[index])
            own = max(own, counts[index])
        }
        self.keys = Int(keys)
        stride = Int(keys + own)
    }
}
