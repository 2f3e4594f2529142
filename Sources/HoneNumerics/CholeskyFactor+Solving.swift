extension CholeskyFactor {
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

    /// Replaces B by L⁻¹ B, in place.
    ///
    /// - Parameter matrix: B, `[order, columns]`, row major; the caller keeps blocks of columns small enough for the cache.
    package func forwardSolve(columns: Int, _ matrix: UnsafeMutableBufferPointer<Double>) {
        precondition(matrix.count >= order * columns, "the block holds \(order) rows of \(columns)")
        guard let base = matrix.baseAddress, columns > 0 else { return }
        storage.withUnsafeBufferPointer { factor in
            guard let l = factor.baseAddress else { return }
            for i in 0..<order {
                let row = l + i * (i + 1) / 2
                let target = base + i * columns
                RowKernels.subtract(
                    i, factors: row, factorStride: 1, rows: base, rowStride: columns, length: columns, from: target)
                let inverse = 1 / row[i]
                for k in 0..<columns { target[k] *= inverse }
            }
        }
    }

    /// A⁻¹ = L⁻ᵀ L⁻¹.
    ///
    /// - Complexity: O(order³), twice the factorisation's work.
    package func inverse() -> SymmetricMatrix {
        let n = order
        var result = SymmetricMatrix(order: n)
        // L⁻¹, lower triangle, row major; row i needs the rows above it only.
        var lower = [Double](repeating: 0, count: n * n)
        lower.withUnsafeMutableBufferPointer { lower in
            storage.withUnsafeBufferPointer { factor in
                result.storage.withUnsafeMutableBufferPointer { output in
                    guard let w = lower.baseAddress, let l = factor.baseAddress, let a = output.baseAddress else {
                        return
                    }
                    for i in 0..<n {
                        let row = l + i * (i + 1) / 2
                        let target = w + i * n
                        RowKernels.subtract(
                            i, factors: row, factorStride: 1, rows: w, rowStride: n, length: i, from: target)
                        let inverse = 1 / row[i]
                        for k in 0..<i { target[k] *= inverse }
                        target[i] = inverse
                    }
                    // Row i of the product up to the diagonal: rows i... of L⁻¹, each times its element in column i.
                    for i in 0..<n {
                        let target = a + i * (i + 1) / 2
                        let first = w + i * n
                        RowKernels.subtract(
                            n - i, factors: first + i, factorStride: n, rows: first, rowStride: n, length: i + 1,
                            from: target)
                        for k in 0...i { target[k] = -target[k] }
                    }
                }
            }
        }
        return result
    }
}
