import Foundation
import HoneNumerics

@inline(__always)
func logarithm(_ x: Float) -> Float { Foundation.log(x) }

extension Attention {
    /// Where the gradients go: queries are overwritten, keys and values of every input of the pass are added to.
    struct Gradients {
        var queries: Columns
        var keys: Columns
        var values: Columns
    }

    /// Gradients of queries, keys and values from the gradient of the output, both `[queries, heads * headDimension]`.
    ///
    /// Probabilities are computed again from the stored log sums, block by block (as Dao et al., arXiv 2205.14135):
    /// with P the probabilities, dP = dO V^T and D the row sums of dO * O, dS = P * (dP - D). Only for passes without
    /// a cache, so prefix key j is input j. Each head collects its keys' gradients in a block of its own, and the
    /// heads of a group are added up in a fixed order.
    func backward(
        _ inputs: Inputs, plan: AttentionPlan, inputCount: Int,
        output: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>, logSums: UnsafePointer<Float>,
        into gradients: Gradients, workspace: Workspace
    ) {
        let mark = workspace.mark
        defer { workspace.release(to: mark) }
        let width = shape.headDimension
        let longest = Int(plan.prefixLimits.max() ?? 0) + plan.longestOwn
        let scratchCount = min(Self.blockSize, max(1, plan.queries)) * max(1, longest)
        let scratch = (0..<threads.count).map { _ in (workspace.take(scratchCount), workspace.take(scratchCount)) }
        let perHead = (0..<shape.heads).map { _ in
            (workspace.take(inputCount * width), workspace.take(inputCount * width))
        }
        plan.prefixLimits.withUnsafeBufferPointer { limits in
            plan.ownStarts.withUnsafeBufferPointer { starts in
                plan.ownCounts.withUnsafeBufferPointer { counts in
                    threads.distribute(shape.heads) { worker, head in
                        let (keyGradient, valueGradient) = perHead[head]
                        keyGradient.update(repeating: 0, count: inputCount * width)
                        valueGradient.update(repeating: 0, count: inputCount * width)
                        for first in stride(from: 0, to: plan.queries, by: Self.blockSize) {
                            backwardBlock(
                                inputs, head: head, block: first..<min(first + Self.blockSize, plan.queries),
                                limits: limits, starts: starts, counts: counts, scores: scratch[worker].0,
                                scoreGradients: scratch[worker].1, output: output, outputGradient: outputGradient,
                                logSums: logSums + head * plan.queries, queryGradients: gradients.queries,
                                keyGradient: keyGradient, valueGradient: valueGradient)
                        }
                    }
                }
            }
        }
        let group = shape.heads / shape.kvHeads
        threads.split(inputCount) { range in
            for index in range {
                for kvHead in 0..<shape.kvHeads {
                    let keys = gradients.keys.pointer + index &* gradients.keys.stride + kvHead &* width
                    let values = gradients.values.pointer + index &* gradients.values.stride + kvHead &* width
                    for head in kvHead &* group..<(kvHead &+ 1) &* group {
                        VectorMath.add(1, perHead[head].0 + index &* width, to: keys, width)
                        VectorMath.add(1, perHead[head].1 + index &* width, to: values, width)
                    }
                }
            }
        }
    }

