import HoneNumerics

/// Values of several objectives brought to one scale.
package enum NormalizedFront {
    /// Each vector with the best value of every objective as 0 and the intercept of the plane through the extreme vectors as 1
    /// (Deb and Jain 2014, algorithm 2); where these span no plane, the worst value as 1.
    ///
    /// - Parameter vectors: minimised finite values, at least one.
    package static func places(of vectors: [[Double]]) -> [[Double]] {
        guard let dimension = vectors.first?.count else { return [] }
        let front = Dominance.front(of: vectors).map { vectors[$0] }
        let ideal = (0..<dimension).map { objective in vectors.map { $0[objective] }.min() ?? 0 }
        let shifted = front.map { zip($0, ideal).map { $0 - $1 } }
        let worst = (0..<dimension).map { objective in shifted.map { $0[objective] }.max() ?? 0 }
        let widths = intercepts(of: shifted, worst: worst) ?? worst
        return vectors.map { vector in
            vector.indices.map { (vector[$0] - ideal[$0]) / max(widths[$0], smallest) }
        }
    }

    /// Where the plane through the extreme vectors meets the axes; nil where it does not meet all of them, or beyond the worst
    /// values.
    private static func intercepts(of shifted: [[Double]], worst: [Double]) -> [Double]? {
        let dimension = worst.count
        let extremes = (0..<dimension).compactMap { axis in
            shifted.min { scalar($0, axis: axis) < scalar($1, axis: axis) }
        }
        guard extremes.count == dimension,
            let inverse = LinearSystem.solve(extremes, Array(repeating: 1, count: dimension))
        else { return nil }
        let result = inverse.map { 1 / $0 }
        for (width, most) in zip(result, worst) where !(width > smallest && width <= most * (1 + 1e-9)) { return nil }
        return result
    }

    /// The achievement scalarising function that is least for the vector nearest to an axis (the same, equation 4).
    private static func scalar(_ vector: [Double], axis: Int) -> Double {
        var largest = -Double.infinity
        for index in vector.indices { largest = max(largest, vector[index] * (index == axis ? 1 : offAxis)) }
        return largest
    }

    private static let offAxis = 1e6
    private static let smallest = 1e-12
}

/// Small systems of linear equations.
package enum LinearSystem {
    /// The x with rows · x = right, by elimination with the largest pivot; nil where there is none or more than one.
    package static func solve(_ rows: [[Double]], _ right: [Double]) -> [Double]? {
        let order = right.count
        var table = zip(rows, right).map { $0 + [$1] }
        for column in 0..<order {
            guard let pivot = (column..<order).max(by: { abs(table[$0][column]) < abs(table[$1][column]) }),
                abs(table[pivot][column]) > 1e-12
            else { return nil }
            table.swapAt(column, pivot)
            for row in 0..<order where row != column {
                let factor = table[row][column] / table[column][column]
                guard factor != 0 else { continue }
                for place in column...order { table[row][place] -= factor * table[column][place] }
            }
        }
        let result = table.indices.map { table[$0][order] / table[$0][$0] }
        return result.allSatisfy(\.isFinite) ? result : nil
    }
}
