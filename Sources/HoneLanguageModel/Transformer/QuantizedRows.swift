import CKernels

/// Activations rounded to eight bits with a scale a block: what a packed matrix is multiplied by. Lives in memory that
/// the caller lends.
struct QuantizedRows {
    /// What decides how rows are rounded: matrices of one format can share them.
    struct Format: Hashable {
        fileprivate let kind: hone_packed_kind

        init(_ kind: hone_packed_kind) { self.kind = kind }

        /// Inputs that share a scale.
        var block: Int { Int(hone_packed_block(kind)) }
        private var isAffine: Bool { hone_packed_is_affine(kind) != 0 }

        static func == (a: Format, b: Format) -> Bool { a.block == b.block && a.isAffine == b.isAffine }
        func hash(into hasher: inout Hasher) {
            hasher.combine(block)
            hasher.combine(isAffine)
        }
    }

    let rows: Int
    let pointers: hone_quantized_rows

    /// Bytes of memory that `rows` rows need.
    static func bytes(rows: Int, inputs: Int) -> Int {
        // Codes, and a scale and an offset for every 16 inputs at most; each part begins on a cache line.
        rows * inputs + 2 * rows * (inputs / 16) * MemoryLayout<Float>.stride + 3 * 64
    }

    /// Rounds `x` `[rows, inputs]` into `memory`, which holds `bytes(rows:inputs:)`.
    init(
        _ x: UnsafePointer<Float>, rows: Int, inputs: Int, format: Format, memory: UnsafeMutableRawPointer,
        instructions: InstructionSet = .best
    ) {
        self.init(rows: rows, inputs: inputs, format: format, memory: memory)
        var pointers = pointers
        hone_quantize_rows(instructions.code, format.kind, x, Int64(rows), Int64(inputs), &pointers)
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
