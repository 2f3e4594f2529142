import HoneKernels
import HoneNumerics

/// The network's weights, one flat block; a copy shares it, `copy()` does not.
package struct ReaderWeights: Sendable {
    package let layout: ReaderLayout
    package let values: FloatBuffer

    package var shape: ReaderShape { layout.shape }

    /// - Precondition: `values` holds `layout.count` floats.
    package init(layout: ReaderLayout, values: FloatBuffer) {
        precondition(values.count == layout.count, "the layout has \(layout.count) weights")
        self.layout = layout
        self.values = values
    }

    /// Weights to begin a training with, determined by the seed.
    package init(_ shape: ReaderShape, seed: UInt64) {
        layout = ReaderLayout(shape)
        values = FloatBuffer(count: layout.count)
        let generator = SeededGenerator(seed: seed)
        for layer in layout.layers {
            // A generator a layer: another layer more changes none of the others.
            var draws = generator.fork(layer.name)
            let bound = 1 / Double(layer.inputs).squareRoot()
            if layer.start == .uniform {
                for i in 0..<(layer.inputs * layer.outputs) {
                    values.pointer[layer.weight + i] = Float(draws.uniform(-bound, bound))
                }
            }
            if let bias = layer.bias, layer.start != .nothing {
                for i in 0..<layer.outputs { values.pointer[bias + i] = Float(draws.uniform(-bound, bound)) }
            }
            if let gain = layer.gain { for i in 0..<layer.inputs { values.pointer[gain + i] = 1 } }
        }
    }

    package func copy() -> ReaderWeights { ReaderWeights(layout: layout, values: values.copy()) }
}
