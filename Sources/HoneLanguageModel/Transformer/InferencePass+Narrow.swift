import CKernels

extension InferencePass {
    /// Whether a pass has too few inputs to give every thread its own: then threads share each matrix instead.
    func isNarrow(_ sequence: PackedSequence) -> Bool {
        sequence.headerCount == sequence.count
            && sequence.count < max(2, Self.inputsOfOneThread * transformer.threads.count)
    }

    /// Inputs that keep one thread busy with the whole of each matrix.
    private static let inputsOfOneThread = 16

    /// Pieces of a stage for each thread: so that a thread which came late or was interrupted is waited for less.
    private static let piecesPerThread = 2

    /// Memory of one narrow pass.
    private struct Narrow {
        let sequence: PackedSequence
        let cache: KeyValueCache
        /// Inputs in the cache before this pass.
        let cached: Int
        /// Pieces of a stage at most.
        let pieces: Int
        /// `[inputs, hidden]`
        let x: UnsafeMutablePointer<Float>
        /// `[inputs, qkvWidth]`
        let qkv: UnsafeMutablePointer<Float>
        /// `[inputs, queryWidth]`
        let attended: UnsafeMutablePointer<Float>
        /// `[inputs, mlp]`
        let gated: UnsafeMutablePointer<Float>
        /// One a thread: normalised inputs `[inputs, hidden]`, then gate and up of a piece or scores of a head.
        let scratch: [UnsafeMutablePointer<Float>]

        var rows: Int { sequence.count }
    }

    /// Takes the inputs' states `x` `[inputs, hidden]` through all blocks, in place: a few tokens behind a cached prefix,
    /// as when text is generated. Their keys and values are written to the cache (one for this pass alone if nil).
    ///
    /// Every stage splits the outputs of its matrix, and all threads stay together from the first stage to the last.
    /// Norms are computed by each piece for itself: cheaper than one more stage.
    func computeNarrow(_ x: UnsafeMutablePointer<Float>, _ sequence: PackedSequence, cache: KeyValueCache?) {
        let shape = transformer.shape
        let threads = transformer.threads
        let rows = sequence.count
        let cache = cache ?? KeyValueCache(shape: shape, capacity: rows)
        cache.reserve(rows)
        let perThread =
            rows * shape.hidden + max(rows * 2 * shape.mlp, Int(hone_attend_scratch(Int64(cache.count + rows))))
        let work = Narrow(
            sequence: sequence, cache: cache, cached: cache.count,
            pieces: threads.count == 1 ? 1 : threads.count * Self.piecesPerThread, x: x,
            qkv: workspace.take(rows * shape.qkvWidth), attended: workspace.take(rows * shape.queryWidth),
            gated: workspace.take(rows * shape.mlp), scratch: (0..<threads.count).map { _ in workspace.take(perThread) }
        )
        let crew = StageCrew()
        threads.each { worker, _ in
            var member = StageCrew.Member(of: crew)
            for (index, layer) in transformer.weights.layers.enumerated() {
                computeNarrow(layer, index, work, worker, &member)
            }
        }
    }

    private func computeNarrow(
        _ layer: TransformerWeights.Layer, _ index: Int, _ work: Narrow, _ worker: Int, _ member: inout StageCrew.Member
    ) {
        let shape = transformer.shape
        let normed = work.scratch[worker]
        let scratch = normed + work.rows * shape.hidden

        let heads = cut(shape.heads + 2 * shape.kvHeads, width: shape.headDimension, into: work.pieces)
        member.run(heads.count) { piece in
            transformer.norm.forward(work.x, weight: layer.attentionNorm.pointer, rows: work.rows, into: normed)
            project(layer, index, heads[piece], work, normed: normed)
        }
        member.run(work.rows * shape.heads) {
            attend(index, input: $0 / shape.heads, head: $0 % shape.heads, work, scratch)
        }

        let columns = cut(shape.hidden, width: 1, into: work.pieces)
        member.run(columns.count) { piece in
            layer.output.apply(
                work.attended, rows: work.rows, outputs: columns[piece], into: work.x + columns[piece].lowerBound,
                stride: shape.hidden, adding: true)
        }
        let units = cut(shape.mlp, width: 1, into: shape.mlp % Self.alignment == 0 ? work.pieces : 1)
        member.run(units.count) { piece in
            transformer.norm.forward(work.x, weight: layer.mlpNorm.pointer, rows: work.rows, into: normed)
            gate(layer, units[piece], work, normed: normed, gateUp: scratch)
        }
        member.run(columns.count) { piece in
            layer.down.apply(
                work.gated, rows: work.rows, outputs: columns[piece], into: work.x + columns[piece].lowerBound,
                stride: shape.hidden, adding: true)
        }
    }

