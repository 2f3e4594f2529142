import Foundation

/// The Cholesky factor L of a symmetric positive definite matrix A = L Lᵀ, with what follows from it.
package struct CholeskyFactor: Sendable {
    package private(set) var order: Int
    /// L by rows, packed: element (i, j), j <= i, is `storage[i * (i + 1) / 2 + j]`. A new row goes at the end.
    package private(set) var storage: [Double]
    /// What was added to the diagonal to make the factorisation succeed; 0 for a well-conditioned matrix.
    package let jitter: Double

    /// Factorises a matrix; where rounding has made it indefinite, a growing multiple of the mean diagonal element is added to
    /// the diagonal (1e-10, 1e-9, ... 1e-2 of it).
    ///
    /// - Returns: nil if the matrix has elements that are not finite, or is far from positive definite.
    /// - Complexity: O(order³).
    package init?(_ matrix: SymmetricMatrix) {
        let n = matrix.order
        let trace = (0..<n).reduce(0.0) { $0 + matrix[$1, $1] }
        guard trace.isFinite, trace > 0 || n == 0 else { return nil }
        for exponent in Self.jitterExponents {
            let jitter = exponent.map { pow(10, Double($0)) * trace / Double(max(n, 1)) } ?? 0
            guard let factor = Self.factorise(matrix, addingToDiagonal: jitter) else { continue }
            order = n
            storage = factor
            self.jitter = jitter
            return
        }
        return nil
    }

    private static let jitterExponents: [Int?] = [nil] + (-10 ... -2).map { $0 }

    /// L, packed, or nil where a pivot is not positive.
    ///
    /// Row i of U = Lᵀ is row i of A from the diagonal on, less the rows above it, each times its element in column i (Golub and
    /// Van Loan, "Matrix computations", 2013, section 4.2.5, by rows): every inner loop runs along memory. Four rows go together,
    /// because each row above is then fetched once for all of them.
    private static func factorise(_ matrix: SymmetricMatrix, addingToDiagonal jitter: Double) -> [Double]? {
        let n = matrix.order
        var upper = matrix.full.storage
        let isDone = upper.withUnsafeMutableBufferPointer { buffer -> Bool in
            guard let u = buffer.baseAddress else { return true }
            for i in 0..<n { u[i * n + i] += jitter }
            for block in stride(from: 0, to: n, by: 4) {
                subtractRows(above: block, from: u, order: n)
                for i in block..<min(block + 4, n) {
                    let row = u + i * n + i
                    RowKernels.subtract(
                        i - block, factors: u + block * n + i, factorStride: n, rows: u + block * n + i, rowStride: n,
                        length: n - i, from: row)
                    // NaN fails this too.
                    guard row[0] > 0, row[0].isFinite else { return false }
                    let pivot = row[0].squareRoot()
                    let inverse = 1 / pivot
                    row[0] = pivot
                    for k in 1..<max(n - i, 1) { row[k] *= inverse }
                }
            }
            return true
        }
        guard isDone else { return nil }
        var packed: [Double] = []
        packed.reserveCapacity(SymmetricMatrix.elementCount(n))
        for i in 0..<n { for j in 0...i { packed.append(upper[j * n + i]) } }
        return packed
    }

    /// Subtracts from four rows, from their diagonals on, what the rows above the four contribute.
    private static func subtractRows(above block: Int, from u: UnsafeMutablePointer<Double>, order n: Int) {
        let end = block + 4
        guard end <= n else {
            for i in block..<n {
                RowKernels.subtract(
                    block, factors: u + i, factorStride: n, rows: u + i, rowStride: n, length: n - i,
                    from: u + i * n + i)
            }
            return
        }
        for i in block..<end {
            RowKernels.subtract(
                block, factors: u + i, factorStride: n, rows: u + i, rowStride: n, length: end - i, from: u + i * n + i)
        }
        RowKernels.subtract(
            block, factors: .init { UnsafePointer(u + block + $0) }, factorStride: n, rows: u + end, rowStride: n,
            length: n - end, from: .init { u + (block + $0) * n + end })
    }

    /// log det A.
    package var logDeterminant: Double {
        (0..<order).reduce(0.0) { $0 + 2 * log(storage[$1 * ($1 + 3) / 2]) }
    }

    /// The factor of the matrix with one more row and column, in O(order²).
    ///
    /// - Parameters:
    ///   - column: the new elements beside the diagonal.
    ///   - diagonal: the new diagonal element. Where rounding leaves less than `floor` for the new pivot's square, it is
    ///     set to `floor`, so that a point given twice does no harm.
    package mutating func append(column: [Double], diagonal: Double, floor: Double) {
        let row = forwardSolve(column)
        let rest = diagonal - row.reduce(0) { $0 + $1 * $1 }
        storage.append(contentsOf: row)
        storage.append(max(rest, floor).squareRoot())
        order += 1
    }
}
