/// A dense matrix of doubles, row major: element (i, j) is `storage[i * columns + j]`.
package struct Matrix: Sendable, Hashable {
    package let rows: Int
    package let columns: Int
    package var storage: [Double]

    package init(rows: Int, columns: Int, repeating value: Double = 0) {
        self.rows = rows
        self.columns = columns
        storage = Array(repeating: value, count: rows * columns)
    }

    /// - Precondition: `storage.count == rows * columns`.
    package init(rows: Int, columns: Int, storage: [Double]) {
        precondition(storage.count == rows * columns, "a \(rows) x \(columns) matrix needs \(rows * columns) elements")
        self.rows = rows
        self.columns = columns
        self.storage = storage
    }

    package subscript(row: Int, column: Int) -> Double {
        get { storage[row * columns + column] }
        set { storage[row * columns + column] = newValue }
    }
}

/// A symmetric matrix by its lower triangle, packed row after row: element (i, j), j <= i, is
/// `storage[i * (i + 1) / 2 + j]`. Half the memory and half the work where only pairs matter.
package struct SymmetricMatrix: Sendable, Hashable {
    package let order: Int
    package var storage: [Double]

    package init(order: Int, repeating value: Double = 0) {
        self.order = order
        storage = Array(repeating: value, count: Self.elementCount(order))
    }

    /// Elements of the lower triangle, diagonal included.
    package static func elementCount(_ order: Int) -> Int { order * (order + 1) / 2 }

    package subscript(row: Int, column: Int) -> Double {
        get { storage[Self.index(row, column)] }
        set { storage[Self.index(row, column)] = newValue }
    }

    /// All `order * order` elements.
    package var full: Matrix {
        var result = Matrix(rows: order, columns: order)
        var next = 0
        for i in 0..<order {
            for j in 0...i {
                result[i, j] = storage[next]
                result[j, i] = storage[next]
                next += 1
            }
        }
        return result
    }

    private static func index(_ i: Int, _ j: Int) -> Int { i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i }
}
