import CKernels

/// The MLP's gate (SwiGLU; Shazeer, arXiv 2002.05202): h = silu(gate) * up, silu(x) = x / (1 + e^-x). Gate and up lie
/// side by side, `[rows, 2 * width]`.
struct GatedLinearUnit {
    let width: Int

    /// Floats between rows of gate and up. Not a multiple of 4 kB: lines of several rows at such a distance would all
    /// fall on the same few places of the first-level cache.
    var stride: Int { (2 * width) % 1024 == 0 ? 2 * width + 16 : 2 * width }

    /// `stride`: floats between rows of gate and up, 2 * width if nil.
    func forward(
        _ gateUp: UnsafePointer<Float>, stride: Int? = nil, rows: Int, into h: UnsafeMutablePointer<Float>
    ) {
        hone_gate(InstructionSet.best.code, Int64(rows), Int64(width), gateUp, Int64(stride ?? 2 * width), h)
    }

    /// Replaces gate and up by their gradients, given the gradient of h, and writes h again. With s = 1 / (1 + e^-g):
    /// d gate = dh * up * s * (1 + g * (1 - s)), d up = dh * g * s.
    func backward(
        _ dh: UnsafePointer<Float>, gateUp: UnsafeMutablePointer<Float>, stride: Int, rows: Int,
        h: UnsafeMutablePointer<Float>? = nil
    ) {
        hone_gate_backward(InstructionSet.best.code, Int64(rows), Int64(width), dh, gateUp, Int64(stride), h)
    }
}
