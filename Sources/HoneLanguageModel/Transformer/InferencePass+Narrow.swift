import HoneKernels

extension InferencePass {
    /// Whether a pass has too few inputs to give every thread its own: then threads share each matrix instead.
    func isNarrow(_ sequence: JoinedSequences) -> Bool {
        sequence.headerCount == sequence.count
            && sequence.count < max(2, Self.inputsOfOneThread * transformer.threads.count)
    }

    /// Inputs that keep one thread busy with the whole of each matrix.
    private static let inputsOfOneThread = 16

    /// Pieces of a stage for each thread: so that a thread which came late or was interrupted is waited for less.
    private static let piecesPerThread = 2

    /// Memory of one narrow pass.
    private struct Narrow {
        let sequence: JoinedSequences
        let cache: KeyValueCache
        /// Inputs in the cache before this pass.
        let cached: Int
        /// Pieces of a stage at most.
        let pieces: Int
        /// `[inputs, hidden]`
        let x: Rows
        /// `[inputs, qkvWidth]`
        let qkv: Rows
        /// `[inputs, queryWidth]`
        let attended: Rows
        /// `[inputs, mlp]`
        let gated: Rows
        /// One a thread: normalised inputs `[inputs, hidden]`, then gate and up of a piece or scores of a head.
        let scratch: [UnsafeMutablePointer<Float>]

        var rows: Int { sequence.count }
    }

    /// Takes the inputs' states `x` `[inputs, hidden]` through all blocks, in place: a few tokens behind a cached prefix,
    /// as when text is generated. Their keys and values are written to the cache (one for this pass alone if nil).
    ///
    /// Every stage splits the outputs of its matrix, and all threads stay together from the first stage to the last.
    /// Norms are computed by each piece for itself: cheaper than one more stage.
    func computeNarrow(_ x: Rows, _ sequence: JoinedSequences, cache: KeyValueCache?) {
        let shape = transformer.shape
        let threads = transformer.threads
        let rows = sequence.count
        let cache = cache ?? KeyValueCache(shape: shape, capacity: rows)
        cache.reserve(rows)
        let perThread = rows * shape.hidden + max(rows * 2 * shape.mlp, Attention.scratchOfOne(cache.count + rows))
        let work = Narrow(
            sequence: sequence, cache: cache, cached: cache.count,
            pieces: threads.count == 1 ? 1 : threads.count * Self.piecesPerThread, x: x,
            qkv: workspace.rows(rows, shape.qkvWidth), attended: workspace.rows(rows, shape.queryWidth),
            gated: workspace.rows(rows, shape.mlp), scratch: (0..<threads.count).map { _ in workspace.take(perThread) }
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
        let normed = Rows(work.scratch[worker], count: work.rows, width: shape.hidden)
        let scratch = work.scratch[worker] + work.rows * shape.hidden

        let heads = cut(shape.heads + 2 * shape.kvHeads, width: shape.headDimension, into: work.pieces)
        member.run(heads.count) { piece in
            transformer.norm.forward(work.x, weight: layer.attentionNorm, into: normed)
            project(layer, index, heads[piece], work, normed: normed)
        }
        member.run(work.rows * shape.heads) {
            attend(index, input: $0 / shape.heads, head: $0 % shape.heads, work, scratch)
        }

        let columns = cut(shape.hidden, width: 1, into: work.pieces)
        member.run(columns.count) { piece in
            let part = columns[piece]
            layer.output.apply(work.attended, outputs: part, into: work.x.columns(part), adding: true)
        }
        let units = cut(shape.mlp, width: 1, into: shape.mlp % Self.alignment == 0 ? work.pieces : 1)
        member.run(units.count) { piece in
            transformer.norm.forward(work.x, weight: layer.mlpNorm, into: normed)
            gate(layer, units[piece], work, normed: normed, scratch)
        }
        member.run(columns.count) { piece in
            let part = columns[piece]
            layer.down.apply(work.gated, outputs: part, into: work.x.columns(part), adding: true)
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
        _ layer: TransformerWeights.Layer, _ index: Int, _ heads: Range<Int>, _ work: Narrow, normed: Rows
    ) {
        let shape = transformer.shape
        let width = shape.headDimension
        func columns(_ heads: Range<Int>) -> Range<Int> { heads.lowerBound * width..<heads.upperBound * width }
        layer.qkv.apply(normed, outputs: columns(heads), into: work.qkv.columns(columns(heads)))
        work.sequence.positions.withUnsafeBufferPointer { positions in
            let queries = heads.clamped(to: 0..<shape.heads)
            let keys = heads.clamped(to: shape.heads..<shape.heads + shape.kvHeads)
            for (part, weight) in [(queries, layer.headNorms?.query), (keys, layer.headNorms?.key)] where !part.isEmpty
            {
                let target = work.qkv.columns(columns(part))
                if let weight { transformer.headNorm.forward(target, weight: weight) }
                transformer.rotary.rotate(target, positions: positions)
            }
        }
        let keyValues = heads.clamped(to: shape.heads..<shape.heads + 2 * shape.kvHeads)
        guard !keyValues.isEmpty else { return }
        // A cache's row is keys and then values, as in the projection.
        let held = work.cache.keyValues(index)[work.cached..<work.cached + work.rows]
        held.columns(columns(keyValues.lowerBound - shape.heads..<keyValues.upperBound - shape.heads))
            .copy(work.qkv.columns(columns(keyValues)))
    }

    private func attend(
        _ index: Int, input: Int, head: Int, _ work: Narrow, _ scratch: UnsafeMutablePointer<Float>
    ) {
        let column = head * transformer.shape.headDimension
        transformer.attention.one(
            work.qkv[input] + column, head: head, keys: work.cache.keys(index), values: work.cache.values(index),
            count: work.cached + input + 1, scratch: scratch, into: work.attended[input] + column)
    }

    /// Some units of the gated MLP: their columns of gate and up side by side, `[inputs, 2 * units.count]`.
    private func gate(
        _ layer: TransformerWeights.Layer, _ units: Range<Int>, _ work: Narrow, normed: Rows,
        _ scratch: UnsafeMutablePointer<Float>
    ) {
        let mlp = transformer.shape.mlp
        let gateUp = Rows(scratch, count: work.rows, width: 2 * units.count)
        if units.count == mlp {
            layer.gateUp.apply(normed, into: gateUp)
        } else {
            layer.gateUp.apply(normed, outputs: units, into: gateUp.columns(0..<units.count))
            layer.gateUp.apply(
                normed, outputs: mlp + units.lowerBound..<mlp + units.upperBound,
                into: gateUp.columns(units.count..<2 * units.count))
        }
        GatedLinearUnit(width: units.count).forward(gateUp, into: work.gated.columns(units))
    }
}
