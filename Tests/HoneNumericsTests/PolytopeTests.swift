import HoneNumerics
import Testing

@Suite("Linear programs") struct LinearProgramTests {
    @Test("end at the corner where the sum is largest")
    func corner() throws {
        let program = LinearProgram(
            inequalities: [LinearRelation([1, 2], 4), LinearRelation([3, 1], 6)], equalities: [])
        guard case .optimal(let point, let value) = program.maximum(of: [1, 1]) else {
            Issue.record("no optimum")
            return
        }
        #expect(abs(point[0] - 1.6) < 1e-12 && abs(point[1] - 1.2) < 1e-12)
        #expect(abs(value - 2.8) < 1e-12)
    }

    @Test("find their first corner where 0 is none, and meet equalities")
    func firstPhase() {
        let program = LinearProgram(
            inequalities: [LinearRelation([-1, -1, 0], -1), LinearRelation([1, 0, 0], 3)],
            equalities: [LinearRelation([1, 1, 1], 5), LinearRelation([2, 2, 2], 10)])
        guard case .optimal(let point, let value) = program.maximum(of: [2, 1, 0]) else {
            Issue.record("no optimum")
            return
        }
        #expect(abs(value - 8) < 1e-10)
        #expect(zip(point, [3.0, 2, 0]).allSatisfy { abs($0 - $1) < 1e-10 })
    }

    @Test("say when nothing is possible, and when there is no end")
    func outcomes() {
        let contradiction = LinearProgram(
            inequalities: [LinearRelation([1, 1], 1), LinearRelation([-1, -1], -2)], equalities: [])
        #expect(contradiction.maximum(of: [1, 0]) == .infeasible)
        let open = LinearProgram(inequalities: [LinearRelation([1, -1], 1)], equalities: [])
        #expect(open.maximum(of: [1, 1]) == .unbounded)
    }

    /// Beale's example ("Cycling in the dual simplex algorithm", 1955), on which the plain rule goes round for ever.
    @Test("do not go round in circles")
    func cycling() {
        let program = LinearProgram(
            inequalities: [
                LinearRelation([0.25, -60, -0.04, 9], 0), LinearRelation([0.5, -90, -0.02, 3], 0),
                LinearRelation([0, 0, 1, 0], 1),
            ], equalities: [])
        guard case .optimal(_, let value) = program.maximum(of: [0.75, -150, 0.02, -6]) else {
            Issue.record("no optimum")
            return
        }
        #expect(abs(value - 0.05) < 1e-12)
    }
}

@Suite("Polytopes") struct PolytopeTests {
    private static func unit(_ dimension: Int, _ inequalities: [LinearRelation], _ equalities: [LinearRelation] = [])
        -> Polytope?
    {
        Polytope(
            lower: Array(repeating: 0, count: dimension), upper: Array(repeating: 1, count: dimension),
            inequalities: inequalities, equalities: equalities)
    }

    @Test("have their centre where the product of the distances is largest")
    func center() throws {
        let triangle = try #require(Self.unit(2, [LinearRelation([1, 1], 1)]))
        // By symmetry x = y; the derivative of 2 log x + 2 log (1 - x) + log (1 - 2 x) is 0 at (5 - √5) / 10.
        let place = (5 - 5.0.squareRoot()) / 10
        #expect(triangle.center.allSatisfy { abs($0 - place) < 1e-6 }, "\(triangle.center)")
    }

    @Test("take two opposite inequalities for an equality")
    func impliedEquality() throws {
        let line = try #require(
            Self.unit(
                3, [LinearRelation([1, -1, 0], 0), LinearRelation([-1, 1, 0], 0), LinearRelation([1, 1, 1], 2)]))
        #expect(line.hull.directions.count == 2)
        var generator = SeededGenerator(seed: 3)
        var walk = HitAndRun(line).walk(using: &generator)
        for _ in 0..<20 {
            let point = walk.next(using: &generator)
            #expect(abs(point[0] - point[1]) < 1e-12)
        }
    }

    @Test("that hold nothing do not exist")
    func empty() {
        #expect(Self.unit(2, [LinearRelation([1, 1], -0.1)]) == nil)
        #expect(Self.unit(2, [], [LinearRelation([1, 1], 1), LinearRelation([1, 1], 1.5)]) == nil)
        #expect(Self.unit(3, [LinearRelation([1, 1, 1], 0)])?.isPoint == true)
    }

    @Test("are walked evenly, however thin they are")
    func thinSlab() throws {
        let slab = try #require(
            Self.unit(3, [LinearRelation([1, -1, 0], 1e-7), LinearRelation([-1, 1, 0], 1e-7)]))
        var generator = SeededGenerator(seed: 5)
        var walk = HitAndRun(slab).walk(using: &generator)
        var values: [[Double]] = [[], [], []]
        for _ in 0..<2000 {
            let point = walk.next(using: &generator)
            #expect(abs(point[0] - point[1]) <= 1.0001e-7)
            values[0].append(point[0])
            values[1].append((point[0] - point[1]) / 2e-7 + 0.5)
            values[2].append(point[2])
        }
        for column in values { #expect(Self.distanceToUniform(column) < 1.95 / 2000.0.squareRoot()) }
    }

    /// The statistic of Kolmogorov and Smirnov; 1.95 / √n is passed once in a thousand times.
    private static func distanceToUniform(_ values: [Double]) -> Double {
        let n = Double(values.count)
        return values.sorted().enumerated().reduce(0) {
            max($0, abs($1.element - Double($1.offset) / n), abs($1.element - Double($1.offset + 1) / n))
        }
    }

    @Test("bring points to the nearest place inside")
    func projection() throws {
        let triangle = PolytopeProjection(try #require(Self.unit(2, [LinearRelation([1, 1], 1)])))
        func check(_ point: [Double], _ expected: [Double]) {
            let found = triangle.nearest(to: point)
            #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-9 }, "\(point) -> \(found)")
        }
        check([0.2, 0.3], [0.2, 0.3])
        check([1, 1], [0.5, 0.5])
        check([0.9, 0.3], [0.8, 0.2])
        check([2, -1], [1, 0])
        check([-0.5, 0.4], [0, 0.4])
    }

    @Test("bring points to the plane of an equality first")
    func projectionOnPlane() throws {
        let simplex = PolytopeProjection(try #require(Self.unit(3, [], [LinearRelation([1, 1, 1], 1)])))
        let found = simplex.nearest(to: [0.9, 0.5, 0])
        #expect(zip(found, [0.7, 0.3, 0]).allSatisfy { abs($0 - $1) < 1e-9 }, "\(found)")
    }
}
