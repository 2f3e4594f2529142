#if canImport(Accelerate)
    import Accelerate
#else
    import COpenBLAS
#endif

/// Thin, unchecked calls into CBLAS for the hot loops. Matrices are row major; `stride` is the distance between rows.
package enum BLAS {
    /// Sets the number of threads that one BLAS call may use (OpenBLAS only; Accelerate decides for itself).
    package static func setThreadCount(_ count: Int) {
        #if !canImport(Accelerate)
            openblas_set_num_threads(Int32(count))
        #endif
    }

    /// `C = alpha * op(A) * op(B) + beta * C` in single precision.
    ///
    /// - Parameters:
    ///   - m: rows of op(A) and C. - n: columns of op(B) and C. - k: columns of op(A), rows of op(B).
    ///   - strideA: elements between the rows of A as it is stored, and likewise for B and C.
    @inline(__always)
    package static func multiply(
        transposeA: Bool = false, transposeB: Bool = false, m: Int, n: Int, k: Int, alpha: Float = 1,
        _ a: UnsafePointer<Float>, strideA: Int, _ b: UnsafePointer<Float>, strideB: Int, beta: Float = 0,
        _ c: UnsafeMutablePointer<Float>, strideC: Int
    ) {
        cblas_sgemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
            Int32(m), Int32(n), Int32(k), alpha, a, Int32(strideA), b, Int32(strideB), beta, c, Int32(strideC))
    }
}
