import CKernels

/// Layer normalisation (Ba, Kiros and Hinton, arXiv 1607.06450) without its gain and shift:
/// y = (x - mean) / sqrt(variance + epsilon). Whoever has a gain and a shift folds them into the linear layer that follows.
/// Rows are contiguous, `[rows, width]`.
package struct LayerNorm {
    package let width: Int
    package let epsilon: Float

    package init(width: Int, epsilon: Float = 1e-5) {
        self.width = width
        self.epsilon = epsilon
    }

    /// Normalises every row of `x`; stores each row's 1 / deviation if asked.
    package func forward(_ x: Rows, into y: Rows, inverse: UnsafeMutablePointer<Float>? = nil) {
        hone_layer_norm(
            InstructionSet.best.code, Int64(x.count), Int64(width), epsilon, x.pointer, nil, nil, y.pointer, inverse)
    }

    /// The same of `x` with a row of `addend` added to each of its rows: row i gets row `rows[i]`.
    package func forward(
        _ x: Rows, adding addend: Rows, rows: UnsafePointer<Int32>, into y: Rows,
        inverse: UnsafeMutablePointer<Float>? = nil
    ) {
        hone_layer_norm(
            InstructionSet.best.code, Int64(x.count), Int64(width), epsilon, x.pointer, addend.pointer, rows, y.pointer,
            inverse)
    }

    /// Adds the gradient of the input to `dx`, given that of the output: dx = inverse * (dy - mean(dy) - y * mean(dy * y)).
    package func backward(_ dy: Rows, output y: Rows, inverse: UnsafePointer<Float>, addingTo dx: Rows) {
        hone_layer_norm_backward(
            InstructionSet.best.code, Int64(dy.count), Int64(width), dy.pointer, y.pointer, inverse, dx.pointer)
    }
}
