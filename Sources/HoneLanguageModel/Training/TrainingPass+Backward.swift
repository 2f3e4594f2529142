import HoneNumerics

extension TrainingPass {
    /// dy W: the gradient of x in y = x W^T, W `[out, input]`.
    @inline(__always)
    private func inputGradient(
        _ dy: UnsafePointer<Float>, stride: Int, _ weight: UnsafePointer<Float>, rows: Int, out: Int, input: Int,
        into dx: UnsafeMutablePointer<Float>
    ) {
        BLAS.multiply(
            m: rows, n: input, k: out, dy, strideA: stride, weight, strideB: input, dx, strideC: input)
    }

    /// Takes the gradient behind a block (`[queries, hidden]`, overwritten) to the one before it (`[inputs, hidden]`)
    /// and adds to the gradients of the block's low-rank matrices.
    func backward(
        layer: Int, _ kept: Activations, dx: UnsafeMutablePointer<Float>, _ prepared: Prepared,
        _ parameters: FloatBuffer, _ gradients: FloatBuffer
    ) -> UnsafeMutablePointer<Float> {
        let shape = layout.shape
        let total = prepared.sequence.count
        let last = isLast(layer)
        let updates = updates(layer, parameters)
        let target = gradients.pointer + layer * layout.layerCount
        // The last block alone changes the number of rows, so it alone needs new memory for what it returns.
        let result = last ? workspace.take(total * shape.hidden) : dx
        let mark = workspace.mark
        defer { workspace.release(to: mark) }

        backwardMLP(layer, kept, dx: dx, rows: last ? prepared.selection.count : total, updates, target)
        let dNormed = backwardAttention(layer, kept, dx: dx, prepared, updates, target)
        if last {
            result.update(repeating: 0, count: total * shape.hidden)
            for (row, index) in prepared.selection.enumerated() {
                (result + index * shape.hidden).update(from: dx + row * shape.hidden, count: shape.hidden)
            }
        }
        transformer.norm.backward(
            dNormed, x: kept.x, weight: transformer.weights.layers[layer].attentionNorm.pointer,
            inverse: kept.attentionInverse, rows: total, addingTo: result, threads: transformer.threads)
        return result
    }

    /// Adds the MLP's part to `dx`. The kept gate and up are replaced by their gradients.
    private func backwardMLP(
        _ layer: Int, _ kept: Activations, dx: UnsafeMutablePointer<Float>, rows: Int, _ updates: [LowRankUpdate],
        _ gradients: UnsafeMutablePointer<Float>
    ) {
        let shape = layout.shape
        let weights = transformer.weights.layers[layer]
        let threads = transformer.threads
        let mark = workspace.mark
        defer { workspace.release(to: mark) }
        let gated = workspace.take(rows * shape.mlp)
        let dGated = workspace.take(rows * shape.mlp)
        let normed = workspace.take(rows * shape.hidden)
        let dNormed = workspace.take(rows * shape.hidden)

        transformer.gatedUnit.forward(kept.gateUp, rows: rows, into: gated, threads: threads)
        inputGradient(
            dx, stride: shape.hidden, weights.down.pointer, rows: rows, out: shape.hidden, input: shape.mlp,
            into: dGated)
        updates[4].backward(
            dx, stride: shape.hidden, x: gated, reduced: kept.reduced[4], rows: rows, addingTo: dGated,
            gradients: gradients, workspace: workspace)
        transformer.gatedUnit.backward(dGated, gateUp: kept.gateUp, rows: rows, threads: threads)
        transformer.norm.forward(
            kept.middle, weight: weights.mlpNorm.pointer, rows: rows, into: normed, threads: threads)
        inputGradient(
            kept.gateUp, stride: 2 * shape.mlp, weights.gateUp.pointer, rows: rows, out: 2 * shape.mlp,
            input: shape.hidden, into: dNormed)
        updates[3].backward(
            kept.gateUp, stride: 2 * shape.mlp, x: normed, reduced: kept.reduced[3], rows: rows, addingTo: dNormed,
            gradients: gradients, workspace: workspace)
        transformer.norm.backward(
            dNormed, x: kept.middle, weight: weights.mlpNorm.pointer, inverse: kept.mlpInverse, rows: rows,
            addingTo: dx, threads: threads)
    }

