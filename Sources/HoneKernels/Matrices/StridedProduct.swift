import CKernels

/// The general product of two matrices in single precision, on the calling thread.
package enum StridedProduct {
    /// C `[m, n]` = alpha * A B (+ C) with A `[m, k]` and B `[k, n]`; the distances between rows and between columns go
    /// with A and B, so each may be a transposed matrix.
    package static func multiply(
        _ m: Int, _ n: Int, _ k: Int, _ alpha: Float, _ a: UnsafePointer<Float>, _ stridesA: (row: Int, column: Int),
        _ b: UnsafePointer<Float>, _ stridesB: (row: Int, column: Int), into c: UnsafeMutablePointer<Float>,
        stride: Int, adding: Bool = false
    ) {
        hone_multiply(
            InstructionSet.best.code, Int64(m), Int64(n), Int64(k), alpha, a, Int64(stridesA.row),
            Int64(stridesA.column), b, Int64(stridesB.row), Int64(stridesB.column), c, Int64(stride), adding ? 1 : 0)
    }
}
