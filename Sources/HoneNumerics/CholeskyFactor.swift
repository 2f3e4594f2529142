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
        var square = [Double](repeating: 0, count: n * n)
        for exponent in Self.jitterExponents {
            let jitter = exponent.map { pow(10, Double($0)) * trace / Double(max(n, 1)) } ?? 0
            Self.unpack(matrix.storage, order: n, diagonal: jitter, into: &square)
            let isDone = square.withUnsafeMutableBufferPointer { buffer in
                buffer.baseAddress.map { LAPACK.choleskyFactor($0, order: n) } ?? true
            }
            // LAPACK lets NaN pass; the last pivot is NaN if anything was.
            guard isDone, n == 0 || square[n * n - 1].isFinite else { continue }
            order = n
            storage = Self.pack(square, order: n)
            self.jitter = jitter
            return
        }
        return nil
    }

    private static let jitterExponents: [Int?] = [nil] + (-10 ... -2).map { $0 }

    /// log det A.
    package var logDeterminant: Double {
        (0..<order).reduce(0.0) { $0 + 2 * log(storage[$1 * ($1 + 3) / 2]) }
    }

    /// L⁻¹ b.
    package func forwardSolve(_ b: [Double]) -> [Double] {
        precondition(b.count == order, "the right-hand side has one element for each row")
        var x = b
        var row = 0
        for i in 0..<order {
            var sum = x[i]
            for j in 0..<i { sum -= storage[row + j] * x[j] }
            x[i] = sum / storage[row + i]
            row += i + 1
        }
        return x
    }

    /// L⁻ᵀ b.
    package func backwardSolve(_ b: [Double]) -> [Double] {
        precondition(b.count == order, "the right-hand side has one element for each row")
        var x = b
        for i in stride(from: order - 1, through: 0, by: -1) {
            let row = i * (i + 1) / 2
            x[i] /= storage[row + i]
            let value = x[i]
            for j in 0..<i { x[j] -= storage[row + j] * value }
        }
        return x
    }

    /// A⁻¹ b.
    package func solve(_ b: [Double]) -> [Double] { backwardSolve(forwardSolve(b)) }

    /// A⁻¹, or nil if A is singular to working precision.
    package func inverse() -> SymmetricMatrix? {
        var square = [Double](repeating: 0, count: order * order)
        Self.unpack(storage, order: order, diagonal: 0, into: &square)
        let isDone = square.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { LAPACK.invertFromCholeskyFactor($0, order: order) } ?? true
        }
        guard isDone else { return nil }
        var result = SymmetricMatrix(order: order)
        result.storage = Self.pack(square, order: order)
        return result
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

    private static func unpack(_ packed: [Double], order n: Int, diagonal: Double, into square: inout [Double]) {
        var next = 0
        for i in 0..<n {
            for j in 0...i {
                square[i * n + j] = packed[next]
                next += 1
            }
            square[i * n + i] += diagonal
        }
    }

    private static func pack(_ square: [Double], order n: Int) -> [Double] {
        var packed: [Double] = []
        packed.reserveCapacity(SymmetricMatrix.elementCount(n))
        for i in 0..<n { packed.append(contentsOf: square[(i * n)...(i * n + i)]) }
        return packed
    }
}
