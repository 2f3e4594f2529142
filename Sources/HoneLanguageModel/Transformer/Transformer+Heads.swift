import HoneKernels

extension Transformer {
    /// What lies between the projections and attention, in place: norms of query and key heads where the architecture
    /// has them, then the rotation.
    ///
    /// - Parameters:
    ///   - x: the columns of the fused projection that `columns` names: those of the queries, those of keys and values,
    ///     or all.
    ///   - positions: of every row.
    func finishHeads(
        _ x: Rows, columns: Range<Int>, _ layer: TransformerWeights.Layer, positions: UnsafeBufferPointer<Int32>
    ) {
        let queries = columns.lowerBound < shape.queryWidth ? shape.queryWidth : 0
        let keys = columns.upperBound > shape.queryWidth ? shape.keyWidth : 0
        if let norms = layer.headNorms {
            headNorm.forward(x.columns(0..<queries), weight: norms.query)
            headNorm.forward(x.columns(queries..<queries + keys), weight: norms.key)
        }
        // Query heads, then key heads, stand side by side.
        rotary.rotate(x.columns(0..<queries + keys), positions: positions)
    }

    var headNorm: HeadNorm { HeadNorm(headDimension: shape.headDimension, epsilon: Float(shape.normEpsilon)) }
}
