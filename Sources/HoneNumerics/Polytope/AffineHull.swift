/// The points that meet linear equalities, as a point of them and orthonormal directions along them.
package struct AffineHull: Sendable, Hashable {
    /// Orthonormal normals with their distances from the origin: `normal · x = offset`.
    package private(set) var normals: [LinearRelation] = []
    /// Orthonormal directions within the hull, `[directions][coordinates]`.
    package private(set) var directions: [[Double]] = []

    private static let tolerance = 1e-10

    /// - Returns: nil where the equalities contradict each other.
    package init?(dimension: Int, equalities: [LinearRelation]) {
        for equality in equalities.compactMap(\.normalized) {
            guard add(equality) else { return nil }
        }
        // The rest of an orthonormal basis: of what is left of the axes, always the longest (pivoted Gram and Schmidt).
        var rest = (0..<dimension).map { axis in
            projectedAlong((0..<dimension).map { $0 == axis ? 1 : 0 })
        }
        while directions.count + normals.count < dimension {
            guard
                let longest = rest.indices.max(by: { dot(rest[$0], rest[$0]) < dot(rest[$1], rest[$1]) }),
                case let length = dot(rest[longest], rest[longest]).squareRoot(), length > Self.tolerance
            else { break }
            let direction = rest[longest].map { $0 / length }
            directions.append(direction)
            for index in rest.indices {
                let share = dot(direction, rest[index])
                for axis in 0..<dimension { rest[index][axis] -= share * direction[axis] }
            }
        }
    }

    private mutating func add(_ equality: LinearRelation) -> Bool {
        var weights = equality.weights
        var bound = equality.bound
        // Twice, because once leaves what rounding made of nearly parallel ones.
        for _ in 0..<2 {
            for normal in normals {
                let share = dot(normal.weights, weights)
                for axis in weights.indices { weights[axis] -= share * normal.weights[axis] }
                bound -= share * normal.bound
            }
        }
        let length = dot(weights, weights).squareRoot()
        guard length > Self.tolerance else { return bound.magnitude < 1e-8 }
        normals.append(LinearRelation(weights.map { $0 / length }, bound / length))
        return true
    }

    private func projectedAlong(_ vector: [Double]) -> [Double] {
        var result = vector
        for normal in normals {
            let share = dot(normal.weights, result)
            for axis in result.indices { result[axis] -= share * normal.weights[axis] }
        }
        return result
    }

    /// The nearest point of the hull.
    package func nearest(to point: [Double]) -> [Double] {
        var result = point
        for normal in normals {
            let excess = dot(normal.weights, result) - normal.bound
            for axis in result.indices { result[axis] -= excess * normal.weights[axis] }
        }
        return result
    }
}
