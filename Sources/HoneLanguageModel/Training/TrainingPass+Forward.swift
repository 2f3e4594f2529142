import HoneNumerics

extension TrainingPass {
    /// One block forward: returns what the way back needs, writes the residual stream behind it, `[queries, hidden]`.
    func forward(
        layer: Int, x: UnsafeMutablePointer<Float>, _ batch: MicroBatch, _ parameters: FloatBuffer,
        into next: UnsafeMutablePointer<Float>
    ) -> Activations {
        let total = batch.count
        let last = isLast(layer)
        let queries = last ? batch.selection.count : total
        let updates = updates(layer, parameters)
        let kept = takeActivations(x: x, queries: queries, total: total, last: last, updates)
        let mark = workspace.mark
        defer { workspace.release(to: mark) }
        let normed = workspace.take(total * layout.shape.hidden)

        project(layer, kept, batch, updates, normed: normed)
        if last { projectQueries(layer, kept, batch, updates, normed: normed) }
        attend(layer, kept, batch)
        if last {
            for (row, index) in batch.selection.enumerated() {
                let hidden = layout.shape.hidden
                (kept.middle + row * hidden).update(from: x + index * hidden, count: hidden)
            }
        }
        finish(layer, kept, updates, rows: queries, copiesInput: !last, normed: normed, next: next)
        return kept
    }

    private func takeActivations(
        x: UnsafeMutablePointer<Float>, queries: Int, total: Int, last: Bool, _ updates: [LowRankUpdate]
    ) -> Activations {
        let shape = layout.shape
        let columns = projectionColumns(queries: queries, total: total, last: last)
        return Activations(
            x: x, middle: workspace.take(queries * shape.hidden), attentionInverse: workspace.take(total),
            mlpInverse: workspace.take(queries), queries: columns.queries, keyValues: columns.keyValues,
            rawHeads: shape.architecture.normalizesHeads
                ? (workspace.take(queries * shape.queryWidth), workspace.take(total * shape.keyWidth)) : nil,
            attended: workspace.take(queries * shape.queryWidth), logSums: workspace.take(queries * shape.heads),
            gateUp: workspace.take(queries * transformer.gatedUnit.stride),
            reduced: zip(updates, [queries, total, queries, queries, queries]).map {
                workspace.take($0.width * $1)
            })
    }

    /// Norm, projections and rotation of all inputs; in the last block of keys and values alone.
    private func project(
        _ layer: Int, _ kept: Activations, _ batch: MicroBatch, _ updates: [LowRankUpdate],
        normed: UnsafeMutablePointer<Float>
    ) {
        let shape = layout.shape
        let weights = transformer.weights.layers[layer]
        let last = isLast(layer)
        let skipped = last ? shape.queryWidth : 0
        batch.positions.withUnsafeBufferPointer { positions in
            transformer.threads.split(batch.count) { range in
                let start = range.lowerBound
                let rows = range.count
                let input = normed + start * shape.hidden
                let queries = kept.queries.pointer + start * kept.queries.stride
                let keyValues = kept.keyValues.pointer + start * kept.keyValues.stride
                transformer.norm.forward(
                    kept.x + start * shape.hidden, weight: weights.attentionNorm.pointer, rows: rows, into: input,
                    inverse: kept.attentionInverse + start)
                weights.qkv.apply(
                    input, rows: rows, outputs: skipped..<shape.qkvWidth, into: last ? keyValues : queries,
                    stride: kept.keyValues.stride)
                let chosen = UnsafeBufferPointer(rebasing: positions[range])
                if !last {
                    updates[0].forward(
                        input, rows: rows, reduced: kept.reduced[0] + start * updates[0].width, y: queries,
                        stride: kept.queries.stride)
                    finishQueries(layer, kept, start: start, rows: rows, positions: chosen)
                }
                updates[1].forward(
                    input, rows: rows, reduced: kept.reduced[1] + start * updates[1].width, y: keyValues,
                    stride: kept.keyValues.stride)
                if let raw = kept.rawHeads {
                    copy(
                        keyValues, width: shape.keyWidth, stride: kept.keyValues.stride, rows: rows,
                        to: raw.keys + start * shape.keyWidth)
                }
                transformer.finishHeads(
                    keyValues, stride: kept.keyValues.stride, rows: rows, columns: shape.queryWidth..<shape.qkvWidth,
                    weights, positions: chosen)
            }
        }
    }

