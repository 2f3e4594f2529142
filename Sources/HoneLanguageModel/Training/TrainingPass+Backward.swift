import HoneKernels

extension TrainingPass {
    /// Takes the gradient behind a block (`dx`, `[queries, hidden]`, overwritten) to the one before it (`result`,
    /// `[inputs, hidden]`, the same memory unless the block is the last) and adds to the gradients of the block's
    /// low-rank matrices.
    func backward(
        layer: Int, _ kept: Activations, dx: Rows, _ batch: MicroBatch, _ parameters: FloatBuffer,
        _ gradients: FloatBuffer, into result: Rows
    ) {
        let updates = updates(layer, parameters)
        let target = gradients.pointer + layer * layout.layerCount
        let mark = workspace.mark
        defer { workspace.release(to: mark) }

        backwardMLP(layer, kept, dx: dx, updates, target)
        let projected = backwardAttention(layer, kept, dx: dx, batch, updates, target)
        if isLast(layer) {
            result.clear()
            result.scatter(dx, to: batch.selection)
        }
        backwardProjections(layer, kept, projected, dx: result, batch, updates, target)
    }

    /// Adds the MLP's part to `dx`. The kept gate and up are replaced by their gradients.
    private func backwardMLP(
        _ layer: Int, _ kept: Activations, dx: Rows, _ updates: PerProjection<LowRankUpdate>,
        _ gradients: UnsafeMutablePointer<Float>
    ) {
        let shape = layout.shape
        let weights = transformer.weights.layers[layer]
        let threads = transformer.threads
        let mark = workspace.mark
        defer { workspace.release(to: mark) }
        let gated = workspace.rows(dx.count, shape.mlp)
        let dGated = workspace.rows(dx.count, shape.mlp)
        let normed = workspace.rows(dx.count, shape.hidden)
        let dNormed = workspace.rows(dx.count, shape.hidden)
        let dReducedDown = workspace.rows(dx.count, updates.down.width)
        let dReducedGateUp = workspace.rows(dx.count, updates.gateUp.width)

        threads.split(dx.count) { rows in
            let dy = dx[rows]
            weights.down.applyTransposed(dy, into: dGated[rows])
            updates.down.inputGradient(dy, dReduced: dReducedDown[rows], addingTo: dGated[rows])
            let gateUp = kept.gateUp[rows]
            transformer.gatedUnit.backward(dGated[rows], gateUp: gateUp, h: gated[rows])
            transformer.norm.forward(kept.middle[rows], weight: weights.mlpNorm, into: normed[rows])
            weights.gateUp.applyTransposed(gateUp, into: dNormed[rows])
            updates.gateUp.inputGradient(gateUp, dReduced: dReducedGateUp[rows], addingTo: dNormed[rows])
        }
        updates.down.parameterGradients(
            dx, x: gated, reduced: kept.reduced.down, dReduced: dReducedDown, addingTo: gradients, threads: threads)
        updates.gateUp.parameterGradients(
            kept.gateUp, x: normed, reduced: kept.reduced.gateUp, dReduced: dReducedGateUp, addingTo: gradients,
            threads: threads)
        threads.split(dx.count) { rows in
            transformer.norm.backward(
                dNormed[rows], x: kept.middle[rows], weight: weights.mlpNorm,
                inverse: kept.mlpInverse + rows.lowerBound, addingTo: dx[rows])
        }
    }

    /// The gradients of queries, keys and values as they were projected, before norms and rotation.
    private func backwardAttention(
        _ layer: Int, _ kept: Activations, dx: Rows, _ batch: MicroBatch, _ updates: PerProjection<LowRankUpdate>,
        _ gradients: UnsafeMutablePointer<Float>
    ) -> Projected {
        let shape = layout.shape
        let weights = transformer.weights.layers[layer]
        let last = isLast(layer)
        let dAttended = workspace.rows(dx.count, shape.queryWidth)
        let dReduced = workspace.rows(dx.count, updates.output.width)
        let projected = projected(queries: dx.count, total: batch.count, last: last)
        transformer.threads.split(dx.count) { rows in
            weights.output.applyTransposed(dx[rows], into: dAttended[rows])
            updates.output.inputGradient(dx[rows], dReduced: dReduced[rows], addingTo: dAttended[rows])
        }
        updates.output.parameterGradients(
            dx, x: kept.attended, reduced: kept.reduced.output, dReduced: dReduced, addingTo: gradients,
            threads: transformer.threads)
        projected.keyValues.clear()
        for part in batch.parts {
            let rows = last ? part.scored : part.inputs
            let target = attentionInputs(projected, rows: rows, inputs: part.inputs)
            transformer.attention.backward(
                attentionInputs(kept.projected, rows: rows, inputs: part.inputs),
                plan: last ? part.lastPlan : part.plan, output: kept.attended[rows], outputGradient: dAttended[rows],
                logSums: kept.logSums + rows.lowerBound * shape.heads,
                into: Attention.Gradients(
                    queries: target.queries, keys: target.ownKeys, values: target.ownValues),
                workspace: workspace)
        }
        finishHeadsBack(
            projected.queries, input: kept.rawHeads?.queries, weight: weights.headNorms?.query,
            positions: last ? batch.selectedPositions : batch.positions)
        finishHeadsBack(
            projected.keyValues.columns(0..<shape.keyWidth), input: kept.rawHeads?.keys,
            weight: weights.headNorms?.key, positions: batch.positions)
        return projected
    }

