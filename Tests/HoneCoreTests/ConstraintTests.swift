import HoneCore
import Testing

@Suite("A constraint") struct ConstraintTests {
    static let configuration: Configuration = ["layers": 4, "width": 64, "opt": "adam", "bias": true, "x": 0.5]

    @Test(
        "means what it says",
        arguments: [
            ("layers * width <= 256", true), ("layers * width < 256", false), ("layers + 2 * 3 == 10", true),
            ("(layers + 2) * 3 == 18", true), ("2 ** 3 ** 2 == layers * 128", true), ("-layers ** 2 == -16", true),
            ("width % 3 == 1 and opt == 'adam'", true), ("not opt == \"sgd\"", true), ("1 < layers <= 4 < width", true),
            ("layers > 5 or bias", true), ("max(layers, width) == 64 and min(layers, 1) == 1", true),
            ("abs(x - 1) == 0.5", true), ("log(width) > 4.1 && !(x > 1)", true), ("opt != 'adam'", false),
            ("-7 % 3 == 2 and layers", true), ("layers / 0 > 1e308", true), ("opt > 3", false),
            ("opt in ['adam', 'sgd']", true), ("opt not in ['adam', 'sgd']", false), ("layers in (3, 4.0)", true),
            ("not layers in [4]", false), ("width // 10 == 6", true), ("-7 // 2 == -4 and layers", true),
        ])
    func meaning(source: String, holds: Bool) throws {
        #expect(try Constraint(parsing: source).holds(in: Self.configuration) == holds)
    }

    @Test("holds when a parameter that it names is inactive")
    func inactive() throws {
        #expect(try Constraint(parsing: "momentum > 1").holds(in: Self.configuration))
    }

    @Test(
        "names the column of what it cannot read",
        arguments: [
            ("layers * ", "it ends where a value"), ("layers @ 3", "column 8"), ("(layers > 3", "it ends where )"),
            ("layers > 3)", "column 11"), ("'open", "not closed"), ("1 < 2", "names no parameter"), ("", "it ends"),
            ("layers in 3", "a list in brackets"), ("layers = 3", "written =="), ("layers in [3", "it ends where ]"),
            ("abs(layers, 3) > 1", "takes one value"), ("layers > 1.2.3", "not a number"),
        ])
    func errors(source: String, message: String) {
        let error = #expect(throws: SpaceError.self) { try Constraint(parsing: source) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "no error")")
    }

    @Test("takes a dash for part of a name where a parameter is called so, and for a minus between blanks")
    func dashes() throws {
        let parameters = ["weight-decay", "weight", "decay", "2nd.rate"].map {
            Parameter($0, .float(low: 0, high: 9, scale: .linear, step: nil))
        }
        let space = try SearchSpace(
            parameters,
            constraints: ["weight-decay < 1", "weight - decay > 1", "2nd.rate*2 == 4", "weight-decay-1<0"].map {
                try Constraint(parsing: $0, knowing: Set(parameters.map(\.name)))
            })
        #expect(
            space.constraints.map(\.names) == [["weight-decay"], ["weight", "decay"], ["2nd.rate"], ["weight-decay"]])
        #expect(space.satisfiesConstraints(["weight-decay": 0.5, "weight": 3, "decay": 1, "2nd.rate": 2]))
        #expect(!space.satisfiesConstraints(["weight-decay": 2, "weight": 3, "decay": 1, "2nd.rate": 2]))
        let plain = try SearchSpace(Array(parameters[1...2]), constraints: [Constraint(parsing: "weight-decay > 1")])
        #expect(plain.constraints[0].names == ["weight", "decay"])
    }

    @Test("takes the longest name that stands somewhere, and any name in backquotes")
    func names() throws {
        let names: Set = ["a-b", "a-b-c", "a", "b", "c", "in", "mix.water"]
        #expect(try Constraint(parsing: "a-b-c < 1", knowing: names).names == ["a-b-c"])
        #expect(try Constraint(parsing: "a-b-a < 1", knowing: names).names == ["a-b", "a"])
        #expect(try Constraint(parsing: "`a`-`b`-c < 1", knowing: names).names == ["a", "b", "c"])
        #expect(try Constraint(parsing: "`a-b` < `in`").names == ["a-b", "in"])
        #expect(try Constraint(parsing: "mix.water*2 <= 1").names == ["mix.water"])
        #expect(throws: SpaceError.self) { try Constraint(parsing: "`a < 1") }
        #expect(throws: SpaceError.self) { try Constraint(parsing: "`` < 1") }
        let listed = try Constraint(parsing: "`a-b` in [1, 2, \"x\"] and c not in [3]")
        #expect(listed.holds(in: ["a-b": 2.0, "c": 4]))
        #expect(listed.holds(in: ["a-b": "x", "c": 4]))
        #expect(!listed.holds(in: ["a-b": 2, "c": 3]))
        #expect(!listed.holds(in: ["a-b": 5, "c": 4]))
    }

    @Test("of any length is read, evaluated and dropped without a deep stack")
    func length() throws {
        for glue in ["+", "-", "*", " and ", " or ", "<=", "//"] {
            let source = Array(repeating: "x", count: 100_000).joined(separator: glue) + " >= 0"
            let constraint = try Constraint(parsing: source)
            #expect(constraint.names == ["x"])
            _ = constraint.holds(in: ["x": 0.5])
        }
        let sum = try Constraint(parsing: Array(repeating: "x", count: 100_000).joined(separator: "+") + " == 50000")
        #expect(sum.holds(in: ["x": 0.5]))
        let powers = String(repeating: "x**", count: 100_000) + "x > 0"
        #expect(throws: SpaceError.self) { try Constraint(parsing: powers) }
    }

    @Test("never crashes, whatever it is given")
    func randomText() {
        let pieces = [
            "layers", "(", ")", "**", "-", "!", "not ", "and ", "1e", "9", ".", ",", "'", "min(", "<", "é", "=", "%",
            "//", " in ", "[", "]", "a-b",
        ]
        var generator = TestGenerator(state: 3)
        for _ in 0..<20_000 {
            let length = Int.random(in: 0..<12, using: &generator)
            let source = (0..<length).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            if let constraint = try? Constraint(parsing: source) { _ = constraint.holds(in: Self.configuration) }
        }
        let deep = String(repeating: "(", count: 100_000)
        #expect(throws: SpaceError.self) { try Constraint(parsing: deep) }
    }

    @Test func aParameterWithoutANameHoldsNothingUp() throws {
        #expect(try Constraint(parsing: "a < 2", knowing: ["", "a"]).names == ["a"])
    }
}
