/// Root-mean-square normalisation (Zhang and Sennrich, arXiv 1910.07467): y = x / sqrt(mean(x^2) + epsilon) * weight.
/// Rows are `[rows, width]`, row major; width is a multiple of eight.
struct RMSNorm {
    let width: Int
    let epsilon: Float

    /// Normalises every row; stores each row's 1 / root mean square if asked.
    func forward(
        _ x: UnsafePointer<Float>, weight: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>,
        inverse: UnsafeMutablePointer<Float>? = nil
    ) {
        for row in 0..<rows {
            let source = x + row &* width
            let factor = 1 / (VectorMath.dot(source, source, width) / Float(width) + epsilon).squareRoot()
            inverse?[row] = factor
            let target = y + row &* width
            var i = 0
            while i < width {
                VectorMath.store(
                    VectorMath.load(source + i) * factor * VectorMath.load(weight + i), target + i)
                i &+= 8
            }
        }
    }

    /// Adds the gradient of the input to `dx`, given the gradient of the output: with g = dy * weight,
    /// dx = inverse * (g - x * inverse^2 * mean(g * x)).
    func backward(
        _ dy: UnsafePointer<Float>, x: UnsafePointer<Float>, weight: UnsafePointer<Float>,
        inverse: UnsafePointer<Float>, rows: Int, addingTo dx: UnsafeMutablePointer<Float>
    ) {
        for row in 0..<rows {
            let source = x + row &* width
            let gradient = dy + row &* width
            let target = dx + row &* width
            let factor = inverse[row]
            var sum = VectorMath.Vector.zero
            var i = 0
            while i < width {
                sum += VectorMath.load(gradient + i) * VectorMath.load(weight + i) * VectorMath.load(source + i)
                i &+= 8
            }
            let correction = factor * factor * sum.sum() / Float(width)
            i = 0
            while i < width {
                let g = VectorMath.load(gradient + i) * VectorMath.load(weight + i)
                let update = (g - VectorMath.load(source + i) * correction) * factor
                VectorMath.store(VectorMath.load(target + i) + update, target + i)
                i &+= 8
            }
        }
    }
}
