import HoneNumerics

extension TrainingPass {
    /// Takes the gradient behind a block (`dx`, `[queries, hidden]`, overwritten) to the one before it (`result`,
    /// `[inputs, hidden]`, the same memory unless the block is the last) and adds to the gradients of the block's
    /// low-rank matrices.
    func backward(
        layer: Int, _ kept: Activations, dx: UnsafeMutablePointer<Float>, _ batch: MicroBatch,
        _ parameters: FloatBuffer, _ gradients: FloatBuffer, into result: UnsafeMutablePointer<Float>
    ) {
        let hidden = layout.shape.hidden
        let total = batch.count
        let last = isLast(layer)
        let rows = last ? batch.selection.count : total
        let updates = updates(layer, parameters)
        let target = gradients.pointer + layer * layout.layerCount
        let mark = workspace.mark
        defer { workspace.release(to: mark) }

        backwardMLP(layer, kept, dx: dx, rows: rows, updates, target)
        let columns = backwardAttention(layer, kept, dx: dx, batch, updates, target)
        if last {
            result.update(repeating: 0, count: total * hidden)
            for (row, index) in batch.selection.enumerated() {
                (result + index * hidden).update(from: dx + row * hidden, count: hidden)
            }
        }
        backwardProjections(layer, kept, columns, dx: result, batch, updates, target)
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
        let gateStride = transformer.gatedUnit.stride
        let gated = workspace.take(rows * shape.mlp)
        let dGated = workspace.take(rows * shape.mlp)
        let normed = workspace.take(rows * shape.hidden)
        let dNormed = workspace.take(rows * shape.hidden)
        let dReducedDown = workspace.take(rows * updates[4].width)
        let dReducedGateUp = workspace.take(rows * updates[3].width)

        threads.split(rows) { range in
            let start = range.lowerBound
            let gateUp = kept.gateUp + start * gateStride
            let dy = dx + start * shape.hidden
            let dGated = dGated + start * shape.mlp
            weights.down.applyTransposed(dy, stride: shape.hidden, rows: range.count, into: dGated)
            updates[4].inputGradient(
                dy, stride: shape.hidden, rows: range.count, dReduced: dReducedDown + start * updates[4].width,
                addingTo: dGated)
            transformer.gatedUnit.backward(
                dGated, gateUp: gateUp, stride: gateStride, rows: range.count, h: gated + start * shape.mlp)
            transformer.norm.forward(
                kept.middle + start * shape.hidden, weight: weights.mlpNorm.pointer, rows: range.count,
                into: normed + start * shape.hidden)
            let dInput = dNormed + start * shape.hidden
            weights.gateUp.applyTransposed(gateUp, stride: gateStride, rows: range.count, into: dInput)
            updates[3].inputGradient(
                gateUp, stride: gateStride, rows: range.count,
                dReduced: dReducedGateUp + start * updates[3].width, addingTo: dInput)
        }
        updates[4].parameterGradients(
            dx, stride: shape.hidden, x: gated, reduced: kept.reduced[4], dReduced: dReducedDown, rows: rows,
            addingTo: gradients, threads: threads)
        updates[3].parameterGradients(
            kept.gateUp, stride: gateStride, x: normed, reduced: kept.reduced[3], dReduced: dReducedGateUp,
            rows: rows, addingTo: gradients, threads: threads)
        threads.split(rows) { range in
            let start = range.lowerBound
            transformer.norm.backward(
                dNormed + start * shape.hidden, x: kept.middle + start * shape.hidden,
                weight: weights.mlpNorm.pointer, inverse: kept.mlpInverse + start, rows: range.count,
                addingTo: dx + start * shape.hidden)
        }
    }

    /// The gradients of queries, keys and values as they were projected, before norms and rotation.
    private func backwardAttention(
        _ layer: Int, _ kept: Activations, dx: UnsafePointer<Float>, _ batch: MicroBatch,
        _ updates: [LowRankUpdate], _ gradients: UnsafeMutablePointer<Float>
    ) -> (queries: Attention.Columns, keyValues: Attention.Columns) {
        let shape = layout.shape
        let weights = transformer.weights.layers[layer]
        let total = batch.count
        let last = isLast(layer)
        let rows = last ? batch.selection.count : total
        let dAttended = workspace.take(rows * shape.queryWidth)
        let dReduced = workspace.take(rows * updates[2].width)
        let columns = projectionColumns(queries: rows, total: total, last: last)
        let keyValues = columns.keyValues
        transformer.threads.split(rows) { range in
            let start = range.lowerBound
            let dy = dx + start * shape.hidden
            let dInput = dAttended + start * shape.queryWidth
            weights.output.applyTransposed(dy, stride: shape.hidden, rows: range.count, into: dInput)
            updates[2].inputGradient(
                dy, stride: shape.hidden, rows: range.count, dReduced: dReduced + start * updates[2].width,
                addingTo: dInput)
        }
        updates[2].parameterGradients(
            dx, stride: shape.hidden, x: kept.attended, reduced: kept.reduced[2], dReduced: dReduced, rows: rows,
            addingTo: gradients, threads: transformer.threads)
        for row in 0..<total {
            (keyValues.pointer + row * keyValues.stride).update(repeating: 0, count: 2 * shape.keyWidth)
        }
        for part in batch.parts {
            let rows = last ? part.scored : part.inputs
            let target = attentionInputs(columns.queries, keyValues, rows: rows, inputs: part.inputs)
            transformer.attention.backward(
                attentionInputs(kept.queries, kept.keyValues, rows: rows, inputs: part.inputs),
                plan: last ? part.lastPlan : part.plan, inputCount: part.inputs.count,
                output: kept.attended + rows.lowerBound * shape.queryWidth,
                outputGradient: dAttended + rows.lowerBound * shape.queryWidth,
                logSums: kept.logSums + rows.lowerBound * shape.heads,
                into: Attention.Gradients(
                    queries: target.queries, keys: target.ownKeys, values: target.ownValues),
                workspace: workspace)
        }
        finishHeadsBack(
            columns.queries, heads: shape.heads, input: kept.rawHeads?.queries, weight: weights.headNorms?.query,
            positions: last ? batch.selectedPositions : batch.positions)
        finishHeadsBack(
            keyValues, heads: shape.kvHeads, input: kept.rawHeads?.keys, weight: weights.headNorms?.key,
            positions: batch.positions)
        return columns
    }

