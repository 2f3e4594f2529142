import HoneKernels
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
        let scaling = weights.shape.ropeScaling
        rotary = RotaryEmbedding(
            frequencies: scaling.frequencies(
                headDimension: weights.shape.headDimension, base: weights.shape.ropeBase),
            amplitude: scaling.amplitude, positions: positions)
    }

    package var shape: TransformerShape { weights.shape }
    /// Most inputs of one sequence, cached ones included.
    package var longestInput: Int { positions }
    var attention: Attention {
        Attention(
            heads: shape.heads, kvHeads: shape.kvHeads, headDimension: shape.headDimension, threads: threads)
    }
    var norm: RMSNorm { RMSNorm(width: shape.hidden, epsilon: Float(shape.normEpsilon)) }
    var gatedUnit: GatedLinearUnit { GatedLinearUnit(width: shape.mlp) }

    /// Writes the inputs' embeddings, `[inputs, hidden]`.
    func embed(_ sequence: JoinedSequences, valueRows: Rows?, into x: Rows) throws(TransformerError) {
        for (index, input) in sequence.inputs.enumerated() {
            if let token = input.token {
                guard token < shape.vocabulary else {
                    throw .unknownToken(token, vocabulary: shape.vocabulary)
                }
                weights.embedding.copyRow(token, to: x[index])
            } else if let value = input.value {
                guard let valueRows, value < valueRows.count else {
                    throw .unknownValueRow(value, rows: valueRows?.count ?? 0)
                }
                x[index].update(from: valueRows[value], count: shape.hidden)
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
    /// x += down(silu(gate(norm(x))) * up(norm(x))).
    func finishBlock(
        _ layer: TransformerWeights.Layer, x: Rows, attended: Rows, scratch: UnsafeMutablePointer<Float>
    ) {
        for rows in x.blocks(of: Self.rowsTogether) {
            let normed = Rows(scratch, count: rows.count, width: shape.hidden)
            let gated = Rows(scratch + Self.rowsTogether * shape.hidden, count: rows.count, width: shape.mlp)
            let gateUp = Rows(
                scratch + Self.rowsTogether * (shape.hidden + shape.mlp), count: rows.count, width: 2 * shape.mlp)
            let x = x[rows]
            layer.output.apply(attended[rows], into: x, adding: true)
            norm.forward(x, weight: layer.mlpNorm, into: normed)
            if !layer.gateUp.applyGated(normed, into: gated) {
                layer.gateUp.apply(normed, into: gateUp)
                gatedUnit.forward(gateUp, into: gated)
            }
            layer.down.apply(gated, into: x, adding: true)
        }
    }

    /// Logits for rows of hidden states after the final norm: `[rows, vocabulary]`.
    package func logits(_ hidden: [Float]) -> [Float] {
        [Float](rows: hidden.count / shape.hidden, width: shape.vocabulary) { y in
            hidden.withRows(width: shape.hidden) { x in
                BLAS.withOneThreadPerCall {
                    threads.split(shape.vocabulary) { range in
                        weights.outputMatrix.apply(x, outputs: range, into: y.columns(range))
                    }
                }
            }
        }
    }

    /// Logits of chosen tokens alone, `[rows, tokens]`: multiplies their rows of the output matrix and leaves the rest.
    ///
    /// - Throws: `TransformerError.unknownToken`.
    package func logits(_ hidden: [Float], tokens: [Int]) throws(TransformerError) -> [Float] {
        if let unknown = tokens.first(where: { !(0..<shape.vocabulary).contains($0) }) {
            throw .unknownToken(unknown, vocabulary: shape.vocabulary)
        }
        let answers = FloatBuffer(count: tokens.count * shape.hidden)
        for (index, token) in tokens.enumerated() {
            weights.outputMatrix.copyRow(token, to: answers.pointer + index * shape.hidden)
        }
        let matrix = WeightMatrix(float32: answers, outputs: tokens.count, inputs: shape.hidden)
        return [Float](rows: hidden.count / shape.hidden, width: tokens.count) { y in
            hidden.withRows(width: shape.hidden) { x in
                BLAS.withOneThreadPerCall {
                    threads.split(x.count) { rows in matrix.apply(x[rows], into: y[rows]) }
                }
            }
        }
    }
}
