import HoneNumerics

/// Loss and gradients of packed sequences through a frozen transformer with low-rank updates, value rows and head.
///
/// The forward pass keeps each block's inputs and projections (some 24 kB a token and block at SmolLM2-135M's size);
/// norms, gate products and attention probabilities are computed again on the way back. The last block works on the
/// scored inputs alone, apart from its keys and values.
final class TrainingPass {
    let transformer: Transformer
    let layout: TrainableLayout
    let workspace = Workspace()

    init(_ transformer: Transformer, layout: TrainableLayout) {
        precondition(transformer.shape == layout.shape)
        self.transformer = transformer
        self.layout = layout
    }

    /// What the backward pass of one block needs.
    struct Activations {
        /// Residual stream before the block, `[inputs, hidden]`, and behind its attention, `[queries, hidden]`.
        var x: UnsafeMutablePointer<Float>
        var middle: UnsafeMutablePointer<Float>
        /// 1 / root mean square of the two norms.
        var attentionInverse: UnsafeMutablePointer<Float>
        var mlpInverse: UnsafeMutablePointer<Float>
        var queries: Attention.Columns
        var keyValues: Attention.Columns
        /// Queries `[queries, queryWidth]` and keys `[inputs, keyWidth]` before their norms, where there are such.
        var rawHeads: (queries: UnsafeMutablePointer<Float>, keys: UnsafeMutablePointer<Float>)?
        var attended: UnsafeMutablePointer<Float>
        var logSums: UnsafeMutablePointer<Float>
        var gateUp: UnsafeMutablePointer<Float>
        /// x A^T of the five groups, in their order.
        var reduced: [UnsafeMutablePointer<Float>]
    }

    /// Adds to `gradients` the gradient of the pieces' weighted mean losses; returns the sum of these.
    ///
    /// - Parameter recomputes: keep the blocks' inputs alone (Chen et al., arXiv 1604.06174).
    func accumulate(
        _ pieces: [ComputationPlan.Piece], recomputes: Bool, parameters: FloatBuffer, gradients: FloatBuffer
    ) throws(TransformerError) -> Double {
        let batch = try MicroBatch(pieces, bins: layout.bins, vocabulary: layout.shape.vocabulary)
        return try BLAS.withOneThreadPerCall { () throws(TransformerError) -> Double in
            try accumulate(batch, recomputes: recomputes, parameters, gradients)
        }
    }

    private func accumulate(
        _ batch: MicroBatch, recomputes: Bool, _ parameters: FloatBuffer, _ gradients: FloatBuffer
    ) throws(TransformerError) -> Double {
        let hidden = layout.shape.hidden
        let mark = workspace.mark
        defer { workspace.release(to: mark) }

        var inputs = [workspace.take(batch.count * hidden)]
        try embed(batch, parameters, into: inputs[0])
        var kept: [Activations?] = []
        for layer in 0..<layout.shape.layers {
            let next = workspace.take((isLast(layer) ? batch.selection.count : batch.count) * hidden)
            let mark = workspace.mark
            let activations = forward(layer: layer, x: inputs[layer], batch, parameters, into: next)
            // The way back begins with the last block, so that one is kept in any case.
            let keeps = !recomputes || isLast(layer)
            kept.append(keeps ? activations : nil)
            if !keeps { workspace.release(to: mark) }
            inputs.append(next)
        }
        let dx = workspace.take(batch.count * hidden)
        let dScored = workspace.take(batch.selection.count * hidden)
        let loss = loss(inputs[layout.shape.layers], batch, parameters, gradients, dx: dScored)
        for layer in (0..<layout.shape.layers).reversed() {
            let mark = workspace.mark
            defer { workspace.release(to: mark) }
            // What the block wrote the first time is written again, bit for bit.
            let activations =
                kept[layer]
                ?? forward(layer: layer, x: inputs[layer], batch, parameters, into: inputs[layer + 1])
            backward(
                layer: layer, activations, dx: isLast(layer) ? dScored : dx, batch, parameters, gradients, into: dx)
        }
        addValueRowGradients(batch, dx: dx, gradients)
        return loss
    }

