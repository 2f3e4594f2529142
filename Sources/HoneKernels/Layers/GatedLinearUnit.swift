import CKernels

/// The MLP's gate (SwiGLU; Shazeer, arXiv 2002.05202): h = silu(gate) * up, silu(x) = x / (1 + e^-x). Gate and up lie
/// side by side, `[rows, 2 * width]`.
package struct GatedLinearUnit {
    package let width: Int

    package init(width: Int) { self.width = width }

    /// Floats between rows of gate and up. Not a multiple of 4 kB: lines of several rows at such a distance would all
    /// fall on the same few places of the first-level cache.
    package var stride: Int { (2 * width) % 1024 == 0 ? 2 * width + 16 : 2 * width }

    /// Writes h `[rows, width]`.
    package func forward(_ gateUp: Rows, into h: Rows) {
        if h.isContiguous {
            write(gateUp, into: h.pointer)
        } else {
            for row in 0..<gateUp.count { write(gateUp[row..<row + 1], into: h[row]) }
        }
    }

    private func write(_ gateUp: Rows, into h: UnsafeMutablePointer<Float>) {
        hone_gate(
            InstructionSet.best.code, Int64(gateUp.count), Int64(width), gateUp.pointer, Int64(gateUp.stride), h)
    }

    /// Replaces gate and up by their gradients, given the gradient of h, and writes h again; `dh` and `h` are
    /// contiguous. With s = 1 / (1 + e^-g): d gate = dh * up * s * (1 + g * (1 - s)), d up = dh * g * s.
    package func backward(_ dh: Rows, gateUp: Rows, h: Rows) {
        hone_gate_backward(
            InstructionSet.best.code, Int64(gateUp.count), Int64(width), dh.pointer, gateUp.pointer,
            Int64(gateUp.stride), h.pointer)
    }
}
