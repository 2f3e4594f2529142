import CKernels

/// Root-mean-square normalisation (Zhang and Sennrich, arXiv 1910.07467): y = x / sqrt(mean(x^2) + epsilon) * weight.
/// Rows are `[rows, width]`, row major.
struct RMSNorm {
    let width: Int
    let epsilon: Float

    /// Normalises every row; stores each row's 1 / root mean square if asked.
    func forward(
        _ x: UnsafePointer<Float>, weight: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>,
        inverse: UnsafeMutablePointer<Float>? = nil
    ) {
        hone_rms_norm(InstructionSet.best.code, Int64(rows), Int64(width), epsilon, x, weight, y, inverse)
    }

    /// Adds the gradient of the input to `dx`, given the gradient of the output: with g = dy * weight,
    /// dx = inverse * (g - x * inverse^2 * mean(g * x)).
    func backward(
        _ dy: UnsafePointer<Float>, x: UnsafePointer<Float>, weight: UnsafePointer<Float>,
        inverse: UnsafePointer<Float>, rows: Int, addingTo dx: UnsafeMutablePointer<Float>
    ) {
        hone_rms_norm_backward(InstructionSet.best.code, Int64(rows), Int64(width), dy, x, weight, inverse, dx)
    }
}
