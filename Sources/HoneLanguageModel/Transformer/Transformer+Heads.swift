extension Transformer {
    /// What lies between the projections and attention, in place: norms of query and key heads where the architecture
    /// has them, then the rotation.
    ///
    /// - Parameters:
    ///   - x: `[rows, ...]`, the first of `columns`, with `stride` floats between rows.
    ///   - columns: which of the fused projection's columns stand there: those of the queries, those of keys and
    ///     values, or all.
    func finishHeads(
        _ x: UnsafeMutablePointer<Float>, stride: Int, rows: Int, columns: Range<Int>,
        _ layer: TransformerWeights.Layer,
        positions: UnsafeBufferPointer<Int32>
    ) {
        let queries = columns.lowerBound < shape.queryWidth ? shape.heads : 0
        let keys = columns.upperBound > shape.queryWidth ? shape.kvHeads : 0
        if let norms = layer.headNorms {
            let norm = headNorm
            norm.forward(x, stride: stride, rows: rows, heads: queries, weight: norms.query.pointer)
            norm.forward(
                x + queries * shape.headDimension, stride: stride, rows: rows, heads: keys, weight: norms.key.pointer)
        }
        // Query heads, then key heads, stand side by side.
        rotary.rotate(x, stride: stride, rows: rows, heads: queries + keys, positions: positions)
    }

    var headNorm: HeadNorm { HeadNorm(headDimension: shape.headDimension, epsilon: Float(shape.normEpsilon)) }
}
