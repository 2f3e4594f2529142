import Foundation
import HoneKernels

/// A base model with an adapter merged into its first layers, ready to score: transformer, value rows, head.
package struct AdaptedModel: Sendable {
    package let transformer: Transformer
    package let valueRows: InferencePass.ValueRows
    /// `[bins, hidden]`
    package let headWeight: FloatBuffer
    /// `[bins]`
    package let headBias: [Float]
    /// Divides the head's logits.
    package let temperature: Double
    /// The adapter's card; nil for parameters that were not saved.
    package let card: AdapterCard?

    package var bins: Int { headBias.count }

    /// - Precondition: the parameters' layout has the weights' shape.
    package init(
        _ parameters: TrainableParameters, weights: TransformerWeights, card: AdapterCard? = nil,
        threads: ComputeThreads = .machine
    ) {
        let layout = parameters.layout
        func slice(_ offset: Int, _ count: Int) -> [Float] {
            Array(UnsafeBufferPointer(start: parameters.buffer.pointer + offset, count: count))
        }
        transformer = Transformer(parameters.merged(into: weights), threads: threads)
        valueRows = InferencePass.ValueRows(
            buffer: FloatBuffer(slice(layout.valueRowOffset, layout.valueRows * layout.shape.hidden)),
            count: layout.valueRows)
        headWeight = FloatBuffer(slice(layout.headWeightOffset, layout.bins * layout.shape.hidden))
        headBias = slice(layout.headBiasOffset, layout.bins)
        temperature = card?.temperature ?? 1
        self.card = card
    }

    /// Loads a base model's first layers and the adapter in a folder.
    ///
    /// - Parameter baseModelHash: the base file's SHA-256 if the caller has checked it; computed if nil.
    /// - Throws: `ModelFileError` naming the file, what does not fit, and the remedy.
    package init(
        base: LanguageModelFile, adapter folder: URL, baseModelHash: String? = nil, threads: ComputeThreads = .machine
    ) throws(ModelFileError) {
        let hash = if let baseModelHash { baseModelHash } else { try base.contentHash() }
        let adapter = try Adapter(folder: folder, shape: base.shape(), baseModelHash: hash)
        guard adapter.card.bins > 0 else {
            throw ModelFileError(
                .mismatched, file: folder.path, place: "card.json",
                problem: "is a text adapter; it has no head to score with",
                remedy: "Use an adapter from `hone finetune`, or one of those that `hone model list` names.")
        }
        let weights = try base.weights(layers: adapter.card.layers)
        self.init(adapter.parameters, weights: weights, card: adapter.card, threads: threads)
    }

    /// The head's logits divided by the temperature, `[rows, bins]`, for hidden states after the final norm,
    /// `[rows, hidden]`.
    package func logits(_ hidden: [Float]) -> [Float] {
        let width = transformer.shape.hidden
        let scale = Float(1 / temperature)
        let head = Rows(headWeight.pointer, count: bins, width: width)
        return [Float](rows: hidden.count / width, width: bins) { result in
            hidden.withRows(width: width) { x in
                for row in 0..<x.count {
                    for bin in 0..<bins {
                        result[row][bin] = (VectorMath.dot(x[row], head[bin], width) + headBias[bin]) * scale
                    }
                }
            }
        }
    }
}
