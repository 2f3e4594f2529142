import HoneNumerics

extension Matrix {
    static func identity(_ order: Int) -> Matrix {
        var result = Matrix(rows: order, columns: order)
        for i in 0..<order { result[i, i] = 1 }
        return result
    }

    /// A v.
    func times(_ vector: [Double]) -> [Double] {
        (0..<rows).map { row in
            var sum = 0.0
            for column in 0..<columns { sum += storage[row * columns + column] * vector[column] }
            return sum
        }
    }

    /// Aᵀ v.
    func transposedTimes(_ vector: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: columns)
        for row in 0..<rows {
            for column in 0..<columns { result[column] += storage[row * columns + column] * vector[row] }
        }
        return result
    }

    /// A diag(w) Aᵀ.
    func scaledSquare(_ weights: [Double]) -> Matrix {
        var result = Matrix(rows: rows, columns: rows)
        for i in 0..<rows {
            for j in 0...i {
                var sum = 0.0
                for k in 0..<columns { sum += storage[i * columns + k] * weights[k] * storage[j * columns + k] }
                result[i, j] = sum
                result[j, i] = sum
            }
        }
        return result
    }

    /// A B.
    func times(_ other: Matrix) -> Matrix {
        var result = Matrix(rows: rows, columns: other.columns)
        for i in 0..<rows {
            for k in 0..<columns {
                let factor = storage[i * columns + k]
                for j in 0..<other.columns { result.storage[i * other.columns + j] += factor * other[k, j] }
            }
        }
        return result
    }
}
