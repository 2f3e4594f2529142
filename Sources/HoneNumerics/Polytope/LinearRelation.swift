/// `weights · x ≤ bound`, or `= bound`, between the coordinates of a point.
package struct LinearRelation: Sendable, Hashable {
    /// One for each coordinate.
    package var weights: [Double]
    package var bound: Double

    package init(_ weights: [Double], _ bound: Double) {
        self.weights = weights
        self.bound = bound
    }

    /// What is left of the bound at a point; negative beyond it.
    package func slack(at point: [Double]) -> Double { bound - dot(weights, point) }

    /// The relation with weights of length 1; nil where all are 0.
    package var normalized: LinearRelation? {
        let length = dot(weights, weights).squareRoot()
        guard length > 0, length.isFinite else { return nil }
        return LinearRelation(weights.map { $0 / length }, bound / length)
    }
}

/// The sum of products.
func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in 0..<min(a.count, b.count) { sum += a[index] * b[index] }
    return sum
}
