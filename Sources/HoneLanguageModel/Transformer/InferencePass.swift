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
        if let empty = rows.firstIndex(where: \.isEmpty) { throw .empty("Row \(empty)") }
        let sequence = PackedSequence(header: header, rows: rows, firstPosition: cache?.count ?? 0)
        return try hiddenStates(
            sequence, selection: selection ?? sequence.rowEnds, valueRows: valueRows, cache: cache,
            extending: extending)
    }

    /// The same for a sequence that is laid out already, behind what the cache holds.
    func hiddenStates(
        _ sequence: PackedSequence, selection: [Int], valueRows: ValueRows?, cache: KeyValueCache?, extending: Bool
    ) throws(TransformerError) -> [Float] {
        guard sequence.count > 0 else { throw .empty("The sequence") }
        let states = try BLAS.withOneThreadPerCall { () throws(TransformerError) -> [Float] in
            try compute(sequence, selection: selection, valueRows: valueRows, cache: cache, extending: extending)
        }
        // Damaged weights, or an adapter whose numbers overflow, end here instead of as somebody's prediction.
        guard states.allSatisfy(\.isFinite) else { throw .notFinite }
        return states
    }

    private func compute(
        _ sequence: PackedSequence, selection: [Int], valueRows: ValueRows?, cache: KeyValueCache?, extending: Bool
    ) throws(TransformerError) -> [Float] {
        let shape = transformer.shape
        let threads = transformer.threads
        let cached = cache?.count ?? 0
        let total = sequence.count
        let mark = workspace.mark
        defer { workspace.release(to: mark) }

        var x = workspace.take(total * shape.hidden)
        try transformer.embed(
            sequence, valueRows: valueRows?.buffer.pointer, valueRowCount: valueRows?.count ?? 0, into: x)
        if isNarrow(sequence) {
            computeNarrow(x, sequence, cache: cache)
            if extending { cache?.advance(by: sequence.headerCount) }
            count(total, wholeLayers: shape.layers)
            return normalized(gather(selection, x, shape.hidden), rows: selection.count)
        }
        // With a cache the header's keys are read from there, behind the older ones.
        if sequence.headerCount > 0 { cache?.reserve(sequence.headerCount) }
        let scratch = (0..<threads.count).map { _ in workspace.take(Transformer.finishScratch(shape)) }
        let qkv = workspace.take(total * shape.qkvWidth)
        let attended = workspace.take(total * shape.queryWidth)
        let paths = workspace.take((sequence.tree?.pathNodes.count ?? 0) * 2 * shape.keyWidth)
        let plan = AttentionPlan(sequence, cached: cached)
        let lastPlan = AttentionPlan(sequence, cached: cached, selection: selection)

        for (index, layer) in transformer.weights.layers.enumerated() {
            let isLast = index == shape.layers - 1 && selection.count < total
            let queries = isLast ? selection.count : total
            if isLast {
                project(
                    layer, x, positions: sequence.positions, columns: shape.queryWidth..<shape.qkvWidth, qkv: qkv,
                    scratch: scratch)
                x = gather(selection, x, shape.hidden)
                project(
                    layer, x, positions: selection.map { sequence.positions[$0] }, columns: 0..<shape.queryWidth,
                    qkv: qkv, scratch: scratch)
            } else {
                project(
                    layer, x, positions: sequence.positions, columns: 0..<shape.qkvWidth, qkv: qkv, scratch: scratch)
            }
            attend(
                index, sequence, cache: cache, plan: isLast ? lastPlan : plan, qkv: qkv, paths: paths,
                into: attended)
            threads.splitParts(queries, minimum: Self.fewestRows) { part, range in
                transformer.finishBlock(
                    layer, x: x + range.lowerBound * shape.hidden,
                    attended: attended + range.lowerBound * shape.queryWidth, rows: range.count,
                    scratch: scratch[part])
            }
        }
        if extending { cache?.advance(by: sequence.headerCount) }
        count(total, wholeLayers: shape.layers - 1)
        gigaflop +=
            Double(selection.count) * shape.gigaflopPerTokenAndLayer
            + 2e-9 * Double((total - selection.count) * 2 * shape.keyWidth * shape.hidden)
        return normalized(x, rows: selection.count)
    }

    private func count(_ inputs: Int, wholeLayers: Int) {
        tokens += inputs
        gigaflop += Double(inputs * wholeLayers) * transformer.shape.gigaflopPerTokenAndLayer
    }

    /// The final norm of `x` `[rows, hidden]`.
    private func normalized(_ x: UnsafePointer<Float>, rows: Int) -> [Float] {
        let hidden = transformer.shape.hidden
        return [Float](unsafeUninitializedCapacity: rows * hidden) { buffer, count in
            count = rows * hidden
            guard let target = buffer.baseAddress, rows > 0 else { return }
            transformer.norm.forward(x, weight: transformer.weights.finalNorm.pointer, rows: rows, into: target)
        }
    }

    /// Fewest inputs for which another thread is woken.
    private static let fewestRows = 8

    /// Norm, projection and rotation of some inputs `x` `[inputs, hidden]`, for the columns of the fused projection
    /// that are asked for: all, queries alone, or keys and values.
    private func project(
        _ layer: TransformerWeights.Layer, _ x: UnsafePointer<Float>, positions: [Int32], columns: Range<Int>,
        qkv: UnsafeMutablePointer<Float>, scratch: [UnsafeMutablePointer<Float>]
    ) {
        let shape = transformer.shape
        positions.withUnsafeBufferPointer { positions in
            transformer.threads.splitParts(positions.count, minimum: Self.fewestRows) { part, range in
                let normed = scratch[part]
                for first in stride(from: range.lowerBound, to: range.upperBound, by: Transformer.rowsTogether) {
                    let rows = first..<min(first + Transformer.rowsTogether, range.upperBound)
                    let output = qkv + first * shape.qkvWidth + columns.lowerBound
                    transformer.norm.forward(
                        x + first * shape.hidden, weight: layer.attentionNorm.pointer, rows: rows.count, into: normed)
                    layer.qkv.apply(normed, rows: rows.count, outputs: columns, into: output, stride: shape.qkvWidth)
                    transformer.finishHeads(
                        output, stride: shape.qkvWidth, rows: rows.count, columns: columns, layer,
                        positions: UnsafeBufferPointer(rebasing: positions[rows]))
                }
            }
        }
    }

    private func attend(
        _ layer: Int, _ sequence: PackedSequence, cache: KeyValueCache?, plan: AttentionPlan,
        qkv: UnsafeMutablePointer<Float>, paths: UnsafeMutablePointer<Float>,
        into attended: UnsafeMutablePointer<Float>
    ) {
        let shape = transformer.shape
        let keyValues = qkv + shape.queryWidth
        let keys = Attention.Columns(keyValues, stride: shape.qkvWidth)
        let values = Attention.Columns(keyValues + shape.keyWidth, stride: shape.qkvWidth)
        var inputs = Attention.Inputs(
            queries: Attention.Columns(qkv, stride: shape.qkvWidth), prefixKeys: keys, prefixValues: values,
            ownKeys: keys, ownValues: values)
        if let cache {
            cache.append(
                layer: layer, keyValues: keyValues, stride: shape.qkvWidth, rows: sequence.headerCount)
            inputs.prefixKeys = cache.keys(layer)
            inputs.prefixValues = cache.values(layer)
        }
        if let tree = sequence.tree {
            copyPaths(of: tree, keyValues, into: paths)
            inputs.ownKeys = Attention.Columns(paths, stride: 2 * shape.keyWidth)
            inputs.ownValues = Attention.Columns(paths + shape.keyWidth, stride: 2 * shape.keyWidth)
        }
        transformer.attention.forward(inputs, plan: plan, into: attended, workspace: workspace)
    }

    /// Keys and values of every path of a tree side by side, `[pathNodes, 2 * keyWidth]`.
    private func copyPaths(
        of tree: CandidateTree, _ keyValues: UnsafePointer<Float>, into paths: UnsafeMutablePointer<Float>
    ) {
        let shape = transformer.shape
        let width = 2 * shape.keyWidth
        tree.pathNodes.withUnsafeBufferPointer { nodes in
            transformer.threads.split(nodes.count, minimum: 256) { range in
                for slot in range {
                    (paths + slot &* width).update(
                        from: keyValues + Int(nodes[slot]) &* shape.qkvWidth, count: width)
                }
            }
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
