/// Finds the points of a polytope that are nearest to others.
///
/// Hildreth's method ("A quadratic programming procedure", 1957): one side after the other moves the point onto itself, or takes
/// back what it has moved too far. It comes near in the end only, so that the last bit goes straight towards the centre.
package struct PolytopeProjection: Sendable {
    private let polytope: Polytope
    /// Each side's normal along the hull, and the square of its length.
    private let normals: [[Double]]
    private let lengths: [Double]
    private let centerSlacks: [Double]

    private static let mostSweeps = 300
    private static let tolerance = 1e-11
    /// How much nearer to the centre than a side a point ends, so that rounding does not carry it beyond.
    private static let margin = 1e-11

    package init(_ polytope: Polytope) {
        self.polytope = polytope
        normals = polytope.sides.map { side in
            var normal = side.weights.map { _ in 0.0 }
            for direction in polytope.hull.directions {
                let share = dot(direction, side.weights)
                for axis in normal.indices { normal[axis] += share * direction[axis] }
            }
            return normal
        }
        lengths = normals.map { dot($0, $0) }
        centerSlacks = polytope.sides.map { $0.slack(at: polytope.center) }
    }

    /// The nearest point inside, up to rounding.
    package func nearest(to point: [Double]) -> [Double] {
        guard !polytope.isPoint else { return polytope.center }
        var found = polytope.hull.nearest(to: point)
        var moved = [Double](repeating: 0, count: normals.count)
        for _ in 0..<Self.mostSweeps {
            var largest = 0.0
            for (index, side) in polytope.sides.enumerated() {
                let change = min(moved[index], side.slack(at: found) / lengths[index])
                guard change != 0 else { continue }
                moved[index] -= change
                largest = max(largest, change.magnitude)
                let normal = normals[index]
                for axis in found.indices { found[axis] += change * normal[axis] }
            }
            if largest < Self.tolerance { break }
        }
        return inside(found)
    }

    /// The point itself, or the nearest one on its way to the centre that lies inside.
    private func inside(_ point: [Double]) -> [Double] {
        var share = 1.0
        for (index, side) in polytope.sides.enumerated() {
            let slack = side.slack(at: point)
            guard slack < 0 else { continue }
            share = min(share, centerSlacks[index] / (centerSlacks[index] - slack))
        }
        let center = polytope.center
        share *= 1 - Self.margin
        return point.indices.map { center[$0] + share * (point[$0] - center[$0]) }
    }
}