    /// Outputs that a range of a matrix begins at a multiple of, whatever its storage.
    private static let alignment = 32

    /// At most `pieces` contiguous ranges of 0 ..< count, not empty, which begin at multiples of the alignment in
    /// elements of `width` outputs.
    private func cut(_ count: Int, width: Int, into pieces: Int) -> [Range<Int>] {
        var unit = 1
        while unit * width % Self.alignment != 0 { unit += 1 }
        let units = (count + unit - 1) / unit
        return (0..<pieces).map {
            min(count, unit * (units * $0 / pieces))..<min(count, unit * (units * ($0 + 1) / pieces))
        }
        .filter { !$0.isEmpty }
    }

    /// Some heads' queries, keys or values; keys and values go to the cache.
    private func project(
        _ layer: TransformerWeights.Layer, _ index: Int, _ heads: Range<Int>, _ work: Narrow,
        normed: UnsafePointer<Float>
    ) {
        let shape = transformer.shape
        let width = shape.headDimension
        let output = work.qkv + heads.lowerBound * width
        layer.qkv.apply(
            normed, rows: work.rows, outputs: heads.lowerBound * width..<heads.upperBound * width, into: output,
            stride: shape.qkvWidth)
        work.sequence.positions.withUnsafeBufferPointer { positions in
            let queries = heads.clamped(to: 0..<shape.heads)
            let keys = heads.clamped(to: shape.heads..<shape.heads + shape.kvHeads)
            for (part, weight) in [(queries, layer.headNorms?.query), (keys, layer.headNorms?.key)] where !part.isEmpty
            {
                let target = work.qkv + part.lowerBound * width
                if let weight {
                    transformer.headNorm.forward(
                        target, stride: shape.qkvWidth, rows: work.rows, heads: part.count, weight: weight.pointer)
                }
                transformer.rotary.rotate(
                    target, stride: shape.qkvWidth, rows: work.rows, heads: part.count, positions: positions)
            }
        }
        let keyValues = heads.clamped(to: shape.heads..<shape.heads + 2 * shape.kvHeads)
        guard !keyValues.isEmpty else { return }
        let keys = work.cache.keys(index)
        for row in 0..<work.rows {
            // A cache's row is keys and then values, as in the projection.
            (keys.pointer + (work.cached + row) * keys.stride + (keyValues.lowerBound - shape.heads) * width).update(
                from: work.qkv + row * shape.qkvWidth + keyValues.lowerBound * width, count: keyValues.count * width)
        }
    }

    private func attend(
        _ index: Int, input: Int, head: Int, _ work: Narrow, _ scratch: UnsafeMutablePointer<Float>
    ) {
        let shape = transformer.shape
        let column = head / (shape.heads / shape.kvHeads) * shape.headDimension
        let keys = work.cache.keys(index)
        let values = work.cache.values(index)
        hone_attend(
            InstructionSet.best.code, work.qkv + input * shape.qkvWidth + head * shape.headDimension,
            keys.pointer + column, values.pointer + column, Int64(keys.stride), Int64(work.cached + input + 1),
            Int64(shape.headDimension), transformer.attention.scale, scratch,
            work.attended + input * shape.queryWidth + head * shape.headDimension)
    }

    /// Some units of the gated MLP: their columns of gate and up side by side, `[inputs, 2 * units.count]`.
    private func gate(
        _ layer: TransformerWeights.Layer, _ units: Range<Int>, _ work: Narrow, normed: UnsafePointer<Float>,
        gateUp: UnsafeMutablePointer<Float>
    ) {
        let shape = transformer.shape
        let stride = 2 * units.count
        if units.count == shape.mlp {
            layer.gateUp.apply(normed, rows: work.rows, into: gateUp)
        } else {
            layer.gateUp.apply(normed, rows: work.rows, outputs: units, into: gateUp, stride: stride)
            layer.gateUp.apply(
                normed, rows: work.rows, outputs: shape.mlp + units.lowerBound..<shape.mlp + units.upperBound,
                into: gateUp + units.count, stride: stride)
        }
        let unit = GatedLinearUnit(width: units.count)
        for row in 0..<work.rows {
            unit.forward(gateUp + row * stride, rows: 1, into: work.gated + row * shape.mlp + units.lowerBound)
        }
    }
}
