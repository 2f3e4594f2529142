import HoneNumerics

extension Transformer {
    /// Logits of chosen tokens alone, `[rows, tokens]`, for rows of hidden states after the final norm: multiplies
    /// their rows of the output matrix and leaves the rest.
    ///
    /// - Throws: `TransformerError.unknownToken`.
    package func logits(_ hidden: [Float], tokens: [Int]) throws(TransformerError) -> [Float] {
        if let unknown = tokens.first(where: { !(0..<shape.vocabulary).contains($0) }) {
            throw .unknownToken(unknown, vocabulary: shape.vocabulary)
        }
        let width = shape.hidden
        let rows = hidden.count / width
        let answers = FloatBuffer(count: tokens.count * width)
        for (index, token) in tokens.enumerated() {
            weights.outputMatrix.copyRow(token, to: answers.pointer + index * width)
        }
        let matrix = WeightMatrix(float32: answers, outputs: tokens.count, inputs: width)
        return [Float](unsafeUninitializedCapacity: rows * tokens.count) { buffer, count in
            count = rows * tokens.count
            guard let y = buffer.baseAddress, count > 0 else { return }
            hidden.withUnsafeBufferPointer { x in
                guard let x = x.baseAddress else { return }
                BLAS.withOneThreadPerCall {
                    threads.split(rows) { range in
                        matrix.apply(
                            x + range.lowerBound * width, rows: range.count,
                            into: y + range.lowerBound * tokens.count)
                    }
                }
            }
        }
    }
}
