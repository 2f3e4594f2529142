import CKernels

/// Root-mean-square normalisation (Zhang and Sennrich, arXiv 1910.07467): y = x / sqrt(mean(x^2) + epsilon) * weight.
/// Rows are contiguous, `[rows, width]`.
package struct RMSNorm {
    package let width: Int
    package let epsilon: Float

    package init(width: Int, epsilon: Float) {
        self.width = width
        self.epsilon = epsilon
    }

    /// Normalises every row of `x` with `weight` `[width]`; stores each row's 1 / root mean square if asked.
    package func forward(
        _ x: Rows, weight: FloatBuffer, into y: Rows, inverse: UnsafeMutablePointer<Float>? = nil
    ) {
        hone_rms_norm(
            InstructionSet.best.code, Int64(x.count), Int64(width), epsilon, x.pointer, weight.pointer, y.pointer,
            inverse)
    }

    /// Adds the gradient of the input to `dx`, given the gradient of the output: with g = dy * weight,
    /// dx = inverse * (g - x * inverse^2 * mean(g * x)).
    package func backward(
        _ dy: Rows, x: Rows, weight: FloatBuffer, inverse: UnsafePointer<Float>, addingTo dx: Rows
    ) {
        hone_rms_norm_backward(
            InstructionSet.best.code, Int64(dy.count), Int64(width), dy.pointer, x.pointer, weight.pointer, inverse,
            dx.pointer)
    }
}
