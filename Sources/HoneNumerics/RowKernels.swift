/// The inner loops of the triangular solvers: sums over rows of a row-major matrix.
///
/// They are written here rather than called from BLAS and LAPACK for two reasons, both measured with OpenBLAS 0.3.21, one thread
/// against two: its results differ in the last bits with the number of threads (`dpotri` from 5 rows on, `dpotrf` from
/// 100), while a suggestion has to come out the same wherever it is repeated; and waking a thread for matrices this small
/// costs more than it saves (`dpotri` takes 4 to 15 times as long from 20 to 100 rows).
enum RowKernels {
    /// `target[k] -= Σ_j factors[j * factorStride] * rows[j * rowStride + k]` for `k` in 0..<length and `j` in 0..<count, always
    /// in the same order. Four rows at a time: one pass over the target for four multiplications.
    @inline(__always)
    static func subtract(
        _ count: Int, factors: UnsafePointer<Double>, factorStride: Int, rows: UnsafePointer<Double>, rowStride: Int,
        length: Int, from target: UnsafeMutablePointer<Double>
    ) {
        var j = 0
        while j + 4 <= count {
            let a = factors[j * factorStride]
            let b = factors[(j + 1) * factorStride]
            let c = factors[(j + 2) * factorStride]
            let d = factors[(j + 3) * factorStride]
            let p = rows + j * rowStride
            let q = p + rowStride
            let r = q + rowStride
            let s = r + rowStride
            for k in 0..<length { target[k] -= (a * p[k] + b * q[k]) + (c * r[k] + d * s[k]) }
            j += 4
        }
        while j < count {
            let a = factors[j * factorStride]
            let p = rows + j * rowStride
            for k in 0..<length { target[k] -= a * p[k] }
            j += 1
        }
    }
}
