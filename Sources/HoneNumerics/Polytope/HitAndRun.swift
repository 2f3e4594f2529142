/// Points uniform in a polytope, by a walk along random lines: from where it is it draws a line and goes to a uniform place on
/// what of it lies inside.
///
///     var walk = HitAndRun(triangle).walk()
///     let point = walk.next(using: &generator)
///
/// The lines run along the axes of a frame in which the polytope is about as long as it is wide, in one step of many along any
/// other direction. The frame comes from the Dikin ellipsoid at the analytic centre and, from there, of the points of walks of its own.
///
/// Sources: Smith, "Efficient Monte Carlo procedures for generating points uniformly distributed over bounded regions", 1984
/// (both kinds of directions); Haraldsdóttir, Cousins, Thiele, Fleming and Vempala, "CHRR: coordinate hit-and-run with rounding
/// for uniform sampling of constraint-based models", 2017.
///
/// - Complexity: a point of k dimensions within m sides O(k m).
package struct HitAndRun: Sendable {
    package let polytope: Polytope
    /// The frame's axes in the polytope's coordinates, `[axes][coordinates]`.
    private var axes: [[Double]] = []
    /// How fast each axis goes towards each side, `[axes][sides]`.
    private var rates: [[Double]] = []

    /// Walks that the frame is fitted to, one after the other.
    private static let fittings = 2
    /// In more dimensions the first frame has to do.
    private static let mostFitted = 64

    package init(_ polytope: Polytope) {
        self.polytope = polytope
        guard !polytope.isPoint else { return }
        let directions = polytope.hull.directions
        let slacks = polytope.sides.map { $0.slack(at: polytope.center) }
        if let factor = Polytope.dikin(polytope.reducedSides, slacks) {
            // Columns of the inverse of the transposed factor: their products make the inverse of the matrix.
            var scaled: [[Double]] = []
            for index in directions.indices {
                var unit = [Double](repeating: 0, count: directions.count)
                unit[index] = 1
                scaled.append(Self.combined(directions, factor.backwardSolve(unit)))
            }
            setAxes(scaled)
        } else {
            setAxes(directions)
        }
        var generator = SeededGenerator(seed: 0).fork("hit and run")
        guard axes.count <= Self.mostFitted else { return }
        for _ in 0..<Self.fittings { fit(using: &generator) }
    }

    /// A walk from the centre that has gone far enough to have forgotten it.
    package func walk(using generator: inout SeededGenerator) -> PolytopeWalk {
        var walk = PolytopeWalk(polytope.center, polytope.sides, axes: axes, rates: rates)
        walk.go(4 * walk.stride, using: &generator)
        return walk
    }

    private mutating func setAxes(_ axes: [[Double]]) {
        self.axes = axes
        rates = axes.map { axis in polytope.sides.map { dot(axis, $0.weights) } }
    }

    /// Turns and stretches the frame so that a walk's points have the same variance along every axis.
    private mutating func fit(using generator: inout SeededGenerator) {
        let k = axes.count
        var walk = walk(using: &generator)
        let count = 20 * k + 100
        var places: [[Double]] = []
        var sums = [Double](repeating: 0, count: k)
        walk.places = [Double](repeating: 0, count: k)
        for _ in 0..<count {
            walk.go(2 * k, using: &generator)
            places.append(walk.places)
            for axis in 0..<k { sums[axis] += walk.places[axis] / Double(count) }
        }
        var covariance = SymmetricMatrix(order: k)
        for place in places {
            for i in 0..<k {
                for j in 0...i { covariance[i, j] += (place[i] - sums[i]) * (place[j] - sums[j]) / Double(count) }
            }
        }
        guard let factor = CholeskyFactor(covariance) else { return }
        // A point of variance 1 along every axis, times the factor, has this covariance.
        var fitted: [[Double]] = []
        for column in 0..<k {
            var weights = [Double](repeating: 0, count: k)
            for row in column..<k { weights[row] = factor.storage[row * (row + 1) / 2 + column] }
            fitted.append(Self.combined(axes, weights))
        }
        setAxes(fitted)
    }

    private static func combined(_ vectors: [[Double]], _ weights: [Double]) -> [Double] {
        var result = vectors[0].map { _ in 0.0 }
        for (vector, weight) in zip(vectors, weights) where weight != 0 {
            for index in result.indices { result[index] += weight * vector[index] }
        }
        return result
    }
}

/// One walk of `HitAndRun`.
package struct PolytopeWalk: Sendable {
    private var point: [Double]
    private let sides: [LinearRelation]
    private let axes: [[Double]]
    private let rates: [[Double]]
    /// What is left to each side.
    private var slacks: [Double]
    /// Where the walk stands along each axis, counted from where it was set to 0.
    var places: [Double]

    /// Steps between two points that count as independent.
    let stride: Int

    init(_ point: [Double], _ sides: [LinearRelation], axes: [[Double]], rates: [[Double]]) {
        self.point = point
        self.sides = sides
        self.axes = axes
        self.rates = rates
        slacks = sides.map { $0.slack(at: point) }
        places = axes.map { _ in 0 }
        stride = 12 * axes.count + 24
    }

    /// The next point.
    package mutating func next(using generator: inout SeededGenerator) -> [Double] {
        go(stride, using: &generator)
        // Sums of many steps drift.
        slacks = sides.map { max(0, $0.slack(at: point)) }
        return point
    }

    mutating func go(_ steps: Int, using generator: inout SeededGenerator) {
        let k = axes.count
        guard k > 0 else { return }
        for step in 0..<steps {
            if k > 1, step % (2 * k) == 0 {
                let weights = (0..<k).map { _ in generator.normal() }
                let along = slacks.indices.map { side in
                    var rate = 0.0
                    for axis in 0..<k { rate += weights[axis] * rates[axis][side] }
                    return rate
                }
                let length = length(along, using: &generator)
                move(along, by: length)
                for axis in 0..<k { advance(axis, by: length * weights[axis]) }
            } else {
                let axis = generator.integer(below: k)
                let length = length(rates[axis], using: &generator)
                move(rates[axis], by: length)
                advance(axis, by: length)
            }
        }
    }

    /// How far to go along a line that nears the sides at these rates.
    private func length(_ rates: [Double], using generator: inout SeededGenerator) -> Double {
        var low = -Double.infinity
        var high = Double.infinity
        for side in slacks.indices {
            let rate = rates[side]
            if rate > Self.parallel {
                high = min(high, slacks[side] / rate)
            } else if rate < -Self.parallel {
                low = max(low, slacks[side] / rate)
            }
        }
        guard low.isFinite, high.isFinite, low < high else { return 0 }
        return generator.uniform(low, high)
    }

    /// Slower than this a line nears no side.
    private static let parallel = 1e-14

    private mutating func move(_ rates: [Double], by length: Double) {
        for side in slacks.indices { slacks[side] = max(0, slacks[side] - length * rates[side]) }
    }

    private mutating func advance(_ axis: Int, by length: Double) {
        places[axis] += length
        let direction = axes[axis]
        for index in point.indices { point[index] += length * direction[index] }
    }
}
