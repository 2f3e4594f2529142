import Foundation
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
    func forward(_ x: UnsafePointer<Float>, rows: Int, into logits: UnsafeMutablePointer<Float>) {
        for row in 0..<rows { (logits + row * bins).update(from: bias, count: bins) }
        BLAS.multiply(
            transposeB: true, m: rows, n: bins, k: hidden, x, strideA: hidden, weight, strideB: hidden, beta: 1,
            logits, strideC: bins)
    }

    /// Replaces logits by log-probabilities.
    static func normalize(_ logits: UnsafeMutablePointer<Float>, rows: Int, bins: Int) {
        for row in 0..<rows {
            let x = logits + row * bins
            var top = -Float.infinity
            for bin in 0..<bins { top = max(top, x[bin]) }
            var sum: Float = 0
            for bin in 0..<bins { sum += Foundation.exp(x[bin] - top) }
            let shift = top + Foundation.log(sum)
            for bin in 0..<bins { x[bin] -= shift }
        }
    }

    /// Mean cross-entropy against soft labels, and in place of the logits its gradient times `weight`.
    static func loss(
        _ logits: UnsafeMutablePointer<Float>, labels: [Float], rows: Int, bins: Int, weight: Float
    ) -> Double {
        normalize(logits, rows: rows, bins: bins)
        var loss = 0.0
        for row in 0..<rows {
            let x = logits + row * bins
            var mass: Float = 0
            for bin in 0..<bins { mass += labels[row * bins + bin] }
            for bin in 0..<bins {
                let label = labels[row * bins + bin]
                loss -= Double(label * x[bin])
                x[bin] = (Foundation.exp(x[bin]) * mass - label) * weight / Float(rows)
            }
        }
        return loss / Double(rows)
    }

    /// Adds to the gradients of weight and bias; overwrites `dx` `[rows, hidden]`.
    func backward(
        _ dLogits: UnsafePointer<Float>, x: UnsafePointer<Float>, rows: Int, dx: UnsafeMutablePointer<Float>,
        weightGradient: UnsafeMutablePointer<Float>, biasGradient: UnsafeMutablePointer<Float>
    ) {
        BLAS.multiply(
            transposeA: true, m: bins, n: hidden, k: rows, dLogits, strideA: bins, x, strideB: hidden, beta: 1,
            weightGradient, strideC: hidden)
        for row in 0..<rows { VectorMath.add(1, dLogits + row * bins, to: biasGradient, bins) }
        BLAS.multiply(
            m: rows, n: hidden, k: bins, dLogits, strideA: bins, weight, strideB: hidden, dx, strideC: hidden)
    }
}
