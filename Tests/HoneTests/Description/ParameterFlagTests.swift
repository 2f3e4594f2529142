import Hone
import HoneCore
import HoneNumerics
import Testing

@Suite("-p flags")
struct ParameterFlagTests {
    @Test(
        "mean what the interface says",
        arguments: [
            ("lr=1e-5:1e-1:log", Domain.float(low: 1e-5, high: 0.1, scale: .log, step: nil)),
            ("layers=1:8", .int(low: 1, high: 8, scale: .linear, step: nil)),
            ("layers=1:8:float", .float(low: 1, high: 8, scale: .linear, step: nil)),
            ("layers=1.0:8", .float(low: 1, high: 8, scale: .linear, step: nil)),
            ("layers=1e0:8:int", .int(low: 1, high: 8, scale: .linear, step: nil)),
            ("x=-1e-3:1", .float(low: -1e-3, high: 1, scale: .linear, step: nil)),
            ("x=-5:-1", .int(low: -5, high: -1, scale: .linear, step: nil)),
            ("x=-.5:+2.", .float(low: -0.5, high: 2, scale: .linear, step: nil)),
            ("width=8:256:log:int", .int(low: 8, high: 256, scale: .log, step: nil)),
            ("width=8:256:int:log", .int(low: 8, high: 256, scale: .log, step: nil)),
            ("width=0:256:step=32", .int(low: 0, high: 256, scale: .linear, step: 32)),
            ("drop=0:0.9:step=0.1", .float(low: 0, high: 0.9, scale: .linear, step: 0.1)),
            ("opt=adam,sgd", .categorical(["adam", "sgd"])),
            ("width=8,16,32:ordinal", .ordinal([8, 16, 32], scale: nil)),
            ("steps=knead,rest,fold:permutation", .permutation(["knead", "rest", "fold"])),
            ("steps=3,1,2:permutation:default=\"1,2,3\"", .permutation([3, 1, 2])),
            ("width=8,16,32:ordinal:log", .ordinal([8, 16, 32], scale: .log)),
            ("x=1,2.5,yes,true", .categorical([1, 2.5, "yes", true])),
            ("x=1,2:float", .categorical([1.0, 2.0])),
            ("model=\"llama3:8b\",other", .categorical(["llama3:8b", "other"])),
            ("x=\"a,b\",\"8\"", .categorical(["a,b", "8"])),
            ("seed=3", .fixed(3)),
            ("host=localhost:8080", .fixed("localhost:8080")),
            ("x=1:8:fixed", .fixed("1:8")),
            ("x=1,2:fixed", .fixed("1,2")),
            ("x=1:2:3", .fixed("1:2:3")),
            ("x=\"1:8\"", .fixed("1:8")),
            ("mode=log", .fixed("log")),
            ("x=\"\"", .fixed("")),
            ("x=\"say \\\"hi\\\"\"", .fixed("say \"hi\"")),
            ("x=a=b", .fixed("a=b")),
            ("x=nan:inf", .fixed("nan:inf")),
            ("x=5:float", .fixed(5.0)),
            ("x=0.5, 1.0", .categorical([0.5, 1.0])),
            ("opt= adam , sgd ", .categorical(["adam", "sgd"])),
            ("x=1e3,5e2:ordinal", .ordinal([1000.0, 500.0], scale: nil)),
            ("lr= 1e-5 : 1e-1 : log", .float(low: 1e-5, high: 0.1, scale: .log, step: nil)),
            ("act=relu(x),gelu(x)", .categorical(["relu(x)", "gelu(x)"])),
            ("layers=\"(64,64)\",\"(128,)\"", .categorical(["(64,64)", "(128,)"])),
            ("x=\"[1e-5,1e-1]\"", .fixed("[1e-5,1e-1]")),
            ("when=2024-01", .fixed("2024-01")),
            ("x=1..8:fixed", .fixed("1..8")),
            ("quant=qwen:int4,llama:int8", .categorical(["qwen:int4", "llama:int8"])),
        ])
    func meaning(_ text: String, _ domain: Domain) throws {
        let flag = try ParameterFlag(parsing: text)
        #expect(flag.parameter.domain == domain)
        #expect(flag.parameter.name == String(text.prefix { $0 != "=" }))
    }

    @Test(
        "take a default anywhere among the suffixes",
        arguments: [
            ("lr=1e-5:1e-1:default=1e-3:log", ParameterValue.float(1e-3)), ("n=1:8:default=4", .int(4)),
            ("x=0.0:8:default=4", .float(4)), ("opt=adam,sgd:default=sgd", .string("sgd")),
            ("m=\"a:b\",c:default=\"a:b\"", .string("a:b")),
        ])
    func defaults(_ text: String, _ value: ParameterValue) throws {
        #expect(try ParameterFlag(parsing: text).parameter.defaultValue == value)
    }

