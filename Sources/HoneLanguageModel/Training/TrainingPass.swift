import HoneNumerics

/// Loss and gradients of one packed sequence through a frozen transformer with low-rank updates, value rows and head.
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
        var attended: UnsafeMutablePointer<Float>
        var logSums: UnsafeMutablePointer<Float>
        var gateUp: UnsafeMutablePointer<Float>
        /// x A^T of the five groups, in their order.
        var reduced: [UnsafeMutablePointer<Float>]
    }

    /// A sequence with what attention needs to know about it.
    struct Prepared {
        let sequence: PackedSequence
        let selection: [Int]
        let plan: AttentionPlan
        let lastPlan: AttentionPlan
        let selectedPositions: [Int32]

        init(_ sequence: PackedSequence) {
            self.sequence = sequence
            selection = sequence.rowEnds
            plan = AttentionPlan(sequence, cached: 0)
            lastPlan = AttentionPlan(sequence, cached: 0, selection: selection)
            selectedPositions = selection.map { sequence.positions[$0] }
        }
    }

    /// Adds `weight` times the gradient of the mean cross-entropy at the rows' ends to `gradients`; returns that mean.
    func accumulate(
        _ example: TrainingExample, weight: Float, parameters: FloatBuffer, gradients: FloatBuffer
    ) throws(TransformerError) -> Double {
        guard !example.rows.isEmpty else { throw .empty("The list of rows of a training sequence") }
        if let empty = example.rows.firstIndex(where: \.isEmpty) { throw .empty("Row \(empty)") }
        let rows = example.rows.count
        precondition(example.labels.count == rows * layout.bins, "one label a row and bin")
        let prepared = Prepared(PackedSequence(header: example.header, rows: example.rows))
        return try BLAS.withOneThreadPerCall { () throws(TransformerError) -> Double in
            try accumulate(
                prepared, labels: example.labels, weight: weight, parameters: parameters, gradients: gradients)
        }
    }

    private func accumulate(
        _ prepared: Prepared, labels: [Float], weight: Float, parameters: FloatBuffer, gradients: FloatBuffer
    ) throws(TransformerError) -> Double {
        let rows = prepared.selection.count
        let mark = workspace.mark
        defer { workspace.release(to: mark) }

        var x = workspace.take(prepared.sequence.count * layout.shape.hidden)
        try transformer.embed(
            prepared.sequence, valueRows: parameters.pointer + layout.valueRowOffset,
            valueRowCount: layout.valueRows, into: x)
        var kept: [Activations] = []
        for layer in 0..<layout.shape.layers {
            let (activations, next) = forward(layer: layer, x: x, prepared, parameters)
            kept.append(activations)
            x = next
        }

        let hidden = layout.shape.hidden
        let normed = workspace.take(rows * hidden)
        let inverse = workspace.take(rows)
        let logits = workspace.take(rows * layout.bins)
        let dNormed = workspace.take(rows * hidden)
        var dx = workspace.take(rows * hidden)
        let finalNorm = transformer.weights.finalNorm.pointer
        transformer.norm.forward(
            x, weight: finalNorm, rows: rows, into: normed, inverse: inverse)
        let head = ScoringHead(layout, parameters)
        head.forward(normed, rows: rows, into: logits)
        let loss = ScoringHead.loss(logits, labels: labels, rows: rows, bins: layout.bins, weight: weight)
        head.backward(
            logits, x: normed, rows: rows, dx: dNormed,
            weightGradient: gradients.pointer + layout.headWeightOffset,
            biasGradient: gradients.pointer + layout.headBiasOffset)
        dx.update(repeating: 0, count: rows * hidden)
        transformer.norm.backward(
            dNormed, x: x, weight: finalNorm, inverse: inverse, rows: rows, addingTo: dx)

        for layer in (0..<layout.shape.layers).reversed() {
            dx = backward(layer: layer, kept[layer], dx: dx, prepared, parameters, gradients)
        }
        for (index, input) in prepared.sequence.inputs.enumerated() {
            guard let value = input.value else { continue }
            VectorMath.add(
                1, dx + index * hidden, to: gradients.pointer + layout.valueRowOffset + value * hidden, hidden)
        }
        return loss
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

    func attentionInputs(_ queries: Attention.Columns, _ keyValues: Attention.Columns) -> Attention.Inputs {
        let values = Attention.Columns(keyValues.pointer + layout.shape.keyWidth, stride: keyValues.stride)
        return Attention.Inputs(
            queries: queries, prefixKeys: keyValues, prefixValues: values, ownKeys: keyValues, ownValues: values)
    }
}
