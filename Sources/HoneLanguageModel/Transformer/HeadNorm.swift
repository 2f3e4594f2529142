/// RMSNorm of each head by itself, as Qwen3 has it on queries and keys: y = x / sqrt(mean(x^2) + epsilon) * weight.
/// Heads stand side by side in rows that are `stride` floats apart; weight `[headDimension]`, a multiple of eight.
struct HeadNorm {
    let headDimension: Int
    let epsilon: Float

    /// Normalises `heads` heads of every row in place.
    func forward(
        _ x: UnsafeMutablePointer<Float>, stride: Int, rows: Int, heads: Int, weight: UnsafePointer<Float>
    ) {
        for row in 0..<rows {
            for head in 0..<heads {
                let values = x + row &* stride + head &* headDimension
                let factor = inverse(values)
                var i = 0
                while i < headDimension {
                    VectorMath.store(
                        VectorMath.load(values + i) * factor * VectorMath.load(weight + i), values + i)
                    i &+= 8
                }
            }
        }
    }

    /// Replaces the gradient of the output by that of the input, given the input `[rows, heads * headDimension]`
    /// (contiguous); the formula stands at `RMSNorm.backward`.
    func backward(
        _ gradient: UnsafeMutablePointer<Float>, stride: Int, input: UnsafePointer<Float>, rows: Int, heads: Int,
        weight: UnsafePointer<Float>
    ) {
        for row in 0..<rows {
            for head in 0..<heads {
                let dy = gradient + row &* stride + head &* headDimension
                let x = input + (row &* heads &+ head) &* headDimension
                let factor = inverse(x)
                var sum = VectorMath.Vector.zero
                var i = 0
                while i < headDimension {
                    sum += VectorMath.load(dy + i) * VectorMath.load(weight + i) * VectorMath.load(x + i)
                    i &+= 8
                }
                let correction = factor * factor * sum.sum() / Float(headDimension)
                i = 0
                while i < headDimension {
                    let g = VectorMath.load(dy + i) * VectorMath.load(weight + i)
                    VectorMath.store((g - VectorMath.load(x + i) * correction) * factor, dy + i)
                    i &+= 8
                }
            }
        }
    }

    @inline(__always)
    private func inverse(_ x: UnsafePointer<Float>) -> Float {
        1 / (VectorMath.dot(x, x, headDimension) / Float(headDimension) + epsilon).squareRoot()
    }
}
