import HoneCore
import HoneNumerics
import HoneSearch
import Testing

@Suite("Draws under tight constraints") struct ConstrainedDrawsTests {
    private static func floats(_ count: Int) -> [Parameter] {
        (0..<count).map { Parameter("x\($0)", .float(low: 0, high: 1, scale: .linear, step: nil)) }
    }

    private static func ints(_ names: String..., high: Int) -> [Parameter] {
        names.map { Parameter($0, .int(low: 0, high: high, scale: .linear, step: nil)) }
    }

    private static func space(_ parameters: [Parameter], _ constraints: String...) throws -> SearchSpace {
        try SearchSpace(parameters, constraints: try constraints.map { try Constraint(parsing: $0) })
    }

    static let tight: [(space: SearchSpace, share: String)] = {
        let gated =
            [Parameter("kind", .categorical((0..<40).map { .string("k\($0)") }))]
            + floats(4).map { parameter in
                var parameter = parameter
                parameter.conditions = [Condition(parent: "kind", values: ["k7", "k8"])]
                return parameter
            }
        return [
            (try? space(floats(7), "x0 <= x1 <= x2 <= x3 <= x4 <= x5 <= x6"), "1 in 5,040"),
            (try? space(floats(12), (1..<12).map { "x\($0 - 1) <= x\($0)" }.joined(separator: " and ")), "2e-9"),
            (try? space(floats(2), "x0 + x1 <= 1e-5"), "5e-11"),
            (try? space(floats(3), "abs(x0 - x1) < 1e-6", "abs(x1 - x2) < 1e-6"), "4e-12"),
            (try? space(floats(20), (0..<20).map { "x\($0)" }.joined(separator: "+") + " <= 0.5"), "4e-25"),
            (try? space(floats(3), "x0 + x1 + x2 == 1"), "0"),
            (try? space(floats(2), "x0 * x1 == 0.25"), "0"),
            (try? space(ints("a", "b", "c", high: 1_000_000), "a + b + c == 10"), "7e-17"),
            (try? space(gated, "kind in ['k7', 'k8']", "x0 + x1 + x2 + x3 <= 0.01"), "2e-11"),
        ].compactMap { space, share in space.map { ($0, share) } }
    }()

    @Test("are allowed, different and as many as asked for", arguments: tight.indices)
    func draws(index: Int) throws {
        let (space, share) = Self.tight[index]
        var generator = SeededGenerator(seed: 4)
        let drawn = try RandomDraws(space).draw(40, excluding: TakenConfigurations(), using: &generator)
        #expect(drawn.count == 40, "a share of \(share)")
        #expect(Set(drawn.map(\.key)).count == drawn.count)
        #expect(drawn.allSatisfy { space.contains($0.configuration) })
        var again = SeededGenerator(seed: 4)
        #expect(try RandomDraws(space).draw(40, excluding: TakenConfigurations(), using: &again) == drawn)
    }

    @Test("spread over the allowed region as uniform ones do")
    func uniformity() throws {
        let (space, _) = Self.tight[0]
        var generator = SeededGenerator(seed: 9)
        let drawn = try RandomDraws(space).draw(1500, excluding: TakenConfigurations(), using: &generator)
        // The means of seven ordered uniform numbers are k/8, their deviations at most 0.17.
        for index in 0..<7 {
            let mean = drawn.map { $0.configuration["x\(index)"]?.number ?? .nan }.reduce(0, +) / Double(drawn.count)
            #expect(abs(mean - Double(index + 1) / 8) < 0.04, "x\(index): \(mean)")
        }
    }

