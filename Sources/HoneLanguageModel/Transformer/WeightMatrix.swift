import HoneNumerics

/// The weights of one linear layer, y = x W^T + b with W `[outputs, inputs]`, whatever they are stored as.
package struct WeightMatrix: Sendable {
    private enum Content: Sendable {
        /// `[outputs, inputs]`, row major.
        case float32(FloatBuffer)
        /// Single precision, too, in the order of the inner product.
        case panels(PanelMatrix)
    }

    /// Width of y.
    package let outputs: Int
    /// Width of x.
    package let inputs: Int
    /// b `[outputs]`, nil where the layer has none.
    package var bias: FloatBuffer?
    private let content: Content

    /// A matrix in single precision, `[outputs, inputs]` row major. Shares the buffer.
    package init(float32 buffer: FloatBuffer, outputs: Int, inputs: Int, bias: FloatBuffer? = nil) {
        precondition(buffer.count == outputs * inputs && (bias == nil || bias?.count == outputs))
        self.outputs = outputs
        self.inputs = inputs
        self.bias = bias
        content = .float32(buffer)
    }

    /// Zeros in single precision, to be filled.
    init(zeros outputs: Int, _ inputs: Int) {
        self.init(float32: FloatBuffer(count: outputs * inputs), outputs: outputs, inputs: inputs)
    }

    package var storage: WeightStorage {
        switch content {
        case .float32, .panels: .float32
        }
    }

    /// The numbers `[outputs, inputs]`, row major.
    ///
    /// - Precondition: the storage is `float32`, not packed yet.
    package var buffer: FloatBuffer {
        guard case .float32(let buffer) = content else { preconditionFailure("the matrix is packed") }
        return buffer
    }

    private init(panels: PanelMatrix, bias: FloatBuffer?) {
        outputs = panels.outputs
        inputs = panels.inputs
        self.bias = bias
        content = .panels(panels)
    }

    /// The same matrix in the layout that this machine computes with; to be called once the numbers are in place.
    /// (Where Accelerate does the products, rows stay as they are.)
    package func packed() -> WeightMatrix {
        #if canImport(Accelerate)
            return self
        #else
            guard case .float32(let buffer) = content else { return self }
            let panels = PanelMatrix(outputs: outputs, inputs: inputs)
            panels.pack(buffer.pointer, count: outputs)
            return WeightMatrix(panels: panels, bias: bias)
        #endif
    }

    /// `buffer.pointer`.
    package var pointer: UnsafeMutablePointer<Float> { buffer.pointer }

    /// The same numbers in memory of their own. For `float32` storage only.
    package func copy() -> WeightMatrix {
        switch content {
        case .float32(let buffer):
            WeightMatrix(float32: buffer.copy(), outputs: outputs, inputs: inputs, bias: bias)
        case .panels(let panels): WeightMatrix(panels: panels.copy(), bias: bias)
        }
    }

    /// Writes one row of W, `[inputs]`.
    package func copyRow(_ row: Int, to target: UnsafeMutablePointer<Float>) {
        precondition(row >= 0 && row < outputs)
        switch content {
        case .float32(let buffer): target.update(from: buffer.pointer + row * inputs, count: inputs)
        case .panels(let panels): panels.copyRow(row, to: target)
        }
    }

    /// y = x W^T + b (+ y), on the calling thread.
    ///
    /// - Parameters:
    ///   - x: `[rows, inputs]`, contiguous.
    ///   - range: the outputs to compute; all if nil. Its beginning is a multiple of 16 for storages other than
    ///     `float32`.
    ///   - y: `[rows, range.count]`, where the range's first output goes.
    ///   - stride: floats between the rows of y; contiguous if nil.
    @inline(__always)
    func apply(
        _ x: UnsafePointer<Float>, rows: Int, outputs range: Range<Int>? = nil, into y: UnsafeMutablePointer<Float>,
        stride: Int? = nil, adding: Bool = false
    ) {
        let range = range ?? 0..<outputs
        let stride = stride ?? range.count
        if let bias { add(bias, range, to: y, rows: rows, stride: stride, adding: adding) }
        switch content {
        case .float32(let buffer):
            BLAS.multiply(
                transposeB: true, m: rows, n: range.count, k: inputs, x, strideA: inputs,
                buffer.pointer + range.lowerBound * inputs, strideB: inputs, beta: adding || bias != nil ? 1 : 0, y,
                strideC: stride)
        case .panels(let panels):
            panels.multiply(
                x, rows: rows, outputs: range, into: y, stride: stride, adding: adding || bias != nil)
        }
    }

    /// dx `[rows, inputs]` = dy W: the gradient of x given that of y, for the outputs in `range` (all if nil), on the
    /// calling thread. For `float32` storage only.
    func applyTransposed(
        _ dy: UnsafePointer<Float>, stride: Int, rows: Int, outputs range: Range<Int>? = nil,
        into dx: UnsafeMutablePointer<Float>
    ) {
        let range = range ?? 0..<outputs
        switch content {
        case .float32(let buffer):
            BLAS.multiply(
                m: rows, n: inputs, k: range.count, dy, strideA: stride, buffer.pointer + range.lowerBound * inputs,
                strideB: inputs, dx, strideC: inputs)
        case .panels(let panels):
            panels.multiplyTransposed(dy, stride: stride, rows: rows, outputs: range, into: dx)
        }
    }

    /// h `[rows, outputs / 2]` = silu(gate) * up for the two halves of x W^T + b, on the calling thread, without
    /// writing them anywhere; false if this storage cannot, and then nothing has been done.
    func applyGated(_ x: UnsafePointer<Float>, rows: Int, into h: UnsafeMutablePointer<Float>) -> Bool {
        guard case .panels(let panels) = content, panels.isGated, bias == nil else { return false }
        panels.multiplyGated(x, rows: rows, into: h)
        return true
    }

    /// W += alpha * b a for the outputs from `first` on: b `[count, rank]`, a `[rank, inputs]`. For `float32` storage
    /// only.
    func addProduct(
        _ b: UnsafePointer<Float>, _ a: UnsafePointer<Float>, rank: Int, first: Int, count: Int, alpha: Float
    ) {
        switch content {
        case .float32(let buffer):
            BLAS.multiply(
                m: count, n: inputs, k: rank, alpha: alpha, b, strideA: rank, a, strideB: inputs, beta: 1,
                buffer.pointer + first * inputs, strideC: inputs)
        case .panels(let panels):
            panels.addProduct(b, a, rank: rank, first: first, count: count, alpha: alpha)
        }
    }

    /// y = b (+ y): the product is added to it afterwards.
    private func add(
        _ bias: FloatBuffer, _ range: Range<Int>, to y: UnsafeMutablePointer<Float>, rows: Int, stride: Int,
        adding: Bool
    ) {
        let source = bias.pointer + range.lowerBound
        for row in 0..<rows {
            let target = y + row * stride
            if adding {
                VectorMath.add(1, source, to: target, range.count)
            } else {
                target.update(from: source, count: range.count)
            }
        }
    }
}
