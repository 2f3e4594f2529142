import HoneNumerics

/// Runs packed sequences through a transformer without keeping what a backward pass would need.
///
/// Owns its scratch memory, so one pass at a time; the transformer and a cache may be shared with others in turn.
package final class InferencePass {
    package let transformer: Transformer
    let workspace = Workspace()
    /// Tokens computed so far, and their floating-point operations in linear layers, times 1e-9.
    package private(set) var tokens = 0
    package private(set) var gigaflop = 0.0

    package init(_ transformer: Transformer) { self.transformer = transformer }

    package struct ValueRows: Sendable {
        /// `[count, hidden]`
        package var buffer: FloatBuffer
        package var count: Int
        package init(buffer: FloatBuffer, count: Int) {
            self.buffer = buffer
            self.count = count
        }
    }

    /// Hidden states after the final norm at chosen inputs of a header and rows: `[selection, hidden]`.
    ///
    /// - Parameters:
    ///   - header: inputs that follow what the cache holds; they see it and each other causally.
    ///   - rows: each sees cache, header and itself.
    ///   - selection: indices of inputs (header first, then rows), ascending; the ends of the rows if nil. The last
    ///     block is computed for these alone.
    ///   - cache: what came before; the header's keys and values are added to it if `extending`.
    package func hiddenStates(
        header: [InputRow], rows: [[InputRow]] = [], selection: [Int]? = nil, valueRows: ValueRows? = nil,
        cache: KeyValueCache? = nil, extending: Bool = false
    ) throws(TransformerError) -> [Float] {
        let sequence = PackedSequence(header: header, rows: rows, firstPosition: cache?.count ?? 0)
        guard sequence.count > 0 else { throw .empty("The sequence") }
        if let empty = rows.firstIndex(where: \.isEmpty) { throw .empty("Row \(empty)") }
        let selection = selection ?? sequence.rowEnds
        let shape = transformer.shape
        let threads = transformer.threads
        let cached = cache?.count ?? 0
        let total = sequence.count
        threads.useForMatrixProducts()
        let mark = workspace.mark
        defer { workspace.release(to: mark) }

        var x = workspace.take(total * shape.hidden)
        try transformer.embed(
            sequence, valueRows: valueRows?.buffer.pointer, valueRowCount: valueRows?.count ?? 0, into: x)
        // With a cache the header's keys are read from there, behind the older ones.
        if sequence.headerCount > 0 { cache?.reserve(sequence.headerCount) }
        let normed = workspace.take(total * shape.hidden)
        let qkv = workspace.take(total * shape.qkvWidth)
        let attended = workspace.take(total * shape.queryWidth)
        let gateUp = workspace.take(total * 2 * shape.mlp)
        let gated = workspace.take(total * shape.mlp)
        let plan = AttentionPlan(sequence, cached: cached)
        let lastPlan = AttentionPlan(sequence, cached: cached, selection: selection)

        for (index, layer) in transformer.weights.layers.enumerated() {
            let isLast = index == shape.layers - 1
            let queries = isLast ? selection.count : total
            transformer.norm.forward(
                x, weight: layer.attentionNorm.pointer, rows: total, into: normed, threads: threads)
            let keyValues = qkv + shape.queryWidth
            if isLast && selection.count < total {
                transformer.linear(
                    normed, layer.qkv.pointer + shape.queryWidth * shape.hidden, rows: total,
                    out: 2 * shape.keyWidth, input: shape.hidden, into: keyValues, stride: shape.qkvWidth)
                x = gather(selection, x, shape.hidden)
                let chosen = gather(selection, normed, shape.hidden)
                transformer.linear(
                    chosen, layer.qkv.pointer, rows: queries, out: shape.queryWidth, input: shape.hidden, into: qkv,
                    stride: shape.qkvWidth)
            } else {
                transformer.linear(
                    normed, layer.qkv.pointer, rows: total, out: shape.qkvWidth, input: shape.hidden, into: qkv)
            }
            sequence.positions.withUnsafeBufferPointer { positions in
                guard let positions = positions.baseAddress else { return }
                transformer.rotary.rotate(
                    keyValues, stride: shape.qkvWidth, rows: total, heads: shape.kvHeads, positions: positions,
                    threads: threads)
                if queries == total {
                    transformer.rotary.rotate(
                        qkv, stride: shape.qkvWidth, rows: total, heads: shape.heads, positions: positions,
                        threads: threads)
                } else {
                    selection.map { positions[$0] }.withUnsafeBufferPointer { chosen in
                        guard let chosen = chosen.baseAddress else { return }
                        transformer.rotary.rotate(
                            qkv, stride: shape.qkvWidth, rows: queries, heads: shape.heads, positions: chosen,
                            threads: threads)
                    }
                }
            }
            let own = Attention.Columns(keyValues, stride: shape.qkvWidth)
            let ownValues = Attention.Columns(keyValues + shape.keyWidth, stride: shape.qkvWidth)
            var inputs = Attention.Inputs(
                queries: Attention.Columns(qkv, stride: shape.qkvWidth), prefixKeys: own, prefixValues: ownValues,
                ownKeys: own, ownValues: ownValues)
            if let cache {
                cache.append(
                    layer: index, keyValues: keyValues, stride: shape.qkvWidth, rows: sequence.headerCount)
                inputs.prefixKeys = cache.keys(index)
                inputs.prefixValues = cache.values(index)
            }
            transformer.attention.forward(
                inputs, plan: isLast ? lastPlan : plan, into: attended, workspace: workspace)
            transformer.linear(
                attended, layer.output.pointer, rows: queries, out: shape.hidden, input: shape.queryWidth, into: x,
                adding: true)
            transformer.norm.forward(
                x, weight: layer.mlpNorm.pointer, rows: queries, into: normed, threads: threads)
            transformer.linear(
                normed, layer.gateUp.pointer, rows: queries, out: 2 * shape.mlp, input: shape.hidden, into: gateUp)
            transformer.gatedUnit.forward(gateUp, rows: queries, into: gated, threads: threads)
            transformer.linear(
                gated, layer.down.pointer, rows: queries, out: shape.hidden, input: shape.mlp, into: x, adding: true)
        }
        if extending { cache?.advance(by: sequence.headerCount) }
        tokens += total
        let wholeLayers = Double(total * (shape.layers - 1)) + Double(selection.count)
        gigaflop +=
            wholeLayers * shape.gigaflopPerTokenAndLayer
            + 2e-9 * Double((total - selection.count) * 2 * shape.keyWidth * shape.hidden)
        return [Float](unsafeUninitializedCapacity: selection.count * shape.hidden) { buffer, count in
            count = selection.count * shape.hidden
            guard let target = buffer.baseAddress, !selection.isEmpty else { return }
            transformer.norm.forward(
                x, weight: transformer.weights.finalNorm.pointer, rows: selection.count, into: target,
                threads: threads)
        }
    }

    private func gather(
        _ selection: [Int], _ source: UnsafePointer<Float>, _ width: Int
    ) -> UnsafeMutablePointer<Float> {
        let target = workspace.take(selection.count * width)
        for (row, index) in selection.enumerated() {
            (target + row * width).update(from: source + index * width, count: width)
        }
        return target
    }
}
