import HoneNumerics

/// The weights of one linear layer, y = x W^T + b with W `[outputs, inputs]`, whatever they are stored as.
package struct WeightMatrix: Sendable {
    private enum Content: Sendable {
        /// `[outputs, inputs]`, row major.
        case float32(FloatBuffer)
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
        case .float32: .float32
        }
    }

    /// The numbers `[outputs, inputs]`, row major.
    ///
    /// - Precondition: the storage is `float32`; whoever trains or merges loads the model so.
    package var buffer: FloatBuffer {
        switch content {
        case .float32(let buffer): buffer
        }
    }

    /// `buffer.pointer`.
    package var pointer: UnsafeMutablePointer<Float> { buffer.pointer }

    /// The same numbers in memory of their own. For `float32` storage only.
    package func copy() -> WeightMatrix {
        WeightMatrix(float32: buffer.copy(), outputs: outputs, inputs: inputs, bias: bias)
    }

    /// Writes one row of W, `[inputs]`.
    package func copyRow(_ row: Int, to target: UnsafeMutablePointer<Float>) {
        precondition(row >= 0 && row < outputs)
        switch content {
        case .float32(let buffer): target.update(from: buffer.pointer + row * inputs, count: inputs)
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