    private func backwardBlock(
        _ inputs: Inputs, head: Int, block: Range<Int>, limits: UnsafeBufferPointer<Int32>,
        starts: UnsafeBufferPointer<Int32>, counts: UnsafeBufferPointer<Int32>, scores: UnsafeMutablePointer<Float>,
        scoreGradients: UnsafeMutablePointer<Float>, output: UnsafePointer<Float>,
        outputGradient: UnsafePointer<Float>, logSums: UnsafePointer<Float>, queryGradients: Columns,
        keyGradient: UnsafeMutablePointer<Float>, valueGradient: UnsafeMutablePointer<Float>
    ) {
        let width = shape.headDimension
        let outputStride = shape.queryWidth
        let kvColumn = head / (shape.heads / shape.kvHeads) * width
        let extent = BlockExtent(block, limits: limits, counts: counts)
        let queries = inputs.queries.pointer + block.lowerBound * inputs.queries.stride + head * width
        let queryTarget = queryGradients.pointer + block.lowerBound * queryGradients.stride + head * width
        let result = output + block.lowerBound * outputStride + head * width
        let gradient = outputGradient + block.lowerBound * outputStride + head * width
        if extent.keys > 0 {
            BLAS.multiply(
                transposeB: true, m: block.count, n: extent.keys, k: width, queries, strideA: inputs.queries.stride,
                inputs.prefixKeys.pointer + kvColumn, strideB: inputs.prefixKeys.stride, scores,
                strideC: extent.stride)
            BLAS.multiply(
                transposeB: true, m: block.count, n: extent.keys, k: width, gradient, strideA: outputStride,
                inputs.prefixValues.pointer + kvColumn, strideB: inputs.prefixValues.stride, scoreGradients,
                strideC: extent.stride)
        }
        for i in 0..<block.count {
            let index = block.lowerBound &+ i
            let row = scores + i &* extent.stride
            let rowGradient = scoreGradients + i &* extent.stride
            let limit = Int(limits[index])
            let query = queries + i &* inputs.queries.stride
            let dOutput = gradient + i &* outputStride
            let mean = VectorMath.dot(dOutput, result + i &* outputStride, width)
            if limit > 0 {
                _ = VectorMath.exponentiate(row, limit, scale: scale, shift: logSums[index])
                scoreGradient(row, rowGradient, limit, mean: mean)
                for j in limit..<max(limit, extent.keys) {
                    row[j] = 0
                    rowGradient[j] = 0
                }
            }
            let start = Int(starts[index])
            let own = row + extent.keys
            let ownCount = Int(counts[index])
            for j in 0..<ownCount {
                own[j] = VectorMath.dot(
                    query, inputs.ownKeys.pointer + (start &+ j) &* inputs.ownKeys.stride + kvColumn, width)
            }
            if ownCount > 0 {
                _ = VectorMath.exponentiate(own, ownCount, scale: scale, shift: logSums[index])
            }
            let ownGradient = rowGradient + extent.keys
            for j in 0..<ownCount {
                let value = inputs.ownValues.pointer + (start &+ j) &* inputs.ownValues.stride + kvColumn
                ownGradient[j] = own[j] * (VectorMath.dot(dOutput, value, width) - mean) * scale
                VectorMath.add(own[j], dOutput, to: valueGradient + (start &+ j) &* width, width)
                VectorMath.add(ownGradient[j], query, to: keyGradient + (start &+ j) &* width, width)
            }
        }
        if extent.keys > 0 {
            BLAS.multiply(
                m: block.count, n: width, k: extent.keys, scoreGradients, strideA: extent.stride,
                inputs.prefixKeys.pointer + kvColumn, strideB: inputs.prefixKeys.stride, queryTarget,
                strideC: queryGradients.stride)
            BLAS.multiply(
                transposeA: true, m: extent.keys, n: width, k: block.count, scoreGradients, strideA: extent.stride,
                queries, strideB: inputs.queries.stride, beta: 1, keyGradient, strideC: width)
            BLAS.multiply(
                transposeA: true, m: extent.keys, n: width, k: block.count, scores, strideA: extent.stride, gradient,
                strideB: outputStride, beta: 1, valueGradient, strideC: width)
        }
        for i in 0..<block.count {
            let index = block.lowerBound &+ i
            let ownGradient = scoreGradients + i &* extent.stride + extent.keys
            let target = queryTarget + i &* queryGradients.stride
            if extent.keys == 0 { for j in 0..<width { target[j] = 0 } }
            var key = inputs.ownKeys.pointer + Int(starts[index]) &* inputs.ownKeys.stride + kvColumn
            for j in 0..<Int(counts[index]) {
                VectorMath.add(ownGradient[j], key, to: target, width)
                key += inputs.ownKeys.stride
            }
        }
    }

    /// rowGradient = row * (rowGradient - mean) * scale
    @inline(__always)
    private func scoreGradient(
        _ row: UnsafePointer<Float>, _ rowGradient: UnsafeMutablePointer<Float>, _ count: Int, mean: Float
    ) {
        var i = 0
        while i &+ 8 <= count {
            let p = VectorMath.load(row + i)
            VectorMath.store(p * (VectorMath.load(rowGradient + i) - mean) * scale, rowGradient + i)
            i &+= 8
        }
        while i < count {
            rowGradient[i] = row[i] * (rowGradient[i] - mean) * scale
            i &+= 1
        }
    }
}
