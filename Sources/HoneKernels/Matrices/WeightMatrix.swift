import HoneNumerics

/// The weights of one linear layer, y = x W^T + b with W `[outputs, inputs]`, whatever they are stored as.
package struct WeightMatrix: Sendable {
    private enum Content: Sendable {
        /// `[outputs, inputs]`, row major.
        case float32(FloatBuffer)
        /// Single precision, too, in the order of the inner product.
        case panels(PanelMatrix)
        /// Neighbouring ranges of outputs, each a multiple of sixteen but for the last.
        case quantized([QuantizedMatrix], storage: WeightStorage)
    }

    private static let notTrainable = "only weights in single precision can be changed or differentiated"

    /// Rows that are rounded and multiplied at a time, so that their codes stay in the second-level cache.
    private static let rowsAtOnce = 64

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
    package init(zeros outputs: Int, _ inputs: Int) {
        self.init(float32: FloatBuffer(count: outputs * inputs), outputs: outputs, inputs: inputs)
    }

    /// Matrices of few-bit codes one below the other.
    package init(quantized parts: [QuantizedMatrix], storage: WeightStorage, bias: FloatBuffer? = nil) {
        let inputs = parts.first?.inputs ?? 0
        precondition(parts.allSatisfy { $0.inputs == inputs }, "one width")
        precondition(parts.dropLast().allSatisfy { $0.outputs % QuantizedMatrix.panel == 0 }, "whole panels")
        self.inputs = inputs
        outputs = parts.reduce(0) { $0 + $1.outputs }
        self.bias = bias
        content = .quantized(parts, storage: storage)
    }

    package var storage: WeightStorage {
        switch content {
        case .float32, .panels: .float32
        case .quantized(_, let storage): storage
        }
    }

    /// Bytes of W.
    package var bytes: Int {
        switch content {
        case .float32, .panels: outputs * inputs * MemoryLayout<Float>.stride
        case .quantized(let parts, _): parts.reduce(0) { $0 + $1.bytes }
        }
    }

    /// The same matrix rounded to eight bits; itself if it is not in single precision or its rows are not whole blocks.
    package func rounded(threads: ComputeThreads = .machine) -> WeightMatrix {
        guard storage == .float32, QuantizedMatrix.divides(inputs) else { return self }
        let codes: QuantizedMatrix
        switch content {
        case .float32(let buffer):
            codes = QuantizedMatrix(rounding: buffer.pointer, outputs: outputs, inputs: inputs, threads: threads)
        case .panels, .quantized:
            codes = QuantizedMatrix(
                roundingRows: outputs, inputs: inputs, threads: threads, copyRow: { copyRow($0, to: $1) })
        }
        return WeightMatrix(quantized: [codes], storage: .int8, bias: bias)
    }

    /// The numbers `[outputs, inputs]`, row major.
    ///
    /// - Precondition: the storage is `float32`, and not packed yet.
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
        case .quantized: preconditionFailure(Self.notTrainable)
        }
    }

    /// Writes one row of W, `[inputs]`.
    package func copyRow(_ row: Int, to target: UnsafeMutablePointer<Float>) {
        precondition(row >= 0 && row < outputs)
        switch content {
        case .float32(let buffer): target.update(from: buffer.pointer + row * inputs, count: inputs)
        case .panels(let panels): panels.copyRow(row, to: target)
        case .quantized(let parts, _):
            var row = row
            for part in parts {
                if row < part.outputs { return part.copyRow(row, to: target) }
                row -= part.outputs
            }
        }
    }

    /// y = x W^T + b (+ y), on the calling thread.
    ///
    /// - Parameters:
    ///   - x: `[rows, inputs]`, contiguous.
    ///   - range: the outputs to compute; all if nil. Its beginning is a multiple of 16 for storages other than
    ///     `float32`.
    ///   - y: `[rows, range.count]`.
    package func apply(_ x: Rows, outputs range: Range<Int>? = nil, into y: Rows, adding: Bool = false) {
        let range = range ?? 0..<outputs
        if let bias { add(bias, range, to: y, adding: adding) }
        switch content {
        case .float32(let buffer):
            BLAS.multiply(
                transposeB: true, m: x.count, n: range.count, k: inputs, x.pointer, strideA: x.stride,
                buffer.pointer + range.lowerBound * inputs, strideB: inputs, beta: adding || bias != nil ? 1 : 0,
                y.pointer, strideC: y.stride)
        case .panels(let panels): panels.multiply(x, outputs: range, into: y, adding: adding || bias != nil)
        case .quantized(let parts, _): multiply(parts, x, outputs: range, into: y, adding: adding || bias != nil)
        }
    }

    /// dx `[rows, inputs]` = dy W: the gradient of x given that of y, for the outputs in `range` (all if nil), on the
    /// calling thread. For `float32` storage only.
    package func applyTransposed(_ dy: Rows, outputs range: Range<Int>? = nil, into dx: Rows) {
        let range = range ?? 0..<outputs
        switch content {
        case .float32(let buffer):
            BLAS.multiply(
                m: dy.count, n: inputs, k: range.count, dy.pointer, strideA: dy.stride,
                buffer.pointer + range.lowerBound * inputs, strideB: inputs, dx.pointer, strideC: dx.stride)
        case .panels(let panels): panels.multiplyTransposed(dy, outputs: range, into: dx)
        case .quantized: preconditionFailure(Self.notTrainable)
        }
    }

    /// h `[rows, outputs / 2]` = silu(gate) * up for the two halves of x W^T + b, on the calling thread, without
    /// writing them anywhere; false if this storage cannot, and then nothing has been done.
    package func applyGated(_ x: Rows, into h: Rows) -> Bool {
        guard case .panels(let panels) = content, panels.isGated, bias == nil else { return false }
        panels.multiplyGated(x, into: h)
        return true
    }

    /// W += alpha * b a for the outputs from `first` on: b `[count, rank]`, a `[rank, inputs]`. For `float32` storage
    /// only.
    package func addProduct(
        _ b: UnsafePointer<Float>, _ a: UnsafePointer<Float>, rank: Int, first: Int, count: Int, alpha: Float
    ) {
        switch content {
        case .float32(let buffer):
            BLAS.multiply(
                m: count, n: inputs, k: rank, alpha: alpha, b, strideA: rank, a, strideB: inputs, beta: 1,
                buffer.pointer + first * inputs, strideC: inputs)
        case .panels(let panels):
            panels.addProduct(b, a, rank: rank, first: first, count: count, alpha: alpha)
        case .quantized: preconditionFailure(Self.notTrainable)
        }
    }

    /// The product with quantized matrices: some rows at a time are rounded once for each format and meet all outputs.
    private func multiply(
        _ parts: [QuantizedMatrix], _ x: Rows, outputs range: Range<Int>, into y: Rows, adding: Bool
    ) {
        QuantizedRows.withMemory(rows: min(x.count, Self.rowsAtOnce), inputs: inputs) { memory in
            for rows in x.blocks(of: Self.rowsAtOnce) {
                var rounded: (rows: QuantizedRows, format: QuantizedRows.Format)?
                var start = 0
                for part in parts {
                    defer { start += part.outputs }
                    let wanted = range.clamped(to: start..<start + part.outputs)
                    if wanted.isEmpty { continue }
                    let format = QuantizedRows.Format(part.kind)
                    let codes: QuantizedRows
                    if let rounded, rounded.format == format {
                        codes = rounded.rows
                    } else {
                        codes = QuantizedRows(x[rows], format: format, memory: memory)
                        rounded = (codes, format)
                    }
                    let columns = wanted.lowerBound - range.lowerBound..<wanted.upperBound - range.lowerBound
                    part.multiply(
                        codes, outputs: wanted.lowerBound - start..<wanted.upperBound - start,
                        into: y[rows].columns(columns), adding: adding)
                }
            }
        }
    }

    /// y = b (+ y): the product is added to it afterwards.
    private func add(_ bias: FloatBuffer, _ range: Range<Int>, to y: Rows, adding: Bool) {
        let source = bias.pointer + range.lowerBound
        for row in 0..<y.count {
            if adding {
                VectorMath.add(1, source, to: y[row], range.count)
            } else {
                y[row].update(from: source, count: range.count)
            }
        }
    }
}
