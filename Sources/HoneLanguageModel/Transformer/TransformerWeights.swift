import HoneKernels

/// The frozen weights of a transformer: each linear layer a matrix `[out, in]` (with a bias, where the model has one)
/// with query and key rows in Hugging Face's order, vectors in single precision. Query, key and value share one matrix,
/// and so do gate and up, so that each is one product.
package struct TransformerWeights: Sendable {
    package struct Layer: Sendable {
        /// `[hidden]`
        package var attentionNorm: FloatBuffer
        /// `[queryWidth + 2 * keyWidth, hidden]`: queries, keys, values.
        package var qkv: WeightMatrix
        /// Weights of the norms of query and key heads, `[headDimension]` each; nil where the architecture has none.
        package var headNorms: (query: FloatBuffer, key: FloatBuffer)?
        /// `[hidden, queryWidth]`
        package var output: WeightMatrix
        /// `[hidden]`
        package var mlpNorm: FloatBuffer
        /// `[2 * mlp, hidden]`: gate, up.
        package var gateUp: WeightMatrix
        /// `[hidden, mlp]`
        package var down: WeightMatrix
    }

    package var shape: TransformerShape
    /// `[vocabulary, hidden]`
    package var embedding: WeightMatrix
    /// `[vocabulary, hidden]`; nil where the embedding is the output matrix too.
    package var untiedOutput: WeightMatrix?
    package var layers: [Layer]
    /// `[hidden]`
    package var finalNorm: FloatBuffer

    /// `[vocabulary, hidden]`: what turns final states into logits.
    package var outputMatrix: WeightMatrix { untiedOutput ?? embedding }

    /// Zeros everywhere and a tied output, to be filled.
    init(zerosOf shape: TransformerShape) {
        self.shape = shape
        embedding = WeightMatrix(zeros: shape.vocabulary, shape.hidden)
        finalNorm = FloatBuffer(count: shape.hidden)
        layers = (0..<shape.layers).map { _ in
            Layer(
                attentionNorm: FloatBuffer(count: shape.hidden),
                qkv: WeightMatrix(zeros: shape.qkvWidth, shape.hidden),
                headNorms: shape.architecture.normalizesHeads
                    ? (FloatBuffer(count: shape.headDimension), FloatBuffer(count: shape.headDimension)) : nil,
                output: WeightMatrix(zeros: shape.hidden, shape.queryWidth),
                mlpNorm: FloatBuffer(count: shape.hidden),
                gateUp: WeightMatrix(zeros: 2 * shape.mlp, shape.hidden),
                down: WeightMatrix(zeros: shape.hidden, shape.mlp))
        }
    }

    /// Puts the blocks' matrices into the layout that this machine computes with, once they are filled.
    mutating func pack() {
        for index in layers.indices {
            layers[index].qkv = layers[index].qkv.packed()
            layers[index].output = layers[index].output.packed()
            layers[index].gateUp = layers[index].gateUp.packed()
            layers[index].down = layers[index].down.packed()
        }
    }

    /// The first `count` blocks alone, with the same embeddings and final norm. Shares the memory.
    package func truncated(to count: Int) -> TransformerWeights {
        var result = self
        result.layers = Array(layers.prefix(count))
        result.shape.layers = result.layers.count
        return result
    }

    /// The same model with its matrices rounded to eight bits (`WeightStorage.int8`).
    package func rounded(threads: ComputeThreads = .machine) -> TransformerWeights {
        var result = self
        result.embedding = embedding.rounded(threads: threads)
        result.untiedOutput = untiedOutput?.rounded(threads: threads)
        for index in layers.indices {
            result.layers[index].qkv = layers[index].qkv.rounded(threads: threads)
            result.layers[index].output = layers[index].output.rounded(threads: threads)
            result.layers[index].gateUp = layers[index].gateUp.rounded(threads: threads)
            result.layers[index].down = layers[index].down.rounded(threads: threads)
        }
        return result
    }

    /// Bytes of all matrices.
    package var bytes: Int {
        layers.reduce(embedding.bytes + (untiedOutput?.bytes ?? 0)) {
            $0 + $1.qkv.bytes + $1.output.bytes + $1.gateUp.bytes + $1.down.bytes
        }
    }

    /// The linear layer that a LoRA target names: its matrix, first row there, and `[out, in]`.
    func matrix(of target: LoRATarget, layer: Int) -> (matrix: WeightMatrix, firstRow: Int, out: Int, input: Int) {
        let weights = layers[layer]
        let hidden = shape.hidden
        switch target {
        case .query: return (weights.qkv, 0, shape.queryWidth, hidden)
        case .key: return (weights.qkv, shape.queryWidth, shape.keyWidth, hidden)
        case .value: return (weights.qkv, shape.queryWidth + shape.keyWidth, shape.keyWidth, hidden)
        case .output: return (weights.output, 0, hidden, shape.queryWidth)
        case .gate: return (weights.gateUp, 0, shape.mlp, hidden)
        case .up: return (weights.gateUp, shape.mlp, shape.mlp, hidden)
        case .down: return (weights.down, 0, hidden, shape.mlp)
        }
    }
}
