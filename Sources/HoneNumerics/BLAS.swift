import Synchronization

#if canImport(Accelerate)
    import Accelerate
#else
    import COpenBLAS
#endif

/// Thin, unchecked calls into CBLAS for the hot loops. Matrices are row major; `stride` is the distance between rows.
package enum BLAS {
    /// How many callers compute with threads of their own at present, and BLAS's count before the first of them.
    private static let ownThreads = Mutex<(callers: Int, count: Int32)>((0, 1))

    /// Runs `body`, whose threads each call BLAS for their own part, with one thread a call; afterwards the count is
    /// what it was. (OpenBLAS's own threads keep spinning for a while after each call, which slows down everybody
    /// else's, so code that splits its work itself must not leave them on.)
    package static func withOneThreadPerCall<Result, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        #if !canImport(Accelerate)
            ownThreads.withLock { state in
                if state.callers == 0 {
                    state.count = openblas_get_num_threads()
                    openblas_set_num_threads(1)
                }
                state.callers += 1
            }
            defer {
                ownThreads.withLock { state in
                    state.callers -= 1
                    if state.callers == 0 { openblas_set_num_threads(state.count) }
                }
            }
        #endif
        return try body()
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