    @Test(
        "are refused with the flag, the fault and the remedy",
        arguments: [
            ("lr", "write NAME=VALUES"), ("=1:2", "the name is missing"), ("lr=", "lr has no values"),
            ("opt=a,,b", "write \"\""), ("opt=a,", "write \"\""), ("opt=\"a", "not closed"),
            ("n=1:8:step=0.5", "add :float"), ("n=1:8:step=x", "the step must be a number"),
            ("n=1:8:log:log", "twice"), ("n=1:8:int:float", "drop one"), ("n=a:log", "LOW:HIGH"),
            ("n=5:step=1", "needs a range"), ("n=5:ordinal", "list"), ("opt=a,b:log", "drop :log"),
            ("opt=a,b:step=2", "drop :step"), ("n=1.5:8:int", "whole numbers"), ("opt=a,b:int", "whole number"),
            ("n=1:8:default=9", "not one of its values"), ("n=1:8:default=", "the default is missing"),
            ("x=1e-5:1e-1:lgo", "did you mean :log?"), ("n=1:8:stpe=2", "did you mean :step=...?"),
            ("n=1:8:quickly", "is no suffix; known: :log"), ("w=8,16,32:ordnal", "did you mean :ordinal?"),
            ("lr=[1e-5,1e-1]", "write lr=1e-5:1e-1 for a range, or lr=1e-5,1e-1"),
            ("lr=(1e-5, 1e-1):log", "write lr=1e-5:1e-1 for a range"), ("opt={adam,sgd}", "write opt=adam,sgd"),
            ("lr=loguniform(1e-5,1e-1)", "write lr=1e-5:1e-1:log"), ("x=uniform(0,1)", "write x=0:1:float"),
            ("x=tune.uniform(0.5, 1)", "write x=0.5:1"), ("n=range(1,8)", "write n=1:8"),
            ("n=randint(1, 8)", "write n=1:8"), ("o=hp.choice([a,b])", "write o=a,b"), ("n=1..8", "colon: n=1:8"),
            ("n=1...8", "n=1:8"), ("lr=1e-5-1e-1", "lr=1e-5:1e-1"), ("h=(64,64),(128,)", "put each value in quotes"),
            ("n=3:fixed:default=3", "needs no default"), ("n=1:8:fixed:ordinal", "drop one"),
        ])
    func refusals(_ text: String, _ expected: String) {
        let error = #expect(throws: DescriptionError.self) { try ParameterFlag(parsing: text) }
        #expect(error?.place == "-p \(text)")
        #expect(error?.problem.contains(expected) == true, "\(error?.problem ?? "")")
    }

    @Test("that look like a slip are remarked upon", arguments: ["lr=1:8:16", "lr=0.1:x"])
    func slips(_ text: String) throws {
        #expect(try ParameterFlag(parsing: text).remark?.contains("fixed text") == true)
    }

    @Test("of the whole numbers 0 and 1 say so, and how all numbers between them are written")
    func zeroToOne() throws {
        let flag = try ParameterFlag(parsing: "dropout=0:1")
        #expect(flag.parameter.domain == .int(low: 0, high: 1, scale: .linear, step: nil))
        #expect(flag.remark?.contains("dropout=0.0:1.0") == true)
        #expect(try ParameterFlag(parsing: "bias=0:1:int").remark == nil)
        #expect(try ParameterFlag(parsing: "dropout=0:1:float").remark == nil)
    }

    @Test(
        "that look intended are not remarked upon",
        arguments: ["host=localhost:80", "x=1:8:9:fixed", "x=\"1:8\"", "n=1:8"])
    func noSlips(_ text: String) throws {
        #expect(try ParameterFlag(parsing: text).remark == nil)
    }

    @Test("that Hone writes read back as the same parameter")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 11)
        var written = 0
        for _ in 0..<2000 {
            let parameter = Self.randomParameter(using: &generator)
            guard let text = ParameterFlag.text(for: parameter) else { continue }
            written += 1
            #expect(try ParameterFlag(parsing: text).parameter == parameter, "\(text)")
        }
        #expect(written > 1500)
    }

    @Test("made of random characters give a parameter or an error, never anything else")
    func randomText() {
        var generator = SeededGenerator(seed: 5)
        let alphabet = Array("ab:=,\"\\.-+0189e{} \n\tlogintfixedstepordinaldefault\u{0301}é\u{0}🙂")
        var parsed = 0
        for _ in 0..<20_000 {
            let length = Int.random(in: 0...14, using: &generator)
            let text =
                "x=" + String((0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
            if let flag = try? ParameterFlag(parsing: text) {
                parsed += 1
                #expect(flag.parameter.name == "x")
            }
        }
        #expect(parsed > 1000)
    }

    private static func randomParameter(using generator: inout SeededGenerator) -> Parameter {
        let a = Double.random(in: -1000...1000, using: &generator)
        let b = a + Double.random(in: 0.001...1000, using: &generator)
        let domain: Domain
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: domain = .float(low: abs(a) + 1e-9, high: abs(a) + b - a, scale: .log, step: nil)
        case 1:
            domain = .float(low: a, high: b, scale: .linear, step: Bool.random(using: &generator) ? (b - a) / 7 : nil)
        case 2:
            domain = .int(low: Int(a), high: Int(b) + 1, scale: .linear, step: Bool.random(using: &generator) ? 1 : nil)
        case 3: domain = .categorical(randomValues(using: &generator))
        default: domain = .fixed(randomValues(using: &generator)[0])
        }
        var parameter = Parameter("p.\(Int.random(in: 0..<100, using: &generator))", domain)
        if case .fixed = domain { return parameter }
        if Bool.random(using: &generator) {
            parameter.defaultValue = domain.value(atUnit: Double.random(in: 0...1, using: &generator))
        }
        return parameter
    }

    private static func randomValues(using generator: inout SeededGenerator) -> [ParameterValue] {
        let pool: [ParameterValue] = [
            1, 2.5, "8", "a,b", "c:d", "", "\"quoted\"", "back\\slash", true, "true", "1e-3", "log", "step=1", -4, 1e-7,
            "a b", " a", "b ", "[1", "(64,64)", "1..8", "x\ty", 1.0, 500.0,
            "default=x", "fixed",
        ]
        return Array(pool.shuffled(using: &generator).prefix(Int.random(in: 2...5, using: &generator)))
    }
}
