import HoneNumerics

/// A frozen Llama-architecture transformer ready to compute: weights, rotary tables, threads.
///
/// Everything here is synchronous and busy for milliseconds to seconds: call it off the cooperative thread pool.
package struct Transformer: Sendable {
    package let weights: TransformerWeights
    package let threads: ComputeThreads
    let rotary: RotaryEmbedding
    /// Positions that the rotary tables hold.
    private let positions: Int

    /// Rotary tables longer than this would cost more memory than any use here needs.
    private static let mostPositions = 8192

    package init(_ weights: TransformerWeights, threads: ComputeThreads = .machine) {
        self.weights = weights
        self.threads = threads
        positions = min(weights.shape.contextLength, Self.mostPositions)
        rotary = RotaryEmbedding(
            headDimension: weights.shape.headDimension, positions: positions, base: weights.shape.ropeBase,
            scaling: weights.shape.ropeScaling)
    }

    package var shape: TransformerShape { weights.shape }
    /// Most inputs of one sequence, cached ones included.
    package var longestInput: Int { positions }
    var attention: Attention { Attention(shape: shape, threads: threads) }
    var norm: RMSNorm { RMSNorm(width: shape.hidden, epsilon: Float(shape.normEpsilon)) }
    var gatedUnit: GatedLinearUnit { GatedLinearUnit(width: shape.mlp) }

    /// Writes the inputs' embeddings, `[inputs, hidden]`.
    func embed(
        _ sequence: PackedSequence, valueRows: UnsafePointer<Float>?, valueRowCount: Int,
        into x: UnsafeMutablePointer<Float>
    ) throws(TransformerError) {
        let hidden = shape.hidden
        for (index, input) in sequence.inputs.enumerated() {
            let target = x + index * hidden
            if let token = input.token {
                guard token < shape.vocabulary else {
                    throw .unknownToken(token, vocabulary: shape.vocabulary)
                }
                weights.embedding.copyRow(token, to: target)
            } else if let value = input.value {
                guard let valueRows, value < valueRowCount else {
                    throw .unknownValueRow(value, rows: valueRowCount)
                }
                target.update(from: valueRows + value * hidden, count: hidden)
            }
        }
        if let last = sequence.positions.max(), Int(last) >= positions {
            throw .tooLong(positions: Int(last) + 1, contextLength: positions)
        }
    }

    /// Rows that go through the second half of a block together: few enough for what lies between its products to
    /// stay in the second-level cache, enough to make reading the weights cheap.
    static let rowsTogether = 96

    /// Floats of scratch memory that `finishBlock` needs on each thread.
    static func finishScratch(_ shape: TransformerShape) -> Int { rowsTogether * (shape.hidden + 3 * shape.mlp) }

    /// The second half of a block for some rows, in place, on the calling thread: x += attended Wo^T, then
    /// x += MLP(norm(x)).
    func finishBlock(
        _ layer: TransformerWeights.Layer, x: UnsafeMutablePointer<Float>, attended: UnsafePointer<Float>, rows: Int,
        scratch: UnsafeMutablePointer<Float>
    ) {
        let normed = scratch
        let gated = normed + Self.rowsTogether * shape.hidden
        let gateUp = gated + Self.rowsTogether * shape.mlp
        for first in stride(from: 0, to: rows, by: Self.rowsTogether) {
            let count = min(Self.rowsTogether, rows - first)
            let x = x + first * shape.hidden
            layer.output.apply(attended + first * shape.queryWidth, rows: count, into: x, adding: true)
            norm.forward(x, weight: layer.mlpNorm.pointer, rows: count, into: normed)
            if !layer.gateUp.applyGated(normed, rows: count, into: gated) {
                layer.gateUp.apply(normed, rows: count, into: gateUp)
                gatedUnit.forward(gateUp, rows: count, into: gated)
            }
            layer.down.apply(gated, rows: count, into: x, adding: true)
        }
    }

    /// Logits for rows of hidden states after the final norm: `[rows, vocabulary]`.
    package func logits(_ hidden: [Float]) -> [Float] {
        let rows = hidden.count / shape.hidden
        return [Float](unsafeUninitializedCapacity: rows * shape.vocabulary) { buffer, count in
            count = rows * shape.vocabulary
            guard let y = buffer.baseAddress, rows > 0 else { return }
            hidden.withUnsafeBufferPointer { x in
                guard let x = x.baseAddress else { return }
                BLAS.withOneThreadPerCall {
                    threads.split(shape.vocabulary) { range in
                        weights.outputMatrix.apply(
                            x, rows: rows, outputs: range, into: y + range.lowerBound, stride: shape.vocabulary)
                    }
                }
            }
        }
    }
}
