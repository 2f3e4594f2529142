import HoneLanguageModel
import HoneNumerics

/// A transformer with its adapter merged in, our own input rows, and the head that turns a hidden state into a density.
package struct ScoringModel: Sendable {
    package let transformer: Transformer
    package let valueRows: InferencePass.ValueRows
    /// `[bins, hidden]`
    private let weight: FloatBuffer
    /// `[bins]`
    private let bias: [Float]

    package var bins: Int { bias.count }

    /// - Precondition: `weight` holds `bias.count * hidden` numbers.
    package init(
        transformer: Transformer, valueRows: InferencePass.ValueRows, headWeight: FloatBuffer, headBias: [Float]
    ) {
        precondition(headWeight.count == headBias.count * transformer.shape.hidden, "a row of the head for each bin")
        self.transformer = transformer
        self.valueRows = valueRows
        weight = headWeight
        bias = headBias
    }

    /// Densities from hidden states after the final norm, `[rows, hidden]`.
    package func densities(_ hidden: [Float]) -> [QuantileDensity] {
        let width = transformer.shape.hidden
        let rows = hidden.count / width
        guard rows > 0 else { return [] }
        var logits = [Float](repeating: 0, count: rows * bins)
        for row in 0..<rows { logits.replaceSubrange(row * bins..<(row + 1) * bins, with: bias) }
        hidden.withUnsafeBufferPointer { x in
            logits.withUnsafeMutableBufferPointer { y in
                guard let x = x.baseAddress, let y = y.baseAddress else { return }
                BLAS.multiply(
                    transposeB: true, m: rows, n: bins, k: width, x, strideA: width, weight.pointer, strideB: width,
                    beta: 1, y, strideC: bins)
            }
        }
        return (0..<rows).map { QuantileDensity(logits: logits[$0 * bins..<($0 + 1) * bins]) }
    }
}
