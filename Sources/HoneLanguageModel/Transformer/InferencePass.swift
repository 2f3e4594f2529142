import HoneKernels
import HoneNumerics

/// Runs joined sequences through a transformer without keeping what a backward pass would need.
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

        func rows(width: Int) -> Rows { Rows(buffer.pointer, count: count, width: width) }
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
        let sequence = JoinedSequences(header: header, rows: rows, firstPosition: cache?.count ?? 0)
        return try hiddenStates(
            sequence, selection: selection ?? sequence.rowEnds, valueRows: valueRows, cache: cache,
            extending: extending)
    }

    /// The same for a sequence that is laid out already, behind what the cache holds.
    func hiddenStates(
        _ sequence: JoinedSequences, selection: [Int], valueRows: ValueRows?, cache: KeyValueCache?, extending: Bool
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
        _ sequence: JoinedSequences, selection: [Int], valueRows: ValueRows?, cache: KeyValueCache?, extending: Bool
    ) throws(TransformerError) -> [Float] {
        let shape = transformer.shape
        let threads = transformer.threads
        let cached = cache?.count ?? 0
        let total = sequence.count
        let mark = workspace.mark
        defer { workspace.release(to: mark) }

        var x = workspace.rows(total, shape.hidden)
        try transformer.embed(sequence, valueRows: valueRows?.rows(width: shape.hidden), into: x)
        if isNarrow(sequence) {
            computeNarrow(x, sequence, cache: cache)
            if extending { cache?.advance(by: sequence.headerCount) }
            count(total, wholeLayers: shape.layers)
            return normalized(workspace.gather(selection, from: x))
        }
        // With a cache the header's keys are read from there, behind the older ones.
        if sequence.headerCount > 0 { cache?.reserve(sequence.headerCount) }
        let scratch = (0..<threads.count).map { _ in workspace.take(Transformer.finishScratch(shape)) }
        let qkv = workspace.rows(total, shape.qkvWidth)
        let attended = workspace.rows(total, shape.queryWidth)
        let paths = workspace.rows(sequence.tree?.pathNodes.count ?? 0, 2 * shape.keyWidth)
        let plan = AttentionPlan(sequence, cached: cached)
        let lastPlan = AttentionPlan(sequence, cached: cached, selection: selection)

        for (index, layer) in transformer.weights.layers.enumerated() {
            let isLast = index == shape.layers - 1 && selection.count < total
            if isLast {
                project(
                    layer, x, positions: sequence.positions, columns: shape.queryWidth..<shape.qkvWidth, qkv: qkv,
                    scratch: scratch)
                x = workspace.gather(selection, from: x)
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
            threads.splitParts(x.count, minimum: Self.fewestRows) { part, rows in
                transformer.finishBlock(layer, x: x[rows], attended: attended[rows], scratch: scratch[part])
            }
        }
        if extending { cache?.advance(by: sequence.headerCount) }
        count(total, wholeLayers: shape.layers - 1)
        gigaflop +=
            Double(selection.count) * shape.gigaflopPerTokenAndLayer
            + 2e-9 * Double((total - selection.count) * 2 * shape.keyWidth * shape.hidden)
        return normalized(x)
    }

    private func count(_ inputs: Int, wholeLayers: Int) {
        tokens += inputs
        gigaflop += Double(inputs * wholeLayers) * transformer.shape.gigaflopPerTokenAndLayer
    }

    /// The final norm of `x` `[rows, hidden]`.
    private func normalized(_ x: Rows) -> [Float] {
        [Float](rows: x.count, width: x.width) { target in
            transformer.norm.forward(x, weight: transformer.weights.finalNorm, into: target)
        }
    }

    /// Fewest inputs for which another thread is woken.
    private static let fewestRows = 8

    /// Norm, projection and rotation of some inputs `x` `[inputs, hidden]`, for the columns of the fused projection
    /// that are asked for: all, queries alone, or keys and values.
    private func project(
        _ layer: TransformerWeights.Layer, _ x: Rows, positions: [Int32], columns: Range<Int>, qkv: Rows,
        scratch: [UnsafeMutablePointer<Float>]
    ) {
        let output = qkv.columns(columns)
        positions.withUnsafeBufferPointer { positions in
            transformer.threads.splitParts(positions.count, minimum: Self.fewestRows) { part, range in
                for block in x[range].blocks(of: Transformer.rowsTogether) {
                    let rows = range.lowerBound + block.lowerBound..<range.lowerBound + block.upperBound
                    let normed = Rows(scratch[part], count: rows.count, width: x.width)
                    transformer.norm.forward(x[rows], weight: layer.attentionNorm, into: normed)
                    layer.qkv.apply(normed, outputs: columns, into: output[rows])
                    transformer.finishHeads(
                        output[rows], columns: columns, layer,
                        positions: UnsafeBufferPointer(rebasing: positions[rows]))
                }
            }
        }
    }

    private func attend(
        _ layer: Int, _ sequence: JoinedSequences, cache: KeyValueCache?, plan: AttentionPlan, qkv: Rows, paths: Rows,
        into attended: Rows
    ) {
        let shape = transformer.shape
        let keyValues = qkv.columns(shape.queryWidth..<shape.qkvWidth)
        let keys = keyValues.columns(0..<shape.keyWidth)
        let values = keyValues.columns(shape.keyWidth..<2 * shape.keyWidth)
        var inputs = Attention.Inputs(
            queries: qkv.columns(0..<shape.queryWidth), prefixKeys: keys, prefixValues: values, ownKeys: keys,
            ownValues: values)
        if let cache {
            cache.append(layer: layer, keyValues[0..<sequence.headerCount])
            inputs.prefixKeys = cache.keys(layer)
            inputs.prefixValues = cache.values(layer)
        }
        if let tree = sequence.tree {
            copyPaths(of: tree, keyValues, into: paths)
            inputs.ownKeys = paths.columns(0..<shape.keyWidth)
            inputs.ownValues = paths.columns(shape.keyWidth..<2 * shape.keyWidth)
        }
        transformer.attention.forward(inputs, plan: plan, into: attended, workspace: workspace)
    }

    /// Keys and values of every path of a tree side by side, `[pathNodes, 2 * keyWidth]`.
    private func copyPaths(of tree: CandidateTree, _ keyValues: Rows, into paths: Rows) {
        tree.pathNodes.withUnsafeBufferPointer { nodes in
            transformer.threads.split(nodes.count, minimum: 256) { range in
                for slot in range { paths[slot].update(from: keyValues[Int(nodes[slot])], count: paths.width) }
            }
        }
    }
}
