import CKernels

/// Activations rounded to eight bits with a scale a block: what a quantized matrix is multiplied by. Lives in memory that
/// the caller lends.
package struct QuantizedRows {
    /// What decides how rows are rounded: matrices of one format can share them.
    package struct Format: Hashable {
        fileprivate let kind: hone_quantized_kind

        package init(_ kind: hone_quantized_kind) { self.kind = kind }

        /// Inputs that share a scale.
        package var block: Int { Int(hone_quantized_block(kind)) }
        private var isAffine: Bool { hone_quantized_is_affine(kind) != 0 }

        package static func == (a: Format, b: Format) -> Bool { a.block == b.block && a.isAffine == b.isAffine }
        package func hash(into hasher: inout Hasher) {
            hasher.combine(block)
            hasher.combine(isAffine)
        }
    }

    package let rows: Int
    package let pointers: hone_quantized_rows

    /// Bytes of memory that `rows` rows need.
    package static func bytes(rows: Int, inputs: Int) -> Int {
        // Codes, and a scale and an offset for every 16 inputs at most; each part begins on a cache line.
        rows * inputs + 2 * rows * (inputs / 16) * MemoryLayout<Float>.stride + 3 * 64
    }

    /// Lends memory for so many rows.
    package static func withMemory(rows: Int, inputs: Int, _ body: (UnsafeMutableRawPointer) -> Void) {
        withUnsafeTemporaryAllocation(byteCount: bytes(rows: rows, inputs: inputs), alignment: 64) { memory in
            if let base = memory.baseAddress { body(base) }
        }
    }

    /// Rounds `x` `[rows, inputs]`, contiguous, into `memory`, which holds `bytes(rows:inputs:)`.
    package init(
        _ x: Rows, format: Format, memory: UnsafeMutableRawPointer, instructions: InstructionSet = .best
    ) {
        precondition(x.isContiguous, "contiguous rows")
        self.init(rows: x.count, inputs: x.width, format: format, memory: memory)
        var pointers = pointers
        hone_quantize_rows(instructions.code, format.kind, x.pointer, Int64(x.count), Int64(x.width), &pointers)
    }

    private init(rows: Int, inputs: Int, format: Format, memory: UnsafeMutableRawPointer) {
        self.rows = rows
        let blocks = rows * (inputs / format.block)
        func aligned(_ pointer: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
            pointer.alignedUp(toMultipleOf: 64)
        }
        let codes = aligned(memory)
        let scales = aligned(codes + rows * inputs)
        let offsets = aligned(scales + blocks * MemoryLayout<Float>.stride)
        pointers = hone_quantized_rows(
            codes: codes.bindMemory(to: Int8.self, capacity: rows * inputs),
            scales: scales.bindMemory(to: Float.self, capacity: blocks),
            offsets: offsets.bindMemory(to: Float.self, capacity: blocks))
    }
}
