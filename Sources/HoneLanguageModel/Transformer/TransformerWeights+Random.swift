import HoneKernels
import HoneNumerics

extension TransformerWeights {
    /// A model with random weights (norms near one), for tests and measurements.
    package init(randomOf shape: TransformerShape, seed: UInt64, scale: Double = 0.1) {
        precondition(shape.inconsistency == nil, "a random model's shape must be consistent")
        self.init(zerosOf: shape)
        var generator = SeededGenerator(seed: seed)
        func fill(_ buffer: FloatBuffer, around center: Double = 0) {
            for i in 0..<buffer.count { buffer.pointer[i] = Float(center + scale * generator.normal()) }
        }
        fill(embedding.buffer)
        fill(finalNorm, around: 1)
        for layer in layers {
            fill(layer.attentionNorm, around: 1)
            fill(layer.qkv.buffer)
            if let norms = layer.headNorms {
                fill(norms.query, around: 1)
                fill(norms.key, around: 1)
            }
            fill(layer.output.buffer)
            fill(layer.mlpNorm, around: 1)
            fill(layer.gateUp.buffer)
            fill(layer.down.buffer)
        }
        pack()
    }
}
