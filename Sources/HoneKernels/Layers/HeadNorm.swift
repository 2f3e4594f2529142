/// RMSNorm of each head by itself, as Qwen3 has it on queries and keys: y = x / sqrt(mean(x^2) + epsilon) * weight.
/// Heads stand side by side in rows, whose width says how many there are; weight `[headDimension]`, a multiple of eight.
package struct HeadNorm {
    package let headDimension: Int
    package let epsilon: Float

    package init(headDimension: Int, epsilon: Float) {
        self.headDimension = headDimension
        self.epsilon = epsilon
    }

    /// Normalises all heads of every row in place.
    package func forward(_ x: Rows, weight: FloatBuffer) {
        let weight = weight.pointer
        for row in 0..<x.count {
            for head in 0..<x.width / headDimension {
                let values = x[row] + head &* headDimension
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

    /// Replaces the gradient of the output by that of the input, given the input; the formula stands at
    /// `RMSNorm.backward`.
    package func backward(_ gradient: Rows, input: Rows, weight: FloatBuffer) {
        let weight = weight.pointer
        for row in 0..<gradient.count {
            for head in 0..<gradient.width / headDimension {
                let dy = gradient[row] + head &* headDimension
                let x = input[row] + head &* headDimension
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
