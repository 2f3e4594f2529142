import CKernels

/// The Gaussian error linear unit (Hendrycks and Gimpel, arXiv 1606.08415), in its exact form: y = x * P(Z < x).
package enum GaussianErrorLinearUnit {
    /// Rows are contiguous; `x` and `y` may be the same.
    package static func forward(_ x: Rows, into y: Rows) {
        hone_gelu(InstructionSet.best.code, Int64(x.count * x.width), x.pointer, y.pointer)
    }

    /// Replaces the gradient of the output by that of the input `x`.
    package static func backward(input x: Rows, gradient dy: Rows) {
        hone_gelu_backward(InstructionSet.best.code, Int64(x.count * x.width), x.pointer, dy.pointer)
    }
}
