import Foundation
import HoneCore
import Testing

/// SplitMix64, so that the tests need no other target.
struct TestGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

@Suite("A search space") struct SearchSpaceTests {
    static let lr = Parameter("lr", .float(low: 1e-5, high: 0.1, scale: .log, step: nil), default: 0.001)
    static let optimizer = Parameter("opt", .categorical(["adam", "sgd"]))
    static let momentum = Parameter(
        "momentum", .float(low: 0, high: 0.99, scale: .linear, step: nil),
        if: [Condition(parent: "opt", values: ["sgd"])])
    static let nesterov = Parameter(
        "nesterov", .categorical([true, false]), if: [Condition(parent: "momentum", values: [0.5])])

    @Test("draws conditional parameters only when their parents ask for them, whatever the order of writing")
    func conditions() throws {
        let space = try SearchSpace([Self.momentum, Self.lr, Self.optimizer])
        var generator = TestGenerator(state: 1)
        var active = 0
        for _ in 0..<200 {
            let drawn = try #require(space.sample(using: &generator))
            #expect((drawn["momentum"] != nil) == (drawn["opt"] == "sgd"))
            #expect(space.contains(drawn))
            active += drawn["momentum"] == nil ? 0 : 1
        }
        #expect((60...140).contains(active))
    }

    @Test("drops inactive values and refuses missing, unknown and foreign ones")
    func canonical() throws {
        let space = try SearchSpace([Self.lr, Self.optimizer, Self.momentum])
        let kept = try space.canonical(["lr": 0.1, "opt": "adam", "momentum": 0.5])
        #expect(kept == ["lr": 0.1, "opt": "adam"])
        #expect(throws: SpaceError.self) { try space.canonical(["lr": 0.1, "opt": "sgd"]) }
        #expect(throws: SpaceError.self) { try space.canonical(["lr": 0.2, "opt": "adam"]) }
        let error = #expect(throws: SpaceError.self) { try space.canonical(["lrr": 0.1, "opt": "adam"]) }
        #expect(error?.description == "parameter lrr: it is not a parameter of the study; did you mean lr?")
    }

    @Test("meets its constraints in every draw, and says when it cannot")
    func constraints() throws {
        let layers = Parameter("layers", .int(low: 1, high: 8, scale: .linear, step: nil))
        let width = Parameter("width", .int(low: 16, high: 1024, scale: .log, step: nil))
        let space = try SearchSpace([layers, width], constraints: [Constraint(parsing: "layers * width <= 1024")])
        var generator = TestGenerator(state: 2)
        for _ in 0..<200 {
            let drawn = try #require(space.sample(using: &generator))
            #expect((drawn["layers"]?.number ?? 0) * (drawn["width"]?.number ?? 0) <= 1024)
        }
        let impossible = try SearchSpace([layers], constraints: [Constraint(parsing: "layers > 8")])
        #expect(impossible.sample(using: &generator, attempts: 100) == nil)
    }

    @Test("makes a default configuration as soon as one parameter has a default")
    func defaults() throws {
        let width = Parameter("width", .int(low: 0, high: 100, scale: .linear, step: nil))
        #expect(try SearchSpace([Self.lr, width]).defaultConfiguration == ["lr": 0.001, "width": 50])
        #expect(try SearchSpace([width]).defaultConfiguration == nil)
    }

    @Test("knows a default as stated only where nothing of it is made up")
    func statedDefaults() throws {
        let width = Parameter("width", .int(low: 0, high: 100, scale: .linear, step: nil))
        let fixed = Parameter("epochs", .fixed(3))
        #expect(try SearchSpace([Self.lr, width]).statedDefault == nil)
        #expect(try SearchSpace([Self.lr, fixed]).statedDefault == ["lr": 0.001, "epochs": 3])
        // A parameter that the defaults leave inactive needs none.
        var optimizer = Self.optimizer
        optimizer.defaultValue = "adam"
        #expect(try SearchSpace([optimizer, Self.momentum]).statedDefault == ["opt": "adam"])
        optimizer.defaultValue = "sgd"
        #expect(try SearchSpace([optimizer, Self.momentum]).statedDefault == nil)
    }

