/// The eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations (Golub and Van Loan, "Matrix computations", 4th
/// edition, algorithm 8.5.3): slower than others beyond a hundred rows, accurate to the last bits, and the same result wherever
/// it is repeated.
package struct SymmetricEigen: Sendable {
    /// In no particular order.
    package let values: [Double]
    /// Eigenvectors in columns, of length 1: `[rows, values]`.
    package let vectors: Matrix

    private static let mostSweeps = 60

    /// - Parameter matrix: square; only that it is symmetric is taken for granted.
    package init(_ matrix: Matrix) {
        let order = matrix.rows
        var a = matrix.storage
        // Eigenvectors in rows while they are turned, so that a rotation runs along memory.
        var v = [Double](repeating: 0, count: order * order)
        for i in 0..<order { v[i * order + i] = 1 }
        a.withUnsafeMutableBufferPointer { a in
            v.withUnsafeMutableBufferPointer { v in
                for _ in 0..<Self.mostSweeps {
                    if Self.sweep(a, v, order) { break }
                }
            }
        }
        values = (0..<order).map { a[$0 * order + $0] }
        var vectors = Matrix(rows: order, columns: order)
        for i in 0..<order { for j in 0..<order { vectors[j, i] = v[i * order + j] } }
        self.vectors = vectors
    }

    /// One rotation for each pair.
    ///
    /// - Returns: whether nothing was left to do.
    private static func sweep(
        _ a: UnsafeMutableBufferPointer<Double>, _ v: UnsafeMutableBufferPointer<Double>, _ order: Int
    ) -> Bool {
        var isDone = true
        for p in 0..<order {
            for q in (p + 1)..<max(order, p + 1) {
                let off = a[p * order + q]
                let (first, last) = (a[p * order + p], a[q * order + q])
                // Below what rounding leaves of the two diagonal elements it is nothing.
                guard off.magnitude > 1e-17 * (first.magnitude * last.magnitude).squareRoot(), off != 0 else {
                    continue
                }
                isDone = false
                let ratio = (last - first) / (2 * off)
                let t = (ratio < 0 ? -1 : 1) / (ratio.magnitude + (1 + ratio * ratio).squareRoot())
                let c = 1 / (1 + t * t).squareRoot()
                let s = t * c
                for k in 0..<order {
                    let (x, y) = (a[k * order + p], a[k * order + q])
                    a[k * order + p] = c * x - s * y
                    a[k * order + q] = s * x + c * y
                }
                for k in 0..<order {
                    let (x, y) = (a[p * order + k], a[q * order + k])
                    a[p * order + k] = c * x - s * y
                    a[q * order + k] = s * x + c * y
                    let (g, h) = (v[p * order + k], v[q * order + k])
                    v[p * order + k] = c * g - s * h
                    v[q * order + k] = s * g + c * h
                }
                (a[p * order + q], a[q * order + p]) = (0, 0)
            }
        }
        return isDone
    }
}
