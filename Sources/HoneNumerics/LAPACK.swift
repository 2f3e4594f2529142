#if canImport(Accelerate)
    import Accelerate
#else
    import COpenBLAS
#endif

/// The two LAPACK routines that Hone needs, on row-major storage.
///
/// LAPACK counts by columns, so the lower triangle of a row-major matrix is its upper triangle: hence "U" below.
enum LAPACK {
    /// Replaces the lower triangle of a symmetric matrix by its Cholesky factor L (L Lᵀ = A); the upper triangle is left as it
    /// is.
    ///
    /// - Returns: false if the matrix is not positive definite (in floating point), with the storage destroyed.
    static func choleskyFactor(_ matrix: UnsafeMutablePointer<Double>, order: Int) -> Bool {
        var uplo: CChar = 85  // "U"
        var n = Int32(order)
        var leading = Int32(max(order, 1))
        var info: Int32 = 0
        dpotrf_(&uplo, &n, matrix, &leading, &info)
        return info == 0
    }

    /// Replaces the lower triangle L by the lower triangle of (L Lᵀ)⁻¹.
    static func invertFromCholeskyFactor(_ factor: UnsafeMutablePointer<Double>, order: Int) -> Bool {
        var uplo: CChar = 85  // "U"
        var n = Int32(order)
        var leading = Int32(max(order, 1))
        var info: Int32 = 0
        dpotri_(&uplo, &n, factor, &leading, &info)
        return info == 0
    }
}