    /// The last block's queries, of the scored inputs.
    private func projectQueries(
        _ layer: Int, _ kept: Activations, _ batch: MicroBatch, _ updates: [LowRankUpdate],
        normed: UnsafePointer<Float>
    ) {
        let shape = layout.shape
        let weights = transformer.weights.layers[layer]
        let input = gather(batch.selection, normed, shape.hidden)
        batch.selectedPositions.withUnsafeBufferPointer { positions in
            transformer.threads.split(batch.selection.count) { range in
                let start = range.lowerBound
                let queries = kept.queries.pointer + start * kept.queries.stride
                weights.qkv.apply(
                    input + start * shape.hidden, rows: range.count, outputs: 0..<shape.queryWidth, into: queries,
                    stride: kept.queries.stride)
                updates[0].forward(
                    input + start * shape.hidden, rows: range.count,
                    reduced: kept.reduced[0] + start * updates[0].width, y: queries, stride: kept.queries.stride)
                finishQueries(
                    layer, kept, start: start, rows: range.count,
                    positions: UnsafeBufferPointer(rebasing: positions[range]))
            }
        }
    }

    /// Norms and rotation of some queries; what stood there before is kept if the norms' way back needs it.
    private func finishQueries(
        _ layer: Int, _ kept: Activations, start: Int, rows: Int, positions: UnsafeBufferPointer<Int32>
    ) {
        let queries = kept.queries.pointer + start * kept.queries.stride
        let width = layout.shape.queryWidth
        if let raw = kept.rawHeads {
            copy(queries, width: width, stride: kept.queries.stride, rows: rows, to: raw.queries + start * width)
        }
        transformer.finishHeads(
            queries, stride: kept.queries.stride, rows: rows, columns: 0..<width, transformer.weights.layers[layer],
            positions: positions)
    }

    private func copy(
        _ source: UnsafePointer<Float>, width: Int, stride: Int, rows: Int, to target: UnsafeMutablePointer<Float>
    ) {
        for row in 0..<rows { (target + row * width).update(from: source + row * stride, count: width) }
    }

    /// Output projection and MLP, a block of rows a thread.
    private func finish(
        _ layer: Int, _ kept: Activations, _ updates: [LowRankUpdate], rows: Int, copiesInput: Bool,
        normed: UnsafeMutablePointer<Float>, next: UnsafeMutablePointer<Float>
    ) {
        let shape = layout.shape
        let weights = transformer.weights.layers[layer]
        let gateStride = transformer.gatedUnit.stride
        let gated = workspace.take(rows * shape.mlp)
        transformer.threads.split(rows) { range in
            let start = range.lowerBound
            let rows = range.count
            let middle = kept.middle + start * shape.hidden
            let attended = kept.attended + start * shape.queryWidth
            let gateUp = kept.gateUp + start * gateStride
            let input = normed + start * shape.hidden
            let gated = gated + start * shape.mlp
            let next = next + start * shape.hidden
            func reduced(_ group: Int) -> UnsafeMutablePointer<Float> {
                kept.reduced[group] + start * updates[group].width
            }
            if copiesInput { middle.update(from: kept.x + start * shape.hidden, count: rows * shape.hidden) }
            weights.output.apply(attended, rows: rows, into: middle, adding: true)
            updates[2].forward(attended, rows: rows, reduced: reduced(2), y: middle, stride: shape.hidden)
            transformer.norm.forward(
                middle, weight: weights.mlpNorm.pointer, rows: rows, into: input, inverse: kept.mlpInverse + start)
            weights.gateUp.apply(input, rows: rows, into: gateUp, stride: gateStride)
            updates[3].forward(input, rows: rows, reduced: reduced(3), y: gateUp, stride: gateStride)
            transformer.gatedUnit.forward(gateUp, stride: gateStride, rows: rows, into: gated)
            next.update(from: middle, count: rows * shape.hidden)
            weights.down.apply(gated, rows: rows, into: next, adding: true)
            updates[4].forward(gated, rows: rows, reduced: reduced(4), y: next, stride: shape.hidden)
        }
    }
}