    /// The way back through rotation and, where there is one, norm of query or key heads, in place.
    private func finishHeadsBack(
        _ columns: Attention.Columns, heads: Int, input: UnsafePointer<Float>?, weight: FloatBuffer?,
        positions: [Int32]
    ) {
        let width = heads * layout.shape.headDimension
        positions.withUnsafeBufferPointer { positions in
            transformer.threads.split(positions.count) { range in
                let gradient = columns.pointer + range.lowerBound * columns.stride
                transformer.rotary.rotate(
                    gradient, stride: columns.stride, rows: range.count, heads: heads,
                    positions: UnsafeBufferPointer(rebasing: positions[range]), backward: true)
                if let input, let weight {
                    transformer.headNorm.backward(
                        gradient, stride: columns.stride, input: input + range.lowerBound * width, rows: range.count,
                        heads: heads, weight: weight.pointer)
                }
            }
        }
    }

    /// Adds the attention's part to `dx` `[inputs, hidden]`, through projections and norm.
    private func backwardProjections(
        _ layer: Int, _ kept: Activations, _ columns: (queries: Attention.Columns, keyValues: Attention.Columns),
        dx: UnsafeMutablePointer<Float>, _ batch: MicroBatch, _ updates: [LowRankUpdate],
        _ gradients: UnsafeMutablePointer<Float>
    ) {
        let shape = layout.shape
        let weights = transformer.weights.layers[layer]
        let threads = transformer.threads
        let total = batch.count
        let last = isLast(layer)
        let (queries, keyValues) = columns
        let skipped = last ? shape.queryWidth : 0
        let normed = workspace.take(total * shape.hidden)
        let dNormed = workspace.take(total * shape.hidden)
        let dReducedQuery = workspace.take(total * updates[0].width)
        let dReducedKeyValue = workspace.take(total * updates[1].width)

        threads.split(total) { range in
            let start = range.lowerBound
            let dInput = dNormed + start * shape.hidden
            let dKeyValues = keyValues.pointer + start * keyValues.stride
            transformer.norm.forward(
                kept.x + start * shape.hidden, weight: weights.attentionNorm.pointer, rows: range.count,
                into: normed + start * shape.hidden)
            weights.qkv.applyTransposed(
                last ? dKeyValues : queries.pointer + start * queries.stride, stride: keyValues.stride,
                rows: range.count, outputs: skipped..<shape.qkvWidth, into: dInput)
            updates[1].inputGradient(
                dKeyValues, stride: keyValues.stride, rows: range.count,
                dReduced: dReducedKeyValue + start * updates[1].width, addingTo: dInput)
            if !last {
                updates[0].inputGradient(
                    queries.pointer + start * queries.stride, stride: queries.stride, rows: range.count,
                    dReduced: dReducedQuery + start * updates[0].width, addingTo: dInput)
            }
        }
        if last {
            backwardSelectedQueries(
                layer, queries, batch, updates, dReduced: dReducedQuery, addingTo: dNormed)
        }
        updates[1].parameterGradients(
            keyValues.pointer, stride: keyValues.stride, x: normed, reduced: kept.reduced[1],
            dReduced: dReducedKeyValue, rows: total, addingTo: gradients, threads: threads)
        updates[0].parameterGradients(
            queries.pointer, stride: queries.stride,
            x: last ? gather(batch.selection, normed, shape.hidden) : normed, reduced: kept.reduced[0],
            dReduced: dReducedQuery, rows: last ? batch.selection.count : total, addingTo: gradients,
            threads: threads)
        threads.split(total) { range in
            let start = range.lowerBound
            transformer.norm.backward(
                dNormed + start * shape.hidden, x: kept.x + start * shape.hidden,
                weight: weights.attentionNorm.pointer, inverse: kept.attentionInverse + start, rows: range.count,
                addingTo: dx + start * shape.hidden)
        }
    }

    /// The last block's queries: their part of the normalised inputs' gradient, scattered to where they stand.
    private func backwardSelectedQueries(
        _ layer: Int, _ queries: Attention.Columns, _ batch: MicroBatch, _ updates: [LowRankUpdate],
        dReduced: UnsafeMutablePointer<Float>, addingTo dNormed: UnsafeMutablePointer<Float>
    ) {
        let shape = layout.shape
        let weights = transformer.weights.layers[layer]
        let rows = batch.selection.count
        let mark = workspace.mark
        defer { workspace.release(to: mark) }
        let dInput = workspace.take(rows * shape.hidden)
        transformer.threads.split(rows) { range in
            let start = range.lowerBound
            let dy = queries.pointer + start * queries.stride
            weights.qkv.applyTransposed(
                dy, stride: queries.stride, rows: range.count, outputs: 0..<shape.queryWidth,
                into: dInput + start * shape.hidden)
            updates[0].inputGradient(
                dy, stride: queries.stride, rows: range.count, dReduced: dReduced + start * updates[0].width,
                addingTo: dInput + start * shape.hidden)
        }
        for (row, index) in batch.selection.enumerated() {
            VectorMath.add(1, dInput + row * shape.hidden, to: dNormed + index * shape.hidden, shape.hidden)
        }
    }
}