    @Test("of many choices or many parameters is checked in time that grows no faster than they")
    func manyChoices() throws {
        let choices = (0..<100_000).map { ParameterValue.string("choice \($0)") }
        let many = (0..<20_000).map { Parameter("p\($0)", .int(low: 0, high: 9, scale: .linear, step: nil)) }
        let began = ContinuousClock.now
        _ = try SearchSpace([Parameter("x", .categorical(choices))])
        _ = try SearchSpace(many).canonical(Configuration(Dictionary(uniqueKeysWithValues: many.map { ($0.name, 3) })))
        // Quadratic checks take minutes.
        #expect(ContinuousClock.now - began < .seconds(10))
    }

    @Test("survives coding, in the terms of study.yaml")
    func coding() throws {
        let space = try SearchSpace(
            [
                Self.lr, Self.optimizer, Self.momentum,
                Parameter("n", .int(low: 1, high: 9, scale: .linear, step: 2), default: 3),
                Parameter("w", .ordinal([8, 16], scale: .log)), Parameter("f", .fixed(1.5)),
            ], constraints: [Constraint(parsing: "n < 9")])
        let data = try JSONEncoder().encode(space)
        #expect(try JSONDecoder().decode(SearchSpace.self, from: data) == space)
        #expect(String(decoding: data, as: UTF8.self).contains(#""if":[{"#))
    }

    @Test(
        "refuses what cannot be searched, and says what to write instead",
        arguments: [
            ([], "it has no parameters"),
            ([Parameter("x", .fixed(1))], "nothing to search"),
            ([lr, lr], "given twice"),
            (
                [
                    Parameter("a-b", .int(low: 0, high: 1, scale: .linear, step: nil)),
                    Parameter("a.b", .categorical([1, 2])),
                ], "HONE_PARAM_A_B"
            ),
            ([Parameter("x", .float(low: 2, high: 1, scale: .linear, step: nil))], "write x=1:2"),
            ([Parameter("lr", .float(low: 0, high: 1, scale: .log, step: nil))], "write lr=1e-06:1:log"),
            ([Parameter("x", .float(low: 0, high: 1, scale: .linear, step: 2))], "never fits"),
            ([Parameter("x", .int(low: 0, high: 9, scale: .linear, step: 0))], "positive"),
            ([Parameter("x", .categorical([]))], "no choices"),
            ([Parameter("x", .categorical(["a", "a"]))], "listed twice"),
            ([Parameter("x", .ordinal([2, 1], scale: .linear))], "rising order"),
            ([Parameter("x", .categorical(["a", "b"]), default: "c")], "its default c"),
            ([Parameter("x y", .categorical(["a", "b"]))], "letters, digits"),
            (
                [lr, Parameter("m", .categorical([1, 2]), if: [Condition(parent: "lrr", values: [1])])],
                "did you mean lr?"
            ),
            (
                [optimizer, Parameter("m", .categorical([1, 2]), if: [Condition(parent: "opt", values: ["adm"])])],
                "can never hold"
            ),
            ([Parameter("m", .categorical([1, 2]), if: [Condition(parent: "m", values: [1])])], "leads back"),
            ([Parameter("n", .int(low: 0, high: 100, scale: .log, step: nil))], "write n=1:100:log"),
            ([Parameter("n", .int(low: -5, high: 0, scale: .log, step: nil))], "leave the log out"),
            ([Parameter("x", .categorical(["a\0b", "a\0c"]))], "U+0000"),
            ([lr, Parameter("x", .fixed("\u{1B}[31m"))], "U+001b"),
            ([lr, Parameter("x", .fixed(.float(.nan)))], "finite"),
            ([Parameter("x", .ordinal(["a", "\u{9B}"], scale: nil))], "U+009b"),
            ([Parameter("x", .float(low: 0, high: .infinity, scale: .linear, step: nil))], "finite"),
        ] as [([Parameter], String)])
    func refusals(parameters: [Parameter], message: String) {
        let error = #expect(throws: SpaceError.self) { try SearchSpace(parameters) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "no error")")
    }
}