    /// The way back through rotation and, where there is one, norm of query or key heads, in place.
    private func finishHeadsBack(_ gradient: Rows, input: Rows?, weight: FloatBuffer?, positions: [Int32]) {
        positions.withUnsafeBufferPointer { positions in
            transformer.threads.split(positions.count) { rows in
                transformer.rotary.rotate(
                    gradient[rows], positions: UnsafeBufferPointer(rebasing: positions[rows]), backward: true)
                if let input, let weight {
                    transformer.headNorm.backward(gradient[rows], input: input[rows], weight: weight)
                }
            }
        }
    }

    /// Adds the attention's part to `dx` `[inputs, hidden]`, through projections and norm.
    private func backwardProjections(
        _ layer: Int, _ kept: Activations, _ gradient: Projected, dx: Rows, _ batch: MicroBatch,
        _ updates: PerProjection<LowRankUpdate>, _ gradients: UnsafeMutablePointer<Float>
    ) {
        let shape = layout.shape
        let weights = transformer.weights.layers[layer]
        let threads = transformer.threads
        let total = batch.count
        let last = isLast(layer)
        let normed = workspace.rows(total, shape.hidden)
        let dNormed = workspace.rows(total, shape.hidden)
        let dReducedQuery = workspace.rows(total, updates.query.width)
        let dReducedKeyValue = workspace.rows(total, updates.keyValue.width)

        threads.split(total) { rows in
            let dKeyValues = gradient.keyValues[rows]
            transformer.norm.forward(kept.x[rows], weight: weights.attentionNorm, into: normed[rows])
            if let fused = gradient.fused {
                weights.qkv.applyTransposed(fused[rows], into: dNormed[rows])
            } else {
                weights.qkv.applyTransposed(
                    dKeyValues, outputs: shape.queryWidth..<shape.qkvWidth, into: dNormed[rows])
            }
            updates.keyValue.inputGradient(dKeyValues, dReduced: dReducedKeyValue[rows], addingTo: dNormed[rows])
            if !last {
                updates.query.inputGradient(
                    gradient.queries[rows], dReduced: dReducedQuery[rows], addingTo: dNormed[rows])
            }
        }
        if last {
            backwardSelectedQueries(
                layer, gradient.queries, batch, updates.query, dReduced: dReducedQuery, addingTo: dNormed)
        }
        updates.keyValue.parameterGradients(
            gradient.keyValues, x: normed, reduced: kept.reduced.keyValue, dReduced: dReducedKeyValue,
            addingTo: gradients, threads: threads)
        updates.query.parameterGradients(
            gradient.queries, x: last ? workspace.gather(batch.selection, from: normed) : normed,
            reduced: kept.reduced.query, dReduced: dReducedQuery, addingTo: gradients, threads: threads)
        threads.split(total) { rows in
            transformer.norm.backward(
                dNormed[rows], x: kept.x[rows], weight: weights.attentionNorm,
                inverse: kept.attentionInverse + rows.lowerBound, addingTo: dx[rows])
        }
    }

    /// The last block's queries: their part of the normalised inputs' gradient, scattered to where they stand.
    private func backwardSelectedQueries(
        _ layer: Int, _ queries: Rows, _ batch: MicroBatch, _ update: LowRankUpdate, dReduced: Rows,
        addingTo dNormed: Rows
    ) {
        let shape = layout.shape
        let weights = transformer.weights.layers[layer]
        let mark = workspace.mark
        defer { workspace.release(to: mark) }
        let dInput = workspace.rows(queries.count, shape.hidden)
        transformer.threads.split(queries.count) { rows in
            weights.qkv.applyTransposed(queries[rows], outputs: 0..<shape.queryWidth, into: dInput[rows])
            update.inputGradient(queries[rows], dReduced: dReduced[rows], addingTo: dInput[rows])
        }
        for (row, index) in batch.selection.enumerated() {
            VectorMath.add(1, dInput[row], to: dNormed[index], shape.hidden)
        }
    }
}
