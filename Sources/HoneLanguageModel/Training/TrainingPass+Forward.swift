import HoneKernels

extension TrainingPass {
    /// One block forward: returns what the way back needs, writes the residual stream behind it, `[queries, hidden]`.
    func forward(
        layer: Int, x: Rows, _ batch: MicroBatch, _ parameters: FloatBuffer, into next: Rows
    ) -> Activations {
        let total = batch.count
        let last = isLast(layer)
        let queries = last ? batch.selection.count : total
        let updates = updates(layer, parameters)
        let kept = takeActivations(x: x, queries: queries, total: total, last: last, updates)
        let mark = workspace.mark
        defer { workspace.release(to: mark) }
        let normed = workspace.rows(total, layout.shape.hidden)

        project(layer, kept, batch, updates, normed: normed)
        if last { projectQueries(layer, kept, batch, updates, normed: normed) }
        attend(layer, kept, batch)
        if last { kept.middle.gather(batch.selection, from: x) }
        finish(layer, kept, updates, copiesInput: !last, normed: normed, next: next)
        return kept
    }

    private func takeActivations(
        x: Rows, queries: Int, total: Int, last: Bool, _ updates: PerProjection<LowRankUpdate>
    ) -> Activations {
        let shape = layout.shape
        let projected = projected(queries: queries, total: total, last: last)
        return Activations(
            x: x, middle: workspace.rows(queries, shape.hidden), attentionInverse: workspace.take(total),
            mlpInverse: workspace.take(queries), projected: projected,
            rawHeads: shape.architecture.normalizesHeads
                ? (workspace.rows(queries, shape.queryWidth), workspace.rows(total, shape.keyWidth)) : nil,
            attended: workspace.rows(queries, shape.queryWidth), logSums: workspace.take(queries * shape.heads),
            gateUp: workspace.rows(queries, 2 * shape.mlp, stride: transformer.gatedUnit.stride),
            reduced: updates.zip(PerProjection(queries: queries, total: total)) { workspace.rows($1, $0.width) })
    }

    /// Norm, projections and rotation of all inputs; in the last block of keys and values alone.
    private func project(
        _ layer: Int, _ kept: Activations, _ batch: MicroBatch, _ updates: PerProjection<LowRankUpdate>, normed: Rows
    ) {
        let shape = layout.shape
        let weights = transformer.weights.layers[layer]
        batch.positions.withUnsafeBufferPointer { positions in
            transformer.threads.split(batch.count) { rows in
                let input = normed[rows]
                let keyValues = kept.projected.keyValues[rows]
                let positions = UnsafeBufferPointer(rebasing: positions[rows])
                transformer.norm.forward(
                    kept.x[rows], weight: weights.attentionNorm, into: input,
                    inverse: kept.attentionInverse + rows.lowerBound)
                if let fused = kept.projected.fused {
                    weights.qkv.apply(input, into: fused[rows])
                    updates.query.forward(
                        input, reduced: kept.reduced.query[rows], addingTo: kept.projected.queries[rows])
                    finishQueries(layer, kept, rows, positions: positions)
                } else {
                    weights.qkv.apply(input, outputs: shape.queryWidth..<shape.qkvWidth, into: keyValues)
                }
                updates.keyValue.forward(input, reduced: kept.reduced.keyValue[rows], addingTo: keyValues)
                if let raw = kept.rawHeads { raw.keys[rows].copy(keyValues.columns(0..<shape.keyWidth)) }
                transformer.finishHeads(
                    keyValues, columns: shape.queryWidth..<shape.qkvWidth, weights, positions: positions)
            }
        }
    }

    /// The last block's queries, of the scored inputs.
    private func projectQueries(
        _ layer: Int, _ kept: Activations, _ batch: MicroBatch, _ updates: PerProjection<LowRankUpdate>, normed: Rows
    ) {
        let weights = transformer.weights.layers[layer]
        let input = workspace.gather(batch.selection, from: normed)
        batch.selectedPositions.withUnsafeBufferPointer { positions in
            transformer.threads.split(batch.selection.count) { rows in
                let queries = kept.projected.queries[rows]
                weights.qkv.apply(input[rows], outputs: 0..<layout.shape.queryWidth, into: queries)
                updates.query.forward(input[rows], reduced: kept.reduced.query[rows], addingTo: queries)
                finishQueries(layer, kept, rows, positions: UnsafeBufferPointer(rebasing: positions[rows]))
            }
        }
    }

    /// Norms and rotation of some queries; what stood there before is kept if the norms' way back needs it.
    private func finishQueries(
        _ layer: Int, _ kept: Activations, _ rows: Range<Int>, positions: UnsafeBufferPointer<Int32>
    ) {
        let queries = kept.projected.queries[rows]
        if let raw = kept.rawHeads { raw.queries[rows].copy(queries) }
        transformer.finishHeads(
            queries, columns: 0..<layout.shape.queryWidth, transformer.weights.layers[layer], positions: positions)
    }

    /// Output projection and MLP, a block of rows a thread.
    private func finish(
        _ layer: Int, _ kept: Activations, _ updates: PerProjection<LowRankUpdate>, copiesInput: Bool, normed: Rows,
        next: Rows
    ) {
        let weights = transformer.weights.layers[layer]
        let gated = workspace.rows(next.count, layout.shape.mlp)
        transformer.threads.split(next.count) { rows in
            let middle = kept.middle[rows]
            let attended = kept.attended[rows]
            let input = normed[rows]
            let gateUp = kept.gateUp[rows]
            let gated = gated[rows]
            let next = next[rows]
            let reduced = kept.reduced.map { $0[rows] }
            if copiesInput { middle.copy(kept.x[rows]) }
            weights.output.apply(attended, into: middle, adding: true)
            updates.output.forward(attended, reduced: reduced.output, addingTo: middle)

            // down(silu(gate(x)) * up(x))
            transformer.norm.forward(
                middle, weight: weights.mlpNorm, into: input, inverse: kept.mlpInverse + rows.lowerBound)
            weights.gateUp.apply(input, into: gateUp)
            updates.gateUp.forward(input, reduced: reduced.gateUp, addingTo: gateUp)
            transformer.gatedUnit.forward(gateUp, into: gated)
            next.copy(middle)
            weights.down.apply(gated, into: next, adding: true)
            updates.down.forward(gated, reduced: reduced.down, addingTo: next)
        }
    }
}
