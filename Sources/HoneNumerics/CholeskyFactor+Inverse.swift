extension CholeskyFactor {
    /// A⁻¹ = L⁻ᵀ L⁻¹.
    ///
    /// - Complexity: O(order³), twice the factorisation's work.
    package func inverse() -> SymmetricMatrix {
        let n = order
        var result = SymmetricMatrix(order: n)
        // L⁻¹, lower triangle, row major.
        var lower = [Double](repeating: 0, count: n * n)
        lower.withUnsafeMutableBufferPointer { lower in
            storage.withUnsafeBufferPointer { factor in
                result.storage.withUnsafeMutableBufferPointer { output in
                    guard let w = lower.baseAddress, let l = factor.baseAddress, let a = output.baseAddress else {
                        return
                    }
                    Self.invert(l, into: w, order: n)
                    for panel in stride(from: 0, to: n, by: 16) {
                        for residue in panel..<min(panel + 4, n) {
                            Self.multiply(w, rowsFrom: residue, panelEnd: min(panel + 16, n), into: a, order: n)
                        }
                    }
                    for k in 0..<output.count { a[k] = -a[k] }
                }
            }
        }
        return result
    }

    /// L⁻¹ by rows; each needs the rows above it only.
    ///
    /// - Parameters:
    ///   - l: L, packed.
    ///   - w: zeros, `[n, n]`.
    private static func invert(_ l: UnsafePointer<Double>, into w: UnsafeMutablePointer<Double>, order n: Int) {
        for block in stride(from: 0, to: n, by: 4) {
            let isWhole = block + 4 <= n
            // Rows j..j+3 of L⁻¹ end at column j + 3.
            for j in stride(from: 0, to: block, by: 4) where isWhole {
                RowKernels.subtract(
                    4, factors: .init { l + (block + $0) * (block + $0 + 1) / 2 + j }, factorStride: 1, rows: w + j * n,
                    rowStride: n, length: j + 4, from: .init { w + (block + $0) * n })
            }
            for i in block..<min(block + 4, n) {
                let row = l + i * (i + 1) / 2
                let target = w + i * n
                let first = isWhole ? block : 0
                RowKernels.subtract(
                    i - first, factors: row + first, factorStride: 1, rows: w + first * n, rowStride: n, length: i,
                    from: target)
                let inverse = 1 / row[i]
                for k in 0..<i { target[k] *= inverse }
                target[i] = inverse
            }
        }
    }

    /// -L⁻ᵀ L⁻¹, rows `first`, `first + 4`, ... before `panelEnd`: each is the sum of the rows of L⁻¹ from its own on, each times
    /// its element in the row's column, in fours that begin with the row's own. Every fourth row has its fours at the same
    /// places as its neighbour from there on, hence the stride.
    private static func multiply(
        _ w: UnsafeMutablePointer<Double>, rowsFrom first: Int, panelEnd: Int, into a: UnsafeMutablePointer<Double>,
        order n: Int
    ) {
        func target(_ i: Int) -> UnsafeMutablePointer<Double> { a + i * (i + 1) / 2 }
        func subtract(_ i: Int, from start: Int, count: Int, skipping columns: Int = 0) {
            RowKernels.subtract(
                count, factors: w + start * n + i, factorStride: n, rows: w + start * n + columns, rowStride: n,
                length: i + 1 - columns, from: target(i) + columns)
        }
        let last = first + 12
        guard last < panelEnd else {
            for i in stride(from: first, to: panelEnd, by: 4) { subtract(i, from: i, count: n - i) }
            return
        }
        let fours = (n - last) / 4 * 4
        for i in stride(from: first, to: last, by: 4) { subtract(i, from: i, count: last - i) }
        RowKernels.subtract(
            fours, factors: .init { UnsafePointer(w + last * n + first + 4 * $0) }, factorStride: n, rows: w + last * n,
            rowStride: n, length: first + 1, from: .init { target(first + 4 * $0) })
        for i in stride(from: first + 4, through: last, by: 4) {
            subtract(i, from: last, count: fours, skipping: first + 1)
        }
        for i in stride(from: first, through: last, by: 4) {
            subtract(i, from: last + fours, count: n - last - fours)
        }
    }
}
