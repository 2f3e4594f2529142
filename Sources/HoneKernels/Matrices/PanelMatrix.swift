import CKernels

/// A weight matrix W `[outputs, inputs]` in single precision, packed once into the order in which the inner product
/// reads it: panels of 32 outputs, `[outputs / 32][inputs][32]`. All products run on the calling thread.
package struct PanelMatrix: Sendable {
    /// Outputs of a panel; parts of a matrix that begin at a multiple of it are the quickest.
    package static let panel = Int(HONE_PANEL)

    package let outputs: Int
    package let inputs: Int
    private let buffer: FloatBuffer

    /// Zeros, to be packed into.
    package init(outputs: Int, inputs: Int) {
        self.outputs = outputs
        self.inputs = inputs
        buffer = FloatBuffer(count: Int(hone_panel_floats(Int64(outputs), Int64(inputs))))
    }

    private init(outputs: Int, inputs: Int, buffer: FloatBuffer) {
        self.outputs = outputs
        self.inputs = inputs
        self.buffer = buffer
    }

    package func copy() -> PanelMatrix { PanelMatrix(outputs: outputs, inputs: inputs, buffer: buffer.copy()) }

    /// Takes over outputs `first` to `first + count` from `rows` `[count, inputs]`; `first` is a multiple of `panel`.
    package func pack(
        _ rows: UnsafePointer<Float>, first: Int = 0, count: Int, instructions: InstructionSet = .best
    ) {
        hone_pack_panels(
            instructions.code, Int64(count), Int64(inputs), rows, Int64(inputs), Int64(first), buffer.pointer)
    }

    /// Writes one row of W, `[inputs]`.
    package func copyRow(_ row: Int, to target: UnsafeMutablePointer<Float>) {
        let source = buffer.pointer + (row - row % Self.panel) * inputs + row % Self.panel
        for i in 0..<inputs { target[i] = source[i &* Self.panel] }
    }

    /// y `[rows, outputs.count]` = x W^T (+ y) for a range of outputs.
    package func multiply(
        _ x: Rows, outputs range: Range<Int>, into y: Rows, adding: Bool, instructions: InstructionSet = .best
    ) {
        hone_multiply_panels(
            instructions.code, Int64(x.count), Int64(range.lowerBound), Int64(range.count), Int64(inputs), 1,
            x.pointer, Int64(x.stride), buffer.pointer, y.pointer, Int64(y.stride), adding ? 1 : 0)
    }

    /// x `[rows, inputs]` = y W (+ x), y being columns `range` of W's outputs: the gradient of a linear layer's input.
    package func multiplyTransposed(
        _ y: Rows, outputs range: Range<Int>, into x: Rows, adding: Bool = false, instructions: InstructionSet = .best
    ) {
        hone_multiply_panels_transposed(
            instructions.code, Int64(y.count), Int64(range.lowerBound), Int64(range.count), Int64(inputs), 1,
            y.pointer, Int64(y.stride), buffer.pointer, x.pointer, Int64(x.stride), adding ? 1 : 0)
    }

    /// Whether gate and up, each one half of the outputs, both consist of whole panels.
    package var isGated: Bool { outputs % (2 * Self.panel) == 0 }

    /// h `[rows, outputs / 2]` = silu(x G^T) * x U^T, G and U the halves of W; see `isGated`.
    package func multiplyGated(_ x: Rows, into h: Rows, instructions: InstructionSet = .best) {
        hone_multiply_panels_gated(
            instructions.code, Int64(x.count), Int64(outputs / 2), Int64(inputs), x.pointer, Int64(x.stride),
            buffer.pointer, h.pointer, Int64(h.stride))
    }

    /// W += alpha * b a for the outputs from `first` on: b `[count, rank]`, a `[rank, inputs]`.
    package func addProduct(
        _ b: UnsafePointer<Float>, _ a: UnsafePointer<Float>, rank: Int, first: Int, count: Int, alpha: Float
    ) {
        // In each panel W^T `[inputs, outputs]` += a^T b^T.
        var output = first
        while output < first + count {
            let inside = output % Self.panel
            let next = min(first + count, output - inside + Self.panel)
            StridedProduct.multiply(
                inputs, next - output, rank, alpha, a, (1, inputs), b + (output - first) * rank, (1, rank),
                into: buffer.pointer + (output - inside) * inputs + inside, stride: Self.panel, adding: true)
            output = next
        }
    }
}
