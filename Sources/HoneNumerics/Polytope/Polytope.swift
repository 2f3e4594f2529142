/// A bounded set of points that linear relations leave, brought to a form in which it can be walked: a point well inside, and
/// the directions in which it extends.
///
///     // The triangle x + y ≤ 1 in the unit square.
///     let triangle = Polytope(lower: [0, 0], upper: [1, 1], inequalities: [LinearRelation([1, 1], 1)], equalities: [])
///
/// Inequalities that leave no room (`x ≤ y` beside `y ≤ x`) become equalities, so that the polytope has an inside within its
/// affine hull. Inside is the analytic centre, where the product of the distances to all sides is largest; there the Dikin
/// ellipsoid says how far the polytope extends in every direction, up to a factor of the number of sides, however thin it is
/// (Nesterov and Nemirovskii, "Interior-point polynomial algorithms in convex programming", 1994).
package struct Polytope: Sendable {
    package let hull: AffineHull
    /// All inequalities that may fail within the hull, the bounds of the coordinates among them, with weights of length 1.
    package let sides: [LinearRelation]
    /// A point inside.
    package private(set) var center: [Double]

    /// Whether it holds one point only.
    package var isPoint: Bool { hull.directions.isEmpty }
    package var dimension: Int { center.count }

    /// Distances below this, in units of the coordinates, are none.
    private static let thinnest = 1e-10
    private static let mostNewtonSteps = 200
    /// With more sides a polytope costs more than it saves: a program costs their number cubed.
    private static let mostSides = 700
    /// With more sides it is not looked for those that leave no room.
    private static let mostTightSides = 200

    /// - Parameters:
    ///   - lower: the coordinates' lower ends.
    ///   - upper: their upper ends, which are finite too.
    /// - Returns: nil where there is no such point, or where none was found for certain.
    package init?(
        lower: [Double], upper: [Double], inequalities: [LinearRelation], equalities: [LinearRelation]
    ) {
        let dimension = lower.count
        func axis(_ index: Int, _ sign: Double) -> [Double] { (0..<dimension).map { $0 == index ? sign : 0 } }
        var sides = inequalities.compactMap(\.normalized)
        if inequalities.contains(where: { $0.normalized == nil && $0.bound < 0 }) { return nil }
        if equalities.contains(where: { $0.normalized == nil && $0.bound != 0 }) { return nil }
        for index in 0..<dimension {
            sides.append(LinearRelation(axis(index, 1), upper[index]))
            sides.append(LinearRelation(axis(index, -1), -lower[index]))
        }
        var equalities = equalities.compactMap(\.normalized)
        guard sides.count <= Self.mostSides, let start = Self.inside(lower, upper, sides, equalities) else {
            return nil
        }
        equalities += start.tight.map { sides[$0] }
        let tight = Set(start.tight)
        guard let hull = AffineHull(dimension: dimension, equalities: equalities) else { return nil }
        self.hull = hull
        // What cannot change within the hull is settled.
        self.sides = sides.indices.filter { index in
            !tight.contains(index)
                && hull.directions.contains { dot($0, sides[index].weights).magnitude > 1e-9 }
        }.map { sides[$0] }
        center = hull.nearest(to: start.point)
        guard self.sides.allSatisfy({ $0.slack(at: center) > 0 }) else { return nil }
        moveToCenter()
    }

    /// The sides' weights along the hull's directions, `[sides][directions]`.
    package var reducedSides: [[Double]] {
        sides.map { side in hull.directions.map { dot($0, side.weights) } }
    }

    // MARK: - A point inside

    /// The centre of the largest ball; where that has no size, the mean of the points farthest from each side, and the sides
    /// from which no point is far.
    private static func inside(
        _ lower: [Double], _ upper: [Double], _ sides: [LinearRelation], _ equalities: [LinearRelation]
    ) -> (point: [Double], tight: [Int])? {
        // The program's coordinates start at 0: x - lower, and the ball's radius behind them.
        func shifted(_ relation: LinearRelation, _ radius: Double) -> LinearRelation {
            LinearRelation(relation.weights + [radius], relation.slack(at: lower))
        }
        // Lower bounds hold by themselves, but the ball must keep away from them.
        let program = LinearProgram(
            inequalities: sides.map { shifted($0, 1) }, equalities: equalities.map { shifted($0, 0) })
        let radius = lower.map { _ in 0.0 } + [1]
        guard case .optimal(let ball, let size) = program.maximum(of: radius) else { return nil }
        func point(_ solution: [Double]) -> [Double] { lower.indices.map { lower[$0] + solution[$0] } }
        if size > thinnest { return (point(ball), []) }
        guard sides.count <= mostTightSides else { return nil }
        let plain = LinearProgram(
            inequalities: sides.map { shifted($0, 0) } + [LinearRelation(lower.map { _ in 0 } + [1], 0)],
            equalities: equalities.map { shifted($0, 0) })
        var tight: [Int] = []
        var sum = lower.map { _ in 0.0 }
        for (index, side) in sides.enumerated() {
            guard case .optimal(let solution, _) = plain.maximum(of: side.weights.map { -$0 } + [0]) else { return nil }
            let found = point(solution)
            if side.slack(at: found) <= thinnest * 10 { tight.append(index) }
            for axis in sum.indices { sum[axis] += found[axis] / Double(sides.count) }
        }
        return (sum, tight)
    }

    /// Newton's method on the sum of the logarithms of the distances to all sides, with damped steps.
    private mutating func moveToCenter() {
        let reduced = reducedSides
        let k = hull.directions.count
        guard k > 0 else { return }
        for _ in 0..<Self.mostNewtonSteps {
            let slacks = sides.map { $0.slack(at: center) }
            guard let factor = Self.dikin(reduced, slacks) else { return }
            var slope = [Double](repeating: 0, count: k)
            for (side, row) in reduced.enumerated() {
                for index in 0..<k { slope[index] -= row[index] / slacks[side] }
            }
            let step = factor.solve(slope)
            let decrement = max(0, dot(slope, step)).squareRoot()
            let length = decrement > 0.25 ? 1 / (1 + decrement) : 1
            var moved = center
            for (index, direction) in hull.directions.enumerated() {
                for axis in moved.indices { moved[axis] += length * step[index] * direction[axis] }
            }
            guard sides.allSatisfy({ $0.slack(at: moved) > 0 }) else { return }
            center = moved
            if decrement < 1e-6 { return }
        }
    }

    /// The factor of Σ a aᵀ / slack² over the sides: the ellipsoid around a point that lies within all of them.
    static func dikin(_ reduced: [[Double]], _ slacks: [Double]) -> CholeskyFactor? {
        var matrix = SymmetricMatrix(order: reduced.first?.count ?? 0)
        for (row, slack) in zip(reduced, slacks) {
            let weight = 1 / (slack * slack)
            for i in row.indices where row[i] != 0 {
                let factor = weight * row[i]
                for j in 0...i { matrix[i, j] += factor * row[j] }
            }
        }
        return CholeskyFactor(matrix)
    }
}