    private func embed(
        _ batch: MicroBatch, _ parameters: FloatBuffer, into x: UnsafeMutablePointer<Float>
    ) throws(TransformerError) {
        for part in batch.parts {
            try transformer.embed(
                part.sequence, valueRows: parameters.pointer + layout.valueRowOffset,
                valueRowCount: layout.valueRows, into: x + part.inputs.lowerBound * layout.shape.hidden)
        }
    }

    private func addValueRowGradients(_ batch: MicroBatch, dx: UnsafePointer<Float>, _ gradients: FloatBuffer) {
        let hidden = layout.shape.hidden
        for part in batch.parts {
            for (input, index) in zip(part.sequence.inputs, part.inputs) {
                guard let value = input.value else { continue }
                VectorMath.add(
                    1, dx + index * hidden, to: gradients.pointer + layout.valueRowOffset + value * hidden, hidden)
            }
        }
    }

    /// Attention of every part over its own inputs; `queries` are all inputs, or in the last block the scored ones.
    func attend(_ layer: Int, _ kept: Activations, _ batch: MicroBatch) {
        let last = isLast(layer)
        for part in batch.parts {
            let rows = last ? part.scored : part.inputs
            transformer.attention.forward(
                attentionInputs(kept.queries, kept.keyValues, rows: rows, inputs: part.inputs),
                plan: last ? part.lastPlan : part.plan,
                into: kept.attended + rows.lowerBound * layout.shape.queryWidth,
                logSums: kept.logSums + rows.lowerBound * layout.shape.heads, workspace: workspace)
        }
    }

    /// The five groups' updates at a block.
    func updates(_ layer: Int, _ parameters: FloatBuffer) -> [LowRankUpdate] {
        layout.groups.map {
            LowRankUpdate(
                group: $0, rank: layout.lora.rank, scale: layout.lora.scale,
                parameters: parameters.pointer + layer * layout.layerCount)
        }
    }

    func isLast(_ layer: Int) -> Bool { layer == layout.shape.layers - 1 }

    func gather(_ selection: [Int], _ source: UnsafePointer<Float>, _ width: Int) -> UnsafeMutablePointer<Float> {
        let target = workspace.take(selection.count * width)
        for (row, index) in selection.enumerated() {
            (target + row * width).update(from: source + index * width, count: width)
        }
        return target
    }

    /// Memory for queries and key-values: side by side where all inputs are queries, apart in the last block.
    func projectionColumns(
        queries: Int, total: Int, last: Bool
    ) -> (queries: Attention.Columns, keyValues: Attention.Columns) {
        let shape = layout.shape
        if last {
            return (
                Attention.Columns(workspace.take(queries * shape.queryWidth), stride: shape.queryWidth),
                Attention.Columns(workspace.take(total * 2 * shape.keyWidth), stride: 2 * shape.keyWidth)
            )
        }
        let fused = workspace.take(total * shape.qkvWidth)
        return (
            Attention.Columns(fused, stride: shape.qkvWidth),
            Attention.Columns(fused + shape.queryWidth, stride: shape.qkvWidth)
        )
    }

    /// Queries and keys of one part of the batch.
    func attentionInputs(
        _ queries: Attention.Columns, _ keyValues: Attention.Columns, rows: Range<Int>, inputs: Range<Int>
    ) -> Attention.Inputs {
        let keys = Attention.Columns(
            keyValues.pointer + inputs.lowerBound * keyValues.stride, stride: keyValues.stride)
        let values = Attention.Columns(keys.pointer + layout.shape.keyWidth, stride: keys.stride)
        return Attention.Inputs(
            queries: Attention.Columns(queries.pointer + rows.lowerBound * queries.stride, stride: queries.stride),
            prefixKeys: keys, prefixValues: values, ownKeys: keys, ownValues: values)
    }
}
