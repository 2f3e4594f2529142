import HoneKernels
import HoneNumerics

/// Loss and gradients of joined sequences through a frozen transformer with low-rank updates, value rows and head.
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
        var x: Rows
        var middle: Rows
        /// 1 / root mean square of the two norms.
        var attentionInverse: UnsafeMutablePointer<Float>
        var mlpInverse: UnsafeMutablePointer<Float>
        var projected: Projected
        /// Queries `[queries, queryWidth]` and keys `[inputs, keyWidth]` before their norms, where there are such.
        var rawHeads: (queries: Rows, keys: Rows)?
        var attended: Rows
        var logSums: UnsafeMutablePointer<Float>
        /// `[queries, 2 * mlp]`
        var gateUp: Rows
        /// x A^T of each product's updates.
        var reduced: PerProjection<Rows>
    }

    /// Queries `[queries, queryWidth]`, and keys and values `[inputs, 2 * keyWidth]`, or the gradients of them.
    struct Projected {
        let queries: Rows
        let keyValues: Rows
        /// Both side by side, `[inputs, qkvWidth]`, where all inputs are queries.
        let fused: Rows?
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

        var inputs = [workspace.rows(batch.count, hidden)]
        try embed(batch, parameters, into: inputs[0])
        var kept: [Activations?] = []
        for layer in 0..<layout.shape.layers {
            let next = workspace.rows(isLast(layer) ? batch.selection.count : batch.count, hidden)
            let mark = workspace.mark
            let activations = forward(layer: layer, x: inputs[layer], batch, parameters, into: next)
            // The way back begins with the last block, so that one is kept in any case.
            let keeps = !recomputes || isLast(layer)
            kept.append(keeps ? activations : nil)
            if !keeps { workspace.release(to: mark) }
            inputs.append(next)
        }
        let dx = workspace.rows(batch.count, hidden)
        let dScored = workspace.rows(batch.selection.count, hidden)
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

    /// The value rows among the parameters, or among their gradients, `[valueRows, hidden]`.
    private func valueRows(_ buffer: FloatBuffer) -> Rows {
        Rows(buffer.pointer + layout.valueRowOffset, count: layout.valueRows, width: layout.shape.hidden)
    }

    private func embed(_ batch: MicroBatch, _ parameters: FloatBuffer, into x: Rows) throws(TransformerError) {
        for part in batch.parts {
            try transformer.embed(part.sequence, valueRows: valueRows(parameters), into: x[part.inputs])
        }
    }

    private func addValueRowGradients(_ batch: MicroBatch, dx: Rows, _ gradients: FloatBuffer) {
        let target = valueRows(gradients)
        for part in batch.parts {
            for (input, index) in zip(part.sequence.inputs, part.inputs) {
                guard let value = input.value else { continue }
                VectorMath.add(1, dx[index], to: target[value], dx.width)
            }
        }
    }

    /// Attention of every part over its own inputs; `queries` are all inputs, or in the last block the scored ones.
    func attend(_ layer: Int, _ kept: Activations, _ batch: MicroBatch) {
        let last = isLast(layer)
        for part in batch.parts {
            let rows = last ? part.scored : part.inputs
            transformer.attention.forward(
                attentionInputs(kept.projected, rows: rows, inputs: part.inputs),
                plan: last ? part.lastPlan : part.plan, into: kept.attended[rows],
                logSums: kept.logSums + rows.lowerBound * layout.shape.heads, workspace: workspace)
        }
    }

    /// The low-rank updates of a block.
    func updates(_ layer: Int, _ parameters: FloatBuffer) -> PerProjection<LowRankUpdate> {
        layout.groups.map {
            LowRankUpdate(
                group: $0, rank: layout.lora.rank, scale: layout.lora.scale,
                parameters: parameters.pointer + layer * layout.layerCount)
        }
    }

    func isLast(_ layer: Int) -> Bool { layer == layout.shape.layers - 1 }

    /// Memory for queries, keys and values: side by side where all inputs are queries, apart in the last block.
    func projected(queries: Int, total: Int, last: Bool) -> Projected {
        let shape = layout.shape
        if last {
            return Projected(
                queries: workspace.rows(queries, shape.queryWidth),
                keyValues: workspace.rows(total, 2 * shape.keyWidth), fused: nil)
        }
        let fused = workspace.rows(total, shape.qkvWidth)
        return Projected(
            queries: fused.columns(0..<shape.queryWidth),
            keyValues: fused.columns(shape.queryWidth..<shape.qkvWidth), fused: fused)
    }

    /// Queries and keys of one part of the batch.
    func attentionInputs(_ projected: Projected, rows: Range<Int>, inputs: Range<Int>) -> Attention.Inputs {
        let width = layout.shape.keyWidth
        let keyValues = projected.keyValues[inputs]
        let (keys, values) = (keyValues.columns(0..<width), keyValues.columns(width..<2 * width))
        return Attention.Inputs(
            queries: projected.queries[rows], prefixKeys: keys, prefixValues: values, ownKeys: keys,
            ownValues: values)
    }
}
