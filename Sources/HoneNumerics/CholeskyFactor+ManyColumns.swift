extension CholeskyFactor {
    /// Replaces B by L⁻¹ B, in place.
    ///
    /// Each element is summed in the same order whatever the number of columns or threads, so that a suggestion comes out
    /// the same to the last bit; this and the cost of waking threads for matrices this small are why it is not a BLAS call.
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
                var j = 0
                // Four rows at a time: one pass over the target for four multiplications.
                while j + 4 <= i {
                    let (a, b, c, d) = (row[j], row[j + 1], row[j + 2], row[j + 3])
                    let p = base + j * columns
                    let q = p + columns
                    let r = q + columns
                    let s = r + columns
                    for k in 0..<columns { target[k] -= (a * p[k] + b * q[k]) + (c * r[k] + d * s[k]) }
                    j += 4
                }
                while j < i {
                    let a = row[j]
                    let p = base + j * columns
                    for k in 0..<columns { target[k] -= a * p[k] }
                    j += 1
                }
                let pivot = 1 / row[i]
                for k in 0..<columns { target[k] *= pivot }
            }
        }
    }
}
