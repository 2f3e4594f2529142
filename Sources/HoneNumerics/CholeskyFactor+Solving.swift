extension CholeskyFactor {
    /// L⁻¹ b.
    package func forwardSolve(_ b: [Double]) -> [Double] {
        precondition(b.count == order, "the right-hand side has one element for each row")
        var x = b
        x.withUnsafeMutableBufferPointer { x in
            storage.withUnsafeBufferPointer { factor in
                guard let x = x.baseAddress, var row = factor.baseAddress else { return }
                for i in 0..<order {
                    x[i] = (x[i] - RowKernels.dot(row, x, i)) / row[i]
                    row += i + 1
                }
            }
        }
        return x
    }

    /// L⁻ᵀ b.
    package func backwardSolve(_ b: [Double]) -> [Double] {
        precondition(b.count == order, "the right-hand side has one element for each row")
        var x = b
        x.withUnsafeMutableBufferPointer { x in
            storage.withUnsafeBufferPointer { factor in
                guard let x = x.baseAddress, let l = factor.baseAddress else { return }
                for i in stride(from: order - 1, through: 0, by: -1) {
                    let row = l + Self.start(ofRow: i)
                    let value = x[i] / row[i]
                    x[i] = value
                    for j in 0..<i { x[j] -= row[j] * value }
                }
            }
        }
        return x
    }

    /// L b.
    package func multiply(_ b: [Double]) -> [Double] {
        precondition(b.count == order, "the vector has one element for each row")
        return (0..<order).map { row in
            let start = Self.start(ofRow: row)
            return (0...row).reduce(0) { $0 + storage[start + $1] * b[$1] }
        }
    }

    /// A⁻¹ b.
    package func solve(_ b: [Double]) -> [Double] { backwardSolve(forwardSolve(b)) }

    /// Replaces B by L⁻¹ B, in place.
    ///
    /// - Parameters:
    ///   - matrix: B, `[order, columns]`, row major; the caller keeps blocks of columns small enough for the cache.
    ///   - rows: of these first rows only, which need nothing of the others; all if absent.
    package func forwardSolve(columns: Int, rows: Int? = nil, _ matrix: UnsafeMutableBufferPointer<Double>) {
        let order = min(rows ?? order, order)
        precondition(matrix.count >= order * columns, "the block holds \(order) rows of \(columns)")
        guard let base = matrix.baseAddress, columns > 0 else { return }
        storage.withUnsafeBufferPointer { factor in
            guard let l = factor.baseAddress else { return }
            for block in stride(from: 0, to: order, by: 4) {
                subtractRows(above: block, before: order, factor: l, matrix: base, columns: columns)
                for i in block..<min(block + 4, order) {
                    let row = l + Self.start(ofRow: i)
                    let target = base + i * columns
                    RowKernels.subtract(
                        i - block, factors: row + block, factorStride: 1, rows: base + block * columns,
                        rowStride: columns, length: columns, from: target)
                    let inverse = 1 / row[i]
                    for k in 0..<columns { target[k] *= inverse }
                }
            }
        }
    }

    private static func start(ofRow i: Int) -> Int { i * (i + 1) / 2 }

    /// Subtracts from four rows of a right-hand side what the rows above the four contribute.
    private func subtractRows(
        above block: Int, before order: Int, factor l: UnsafePointer<Double>, matrix base: UnsafeMutablePointer<Double>,
        columns: Int
    ) {
        guard block + 4 <= order else {
            for i in block..<order {
                RowKernels.subtract(
                    block, factors: l + Self.start(ofRow: i), factorStride: 1, rows: base, rowStride: columns,
                    length: columns, from: base + i * columns)
            }
            return
        }
        RowKernels.subtract(
            block, factors: .init { l + Self.start(ofRow: block + $0) }, factorStride: 1, rows: base,
            rowStride: columns, length: columns, from: .init { base + (block + $0) * columns })
    }
}
