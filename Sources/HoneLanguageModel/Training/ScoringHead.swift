import Foundation
import HoneKernels
import HoneNumerics

/// The linear head over bins and its loss. Weight `[bins, hidden]`, bias `[bins]`.
struct ScoringHead {
    let bins: Int
    let hidden: Int
    let weight: UnsafeMutablePointer<Float>
    let bias: UnsafeMutablePointer<Float>

    init(_ layout: TrainableLayout, _ parameters: FloatBuffer) {
        bins = layout.bins
        hidden = layout.shape.hidden
        weight = parameters.pointer + layout.headWeightOffset
        bias = parameters.pointer + layout.headBiasOffset
    }

    /// `logits` `[rows, bins]` from hidden states `[rows, hidden]`.
    func forward(_ x: Rows, into logits: Rows) {
        for row in 0..<x.count { logits[row].update(from: bias, count: bins) }
        BLAS.multiply(
            transposeB: true, m: x.count, n: bins, k: hidden, x.pointer, strideA: x.stride, weight, strideB: hidden,
            beta: 1, logits.pointer, strideC: logits.stride)
    }

    /// Replaces logits by log-probabilities.
    static func normalize(_ logits: Rows) {
        for row in 0..<logits.count {
            let x = logits[row]
            var top = -Float.infinity
            for bin in 0..<logits.width { top = max(top, x[bin]) }
            var sum: Float = 0
            for bin in 0..<logits.width { sum += Foundation.exp(x[bin] - top) }
            let shift = top + Foundation.log(sum)
            for bin in 0..<logits.width { x[bin] -= shift }
        }
    }

    /// Mean cross-entropy against soft labels `[rows, bins]`, and in place of the logits its gradient times `weight`.
    static func loss(_ logits: Rows, labels: [Float], weight: Float) -> Double {
        normalize(logits)
        let bins = logits.width
        var loss = 0.0
        for row in 0..<logits.count {
            let x = logits[row]
            var mass: Float = 0
            for bin in 0..<bins { mass += labels[row * bins + bin] }
            for bin in 0..<bins {
                let label = labels[row * bins + bin]
                loss -= Double(label * x[bin])
                x[bin] = (Foundation.exp(x[bin]) * mass - label) * weight / Float(logits.count)
            }
        }
        return loss / Double(logits.count)
    }

    /// Adds to the gradients of weight and bias; overwrites `dx` `[rows, hidden]`.
    func backward(
        _ dLogits: Rows, x: Rows, dx: Rows, weightGradient: UnsafeMutablePointer<Float>,
        biasGradient: UnsafeMutablePointer<Float>
    ) {
        let rows = x.count
        BLAS.multiply(
            transposeA: true, m: bins, n: hidden, k: rows, dLogits.pointer, strideA: bins, x.pointer,
            strideB: hidden, beta: 1, weightGradient, strideC: hidden)
        for row in 0..<rows { VectorMath.add(1, dLogits[row], to: biasGradient, bins) }
        BLAS.multiply(
            m: rows, n: hidden, k: bins, dLogits.pointer, strideA: bins, weight, strideB: hidden, dx.pointer,
            strideC: hidden)
    }
}
