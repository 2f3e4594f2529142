import Foundation
import HoneNumerics

/// The strongest eigenvectors of a symmetric matrix without negative eigenvalues, by subspace iteration (Golub and Van Loan,
/// "Matrix computations", 2013, section 8.2.4) with a few vectors more than asked for.
struct PrincipalComponents {
    /// Descending.
    private(set) var values: [Double] = []
    /// Of length 1; the largest element of each is positive.
    private(set) var vectors: [[Double]] = []

    private static let spare = 12
    private static let rounds = 60

    init(_ matrix: Matrix, count: Int) {
        let n = matrix.rows
        let width = min(n, count + Self.spare)
        var generator = SeededGenerator(seed: 0x9ca)
        var basis = (0..<width).map { _ in (0..<n).map { _ in generator.normal() } }
        Self.orthonormalise(&basis)
        for _ in 0..<Self.rounds {
            basis = basis.map { Self.multiply(matrix, $0) }
            Self.orthonormalise(&basis)
        }
        // Within the subspace the small matrix's eigenvectors are turned into those of the large one.
        let images = basis.map { Self.multiply(matrix, $0) }
        var small = Matrix(rows: width, columns: width)
        for i in 0..<width { for j in 0..<width { small[i, j] = Self.dot(basis[i], images[j]) } }
        let (eigenvalues, rotation) = Self.jacobi(small)
        let order = eigenvalues.indices.sorted { eigenvalues[$0] > eigenvalues[$1] }.prefix(count)
        for column in order {
            var vector = [Double](repeating: 0, count: n)
            for (row, direction) in basis.enumerated() {
                let factor = rotation[row, column]
                for i in 0..<n { vector[i] += factor * direction[i] }
            }
            let largest = vector.max { abs($0) < abs($1) } ?? 1
            values.append(eigenvalues[column])
            vectors.append(largest < 0 ? vector.map { -$0 } : vector)
        }
    }

    private static func dot(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for i in a.indices { sum += a[i] * b[i] }
        return sum
    }

    private static func multiply(_ matrix: Matrix, _ vector: [Double]) -> [Double] {
        matrix.storage.withUnsafeBufferPointer { storage in
            (0..<matrix.rows).map { row in
                var sum = 0.0
                for i in 0..<matrix.columns { sum += storage[row * matrix.columns + i] * vector[i] }
                return sum
            }
        }
    }

    /// Gram and Schmidt, twice for accuracy; what vanishes stays zero.
    private static func orthonormalise(_ vectors: inout [[Double]]) {
        for index in vectors.indices {
            for _ in 0..<2 {
                for other in 0..<index {
                    let along = dot(vectors[other], vectors[index])
                    for i in vectors[index].indices { vectors[index][i] -= along * vectors[other][i] }
                }
                let length = dot(vectors[index], vectors[index]).squareRoot()
                let factor = length > 1e-200 ? 1 / length : 0
                for i in vectors[index].indices { vectors[index][i] *= factor }
            }
        }
    }

    /// Eigenvalues and eigenvectors (columns) of a small symmetric matrix, by Jacobi's rotations.
    private static func jacobi(_ matrix: Matrix) -> (values: [Double], vectors: Matrix) {
        let n = matrix.rows
        var a = matrix
        var v = Matrix(rows: n, columns: n)
        for i in 0..<n { v[i, i] = 1 }
        for _ in 0..<30 {
            var rest = 0.0
            for p in 0..<n { for q in 0..<p { rest += a[p, q] * a[p, q] } }
            if rest < 1e-26 * max(1e-300, (0..<n).reduce(0) { $0 + a[$1, $1] * a[$1, $1] }) { break }
            for p in 0..<n {
                for q in 0..<p where abs(a[p, q]) > 1e-300 { rotate(&a, &v, p, q) }
            }
        }
        return ((0..<n).map { a[$0, $0] }, v)
    }

    private static func rotate(_ a: inout Matrix, _ v: inout Matrix, _ p: Int, _ q: Int) {
        let theta = (a[q, q] - a[p, p]) / (2 * a[p, q])
        let t = (theta >= 0 ? 1.0 : -1.0) / (abs(theta) + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        let s = t * c
        for k in 0..<a.rows {
            let (x, y) = (a[k, p], a[k, q])
            a[k, p] = c * x - s * y
            a[k, q] = s * x + c * y
        }
        for k in 0..<a.rows {
            let (x, y) = (a[p, k], a[q, k])
            a[p, k] = c * x - s * y
            a[q, k] = s * x + c * y
            let (z, w) = (v[k, p], v[k, q])
            v[k, p] = c * z - s * w
            v[k, q] = s * z + c * w
        }
    }
}