    @Test("end only when every allowed configuration of a huge finite space has come up")
    func exhaustion() throws {
        let space = try Self.space(Self.ints("a", "b", high: 1_000_000), "a + b == 10")
        var generator = SeededGenerator(seed: 1)
        let all = try RandomDraws(space).draw(100, excluding: TakenConfigurations(), using: &generator)
        #expect(all.count == 11)
        #expect(
            try RandomDraws(space).draw(
                1, excluding: TakenConfigurations(adding: Set(all.map(\.key))), using: &generator
            ).isEmpty)
        let rest = try RandomDraws(space).draw(
            5, excluding: TakenConfigurations(adding: Set(all.dropFirst(3).map(\.key))), using: &generator)
        #expect(Set(rest.map(\.key)) == Set(all.prefix(3).map(\.key)))
    }

    @Test("never claim that there is nothing where nothing was found")
    func honesty() throws {
        // No number's square rounds to 0.5, but those of its neighbours lie on both sides.
        let space = try Self.space(Self.floats(2), "x0 * x0 == 0.5")
        var generator = SeededGenerator(seed: 2)
        #expect(throws: SamplingError.self) {
            try RandomDraws(space).draw(1, excluding: TakenConfigurations(), using: &generator)
        }
    }

    @Test("are those of drawing again wherever that finds enough")
    func sameAsBefore() throws {
        let space = try Self.space(Self.floats(3), "x0 + x1 + x2 <= 1")
        var generator = SeededGenerator(seed: 12)
        var plain = generator
        let drawn = try RandomDraws(space).draw(50, excluding: TakenConfigurations(), using: &generator)
        var expected: [Configuration] = []
        while expected.count < 50 {
            let next = space.configuration { $0.domain.value(atQuantile: plain.uniform()) }
            if space.satisfiesConstraints(next) { expected.append(next) }
        }
        #expect(drawn.map(\.configuration) == expected)
    }
}

@Suite("What a constraint can be over a box") struct PossibilityTests {
    @Test("covers what it is at every place of the box")
    func coverage() throws {
        let names = ["a", "b", "c"]
        var generator = SeededGenerator(seed: 31)
        var decided = 0
        for _ in 0..<3000 {
            let constraint = try Constraint(
                parsing:
                    "\(Self.expression(3, &generator)) \(Self.pick(["<=", "<", "==", "!=", ">"], &generator)) \(Self.expression(2, &generator)) or a > 1e9"
            )
            var parameters: [Parameter] = []
            for name in names {
                let low = Double(generator.integer(below: 9) - 4)
                let high = low + Double(generator.integer(below: 3)) + generator.uniform()
                parameters.append(Parameter(name, .float(low: low, high: high, scale: .linear, step: nil)))
            }
            let truth = ConstraintBounds.truth(of: constraint, over: try SearchSpace(parameters))
            decided += truth.mayHold && truth.mayFail ? 0 : 1
            for _ in 0..<20 {
                let place = Configuration(
                    Dictionary(
                        uniqueKeysWithValues: parameters.map {
                            ($0.name, $0.domain.value(atUnit: generator.uniform() * 1.2 - 0.1))
                        }))
                let holds = constraint.holds(in: place)
                #expect(holds ? truth.mayHold : truth.mayFail, "\(constraint.source) at \(place)")
            }
        }
        #expect(decided > 300)
    }

    private static func pick(_ words: [String], _ generator: inout SeededGenerator) -> String {
        words[generator.integer(below: words.count)]
    }

    private static func expression(_ depth: Int, _ generator: inout SeededGenerator) -> String {
        guard depth > 0, generator.uniform() < 0.8 else {
            return pick(["a", "b", "c", "2", "0.5", "-1", "0"], &generator)
        }
        let a = expression(depth - 1, &generator)
        let b = expression(depth - 1, &generator)
        switch generator.integer(below: 12) {
        case 0: return "min(\(a), \(b))"
        case 1: return "max(\(a), \(b))"
        case 2: return "abs(\(a))"
        case 3: return "log(\(a))"
        case 4: return "(\(a)) ** \(pick(["2", "3", "-1", "0.5"], &generator))"
        case 5: return "(\(a)) % (\(b))"
        case 6: return "(\(a)) // (\(b))"
        case 7: return "-(\(a))"
        default: return "(\(a)) \(pick(["+", "-", "*", "/"], &generator)) (\(b))"
        }
    }
}
