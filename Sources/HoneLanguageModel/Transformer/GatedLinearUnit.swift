/// The MLP's gate (SwiGLU; Shazeer, arXiv 2002.05202): h = silu(gate) * up, silu(x) = x / (1 + e^-x). Gate and up lie
/// side by side, `[rows, 2 * width]`; width is a multiple of eight.
struct GatedLinearUnit {
    let width: Int

    func forward(
        _ gateUp: UnsafePointer<Float>, rows: Int, into h: UnsafeMutablePointer<Float>
    ) {
        for row in 0..<rows {
            let gate = gateUp + row &* 2 &* width
            let up = gate + width
            let target = h + row &* width
            var i = 0
            while i < width {
                let g = VectorMath.load(gate + i)
                VectorMath.store(g / (1 + VectorMath.exp(-g)) * VectorMath.load(up + i), target + i)
                i &+= 8
            }
        }
    }

    /// Replaces gate and up by their gradients, given the gradient of h. With s = 1 / (1 + e^-g):
    /// d gate = dh * up * s * (1 + g * (1 - s)), d up = dh * g * s.
    func backward(
        _ dh: UnsafePointer<Float>, gateUp: UnsafeMutablePointer<Float>, rows: Int
    ) {
        for row in 0..<rows {
            let gate = gateUp + row &* 2 &* width
            let up = gate + width
            let gradient = dh + row &* width
            var i = 0
            while i < width {
                let g = VectorMath.load(gate + i)
                let u = VectorMath.load(up + i)
                let d = VectorMath.load(gradient + i)
                let s = 1 / (1 + VectorMath.exp(-g))
                VectorMath.store(d * u * s * (1 + g * (1 - s)), gate + i)
                VectorMath.store(d * g * s, up + i)
                i &+= 8
            }
        }
    }
}