    /// The gradient of the block's normalised input, `[inputs, hidden]`.
    private func backwardAttention(
        _ layer: Int, _ kept: Activations, dx: UnsafePointer<Float>, _ prepared: Prepared,
        _ updates: [LowRankUpdate], _ gradients: UnsafeMutablePointer<Float>
    ) -> UnsafeMutablePointer<Float> {
        let shape = layout.shape
        let weights = transformer.weights.layers[layer]
        let total = prepared.sequence.count
        let last = isLast(layer)
        let queries = last ? prepared.selection.count : total
        let dAttended = workspace.take(queries * shape.queryWidth)
        inputGradient(
            dx, stride: shape.hidden, weights.output.pointer, rows: queries, out: shape.hidden,
            input: shape.queryWidth, into: dAttended)
        updates[2].backward(
            dx, stride: shape.hidden, x: kept.attended, reduced: kept.reduced[2], rows: queries, addingTo: dAttended,
            gradients: gradients, workspace: workspace)

        let columns = projectionColumns(queries: queries, total: total, last: last)
        let keyValues = columns.keyValues
        for row in 0..<total {
            (keyValues.pointer + row * keyValues.stride).update(repeating: 0, count: 2 * shape.keyWidth)
        }
        transformer.attention.backward(
            attentionInputs(kept.queries, kept.keyValues), plan: last ? prepared.lastPlan : prepared.plan,
            inputCount: total, output: kept.attended, outputGradient: dAttended,
            logSums: kept.logSums,
            into: Attention.Gradients(
                queries: columns.queries, keys: keyValues,
                values: Attention.Columns(keyValues.pointer + shape.keyWidth, stride: keyValues.stride)),
            workspace: workspace)
        rotate(
            columns.queries, heads: shape.heads,
            positions: last ? prepared.selectedPositions : prepared.sequence.positions, backward: true)
        rotate(keyValues, heads: shape.kvHeads, positions: prepared.sequence.positions, backward: true)

        let normed = workspace.take(total * shape.hidden)
        let dNormed = workspace.take(total * shape.hidden)
        transformer.norm.forward(
            kept.x, weight: weights.attentionNorm.pointer, rows: total, into: normed, threads: transformer.threads)
        if last {
            inputGradient(
                keyValues.pointer, stride: keyValues.stride, weights.qkv.pointer + shape.queryWidth * shape.hidden,
                rows: total, out: 2 * shape.keyWidth, input: shape.hidden, into: dNormed)
        } else {
            inputGradient(
                columns.queries.pointer, stride: columns.queries.stride, weights.qkv.pointer, rows: total,
                out: shape.qkvWidth, input: shape.hidden, into: dNormed)
        }
        updates[1].backward(
            keyValues.pointer, stride: keyValues.stride, x: normed, reduced: kept.reduced[1], rows: total,
            addingTo: dNormed, gradients: gradients, workspace: workspace)
        let queryInput = last ? gather(prepared.selection, normed, shape.hidden) : normed
        let dQueryInput = last ? workspace.take(queries * shape.hidden) : dNormed
        if last {
            inputGradient(
                columns.queries.pointer, stride: columns.queries.stride, weights.qkv.pointer, rows: queries,
                out: shape.queryWidth, input: shape.hidden, into: dQueryInput)
        }
        updates[0].backward(
            columns.queries.pointer, stride: columns.queries.stride, x: queryInput, reduced: kept.reduced[0],
            rows: queries, addingTo: dQueryInput, gradients: gradients, workspace: workspace)
        if last {
            for (row, index) in prepared.selection.enumerated() {
                VectorMath.add(1, dQueryInput + row * shape.hidden, to: dNormed + index * shape.hidden, shape.hidden)
            }
        }
        return dNormed
    }
}
