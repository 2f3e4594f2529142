import HoneKernels
import HoneNumerics

/// All trainable numbers of a fine-tuning: low-rank matrices, value rows, linear head.
package struct TrainableParameters: Sendable {
    package let layout: TrainableLayout
    package let buffer: FloatBuffer

    package init(layout: TrainableLayout, buffer: FloatBuffer) {
        precondition(buffer.count == layout.count)
        self.layout = layout
        self.buffer = buffer
    }

    /// The usual beginning: A uniform within 1 / sqrt(in) (PEFT's Kaiming initialisation), B zero, so that the model
    /// starts as the base model; the head zero, so that every bin is equally likely; value rows as given.
    ///
    /// - Parameter valueRows: `[layout.valueRows, hidden]`; zeros if nil.
    package init(initial layout: TrainableLayout, valueRows: [Float]? = nil, seed: UInt64) {
        let buffer = FloatBuffer(count: layout.count)
        let root = SeededGenerator(seed: seed)
        for (layer, target, a, _) in layout.loraTensors() {
            var generator = root.fork("lora \(layer) \(target.rawValue)")
            let bound = 1 / Double(a.shape[1]).squareRoot()
            for index in 0..<a.count { buffer.pointer[a.offset + index] = Float(generator.uniform(-bound, bound)) }
        }
        if let valueRows {
            precondition(valueRows.count == layout.valueRows * layout.shape.hidden)
            for (index, value) in valueRows.enumerated() { buffer.pointer[layout.valueRowOffset + index] = value }
        }
        self.init(layout: layout, buffer: buffer)
    }

    /// Value rows laid between the embeddings of ordered tokens (the digits 0 to 9), so that a value starts where the
    /// model already knows an order: `[count, hidden]`.
    package static func interpolatedValueRows(
        count: Int, between tokens: [Int], of weights: TransformerWeights
    ) throws(TransformerError) -> [Float] {
        guard !tokens.isEmpty else { throw .empty("The list of tokens between which value rows are laid") }
        for token in tokens where token < 0 || token >= weights.shape.vocabulary {
            throw .unknownToken(token, vocabulary: weights.shape.vocabulary)
        }
        let hidden = weights.shape.hidden
        let embedding = tokens.map { token -> [Float] in
            var row = [Float](repeating: 0, count: hidden)
            row.withUnsafeMutableBufferPointer { row in
                if let base = row.baseAddress { weights.embedding.copyRow(token, to: base) }
            }
            return row
        }
        return (0..<count).flatMap { row -> [Float] in
            let place = count > 1 ? Double(row) / Double(count - 1) * Double(tokens.count - 1) : 0
            let index = min(Int(place), max(0, tokens.count - 2))
            let fraction = Float(place - Double(index))
            let low = embedding[index]
            let high = embedding[min(index + 1, tokens.count - 1)]
            return (0..<hidden).map { low[$0] * (1 - fraction) + high[$0] * fraction }
        }
    }

    /// The base weights with the low-rank updates added, W + alpha / rank * B A; blocks are copied, embeddings shared.
    package func merged(into weights: TransformerWeights) -> TransformerWeights {
        precondition(weights.shape == layout.shape)
        return weights.merging(
            layout.loraTensors().map { layer, target, a, b in
                LowRankFactors(
                    layer: layer, target: target, rank: layout.lora.rank, scale: layout.lora.scale,
                    a: buffer.pointer + a.offset, b: buffer.pointer + b.offset)
            })
    }
}
