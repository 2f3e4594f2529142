import HoneKernels
import HoneNumerics

/// The weights as the products read them: each matrix in panels, the gain and shift of a layer norm folded into the layer
/// behind it (W diag(gain), b + W shift).
///
/// Written by `pack`, read by any number of threads between two calls of it.
package final class PackedWeights: @unchecked Sendable {
    package let layout: ReaderLayout
    private let matrices: [PanelMatrix]
    private let biases: [FloatBuffer?]
    /// What was learnt of the hypotheses, as it is: `[hypotheses]`.
    private(set) var mixture: [Float] = []

    package init(_ weights: ReaderWeights, threads: ComputeThreads = ComputeThreads(1)) {
        layout = weights.layout
        matrices = layout.layers.map { PanelMatrix(outputs: $0.outputs, inputs: $0.inputs) }
        biases = layout.layers.map { $0.bias == nil ? nil : FloatBuffer(count: $0.outputs) }
        pack(weights, threads: threads)
    }

    /// Takes over new weights of the same layout.
    package func pack(_ weights: ReaderWeights, threads: ComputeThreads) {
        // The largest first, so that threads end together.
        let order = layout.layers.sorted { ($0.inputs * $0.outputs, $1.index) > ($1.inputs * $1.outputs, $0.index) }
        mixture =
            layout.mixture.map { layer in
                (0..<layer.outputs).map { weights.values.pointer[layer.weight + $0] }
            } ?? []
        threads.distribute(order.count) { _, place in pack(order[place], weights.values.pointer) }
    }

    private func pack(_ layer: ReaderLayer, _ values: UnsafeMutablePointer<Float>) {
        let bias = biases[layer.index]
        if let start = layer.bias { bias?.pointer.update(from: values + start, count: layer.outputs) }
        guard let gain = layer.gain, let shift = layer.shift else {
            matrices[layer.index].pack(values + layer.weight, count: layer.outputs)
            return
        }
        let n = layer.inputs
        let folded = UnsafeMutablePointer<Float>.allocate(capacity: n * layer.outputs)
        defer { folded.deallocate() }
        for output in 0..<layer.outputs {
            let row = values + layer.weight + output * n
            for i in 0..<n { folded[output * n + i] = row[i] * values[gain + i] }
            if let bias { bias.pointer[output] += VectorMath.dot(row, values + shift, n) }
        }
        matrices[layer.index].pack(folded, count: layer.outputs)
    }

    /// y `[rows, outputs]` = x Wᵀ + b, added to what stands in y if asked.
    package func multiply(_ layer: ReaderLayer, _ x: Rows, into y: Rows, adding: Bool) {
        let bias = biases[layer.index]
        if let bias {
            for row in 0..<y.count {
                if adding {
                    VectorMath.add(1, bias.pointer, to: y[row], layer.outputs)
                } else {
                    y[row].update(from: bias.pointer, count: layer.outputs)
                }
            }
        }
        matrices[layer.index].multiply(x, outputs: 0..<layer.outputs, into: y, adding: adding || bias != nil)
    }

    /// x `[rows, inputs]` = y W (+ x): the gradient of the (normalised) input from that of the output.
    package func multiplyTransposed(_ layer: ReaderLayer, _ y: Rows, into x: Rows, adding: Bool) {
        matrices[layer.index].multiplyTransposed(y, outputs: 0..<layer.outputs, into: x, adding: adding)
    }
}

extension PackedWeights {
    /// Turns gradients with respect to folded matrices and biases, as a backward pass collects them, into those of the
    /// weights themselves, in place.
    package static func unfold(_ gradients: UnsafeMutablePointer<Float>, of weights: ReaderWeights) {
        for layer in weights.layout.layers {
            guard let gain = layer.gain, let shift = layer.shift, let bias = layer.bias else { continue }
            let values = weights.values.pointer
            let n = layer.inputs
            for output in 0..<layer.outputs {
                let row = values + layer.weight + output * n
                let slope = gradients + layer.weight + output * n
                let along = gradients[bias + output]
                for i in 0..<n {
                    gradients[gain + i] += row[i] * slope[i]
                    gradients[shift + i] += row[i] * along
                    slope[i] = slope[i] * values[gain + i] + along * values[shift + i]
                }
            }
        }
    }
}
