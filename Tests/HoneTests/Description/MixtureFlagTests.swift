import Hone
import HoneCore
import HoneExecution
import HoneSearch
import Testing

@Suite("Mixtures and orders in files and flags")
struct MixtureFlagTests {
    private static let whole = """
        name: dough
        command: [./bake, "--mix={mix.flour},{mix.water}", "--steps={steps}"]
        objective: {minimize: density}
        parameters:
          minutes: {type: int, low: 10, high: 60}
          mix:
            type: simplex
            parts: {flour: [0.4, 0.7], water: [0.2, 0.5], salt: }
            high: 0.1
            describe: the dough
          steps: {type: permutation, items: [knead, rest, fold, proof], default: [rest, knead, fold, proof]}
          oven-heat: {type: float, low: 150, high: 260}
          oven: {type: float, low: 0, high: 9}
        constraints:
          - mix.water <= 0.8 * mix.flour
          - oven-heat - minutes >= 150
          - steps in ["knead,rest,fold,proof", "rest,knead,fold,proof", "rest,fold,knead,proof"] or minutes > 30
        """

    private static func study(_ text: String = whole) throws -> StudyDescription {
        try StudyFile.decode(text, name: "study.yaml").build()
    }

    @Test("become parameters where the mixture stands, and a constraint")
    func file() throws {
        let space = try Self.study().space
        #expect(
            space.parameters.map(\.name) == [
                "minutes", "mix.flour", "mix.water", "mix.salt", "steps", "oven-heat", "oven",
            ])
        #expect(space["mix.salt"]?.domain == .float(low: 0, high: 0.1, scale: .linear, step: nil))
        #expect(space["steps"]?.defaultValue == "rest,knead,fold,proof")
        #expect(space.statedConstraints.count == 3)
        #expect(space.constraints.last?.source == "mix.flour + mix.water + mix.salt == 1")
        #expect(space.constraints[1].names == ["oven-heat", "minutes"])
    }

    @Test("reach the program as arguments, whoever chooses them", arguments: ["random", "tpe", "gp", "cmaes", "nsga2"])
    func endToEnd(name: String) async throws {
        var study = try Self.study()
        study.optimizer = OptimizerChoice(name: name)
        let template = try CommandTemplate(study.command, space: study.space, appendsParameters: false)
        let optimizer = try OptimizerRegistry().optimizer(for: study)
        var history = TrialHistory()
        for number in 0..<25 {
            let suggestion = try #require(
                try await optimizer.suggest(1, for: study, given: history, seed: 1).first?.configuration)
            #expect(study.space.contains(suggestion))
            let parts = ["flour", "water", "salt"].compactMap { suggestion["mix.\($0)"]?.number }
            #expect(parts.reduce(0, +) == 1)
            let arguments = template.arguments(for: suggestion)
            #expect(arguments.last == "--steps=\(suggestion["steps"] ?? "")")
            #expect(arguments[1] == "--mix=\(suggestion["mix.flour"] ?? ""),\(suggestion["mix.water"] ?? "")")
            var trial = Trial(number: number, state: .complete, configuration: suggestion)
            trial.values = [parts[0]]
            history.trials.append(trial)
            history.revision += 1
        }
    }

    @Test(
        "are read from flags and written back",
        arguments: [
            "mix=water,oil,salt:simplex", "mix=water:0.2:0.8,oil,salt:0:0.1:simplex:total=3",
            "mix=a,b:simplex:total=100:default=30,70", "mix=a,b:simplex:describe=what goes in",
        ])
    func flags(text: String) throws {
        let flag = try #require(try MixtureFlag(parsing: text))
        #expect(MixtureFlag.text(for: flag.mixture) == text)
        #expect(try SearchSpace([], mixtures: [flag.mixture]).defaultConfiguration != nil)
    }

    @Test("are told from other flags", arguments: ["lr=1e-5:1e-1:log", "opt=simplex,other", "kind=simplex", "x"])
    func others(text: String) throws {
        #expect(try MixtureFlag(parsing: text) == nil)
    }

    @Test("given as flags take the place of a file's")
    func overriding() throws {
        var draft = try StudyFile.decode(Self.whole, name: "study.yaml")
        try draft.add(try #require(try MixtureFlag(parsing: "mix=flour:0.4:2,water:simplex:total=2")))
        let space = try draft.build().space
        #expect(space.parameters.map(\.name).prefix(3) == ["minutes", "mix.flour", "mix.water"])
        #expect(space["mix.salt"] == nil)
        #expect(space.mixtures.map(\.total) == [2])
        #expect(space.mixtures.first?.meaning == "the dough")
    }

    @Test(
        "that make no sense are answered with the line and the remedy",
        arguments: [
            ("mix: {type: simplex}", "has no parts"),
            ("mix: {type: simplex, parts: [a]}", "at least two parts"),
            ("mix: {type: simplex, parts: [a, b], step: 1}", "step is not a key of a simplex parameter"),
            ("mix: {type: simplex, parts: {a: [0, 0.1], b: [0, 0.2]}}", "never to 1"),
            ("mix: {type: simplex, parts: {a: [0.5, 0.1], b: }}", "upside down"),
            ("mix: {type: simplex, parts: [a, b], default: {a: 0.5}}", "how much b there is"),
            ("mix: {type: simplex, parts: [a, b], default: [0.5, 0.6]}", "instead of 1"),
            ("mix: {type: mixture, parts: [a, b]}", "write simplex"),
            ("steps: {type: permutation, items: [a]}", "2 to 64 items"),
            ("steps: {type: permutation, items: [a, \"b,c\"]}", "commas"),
            ("steps: {type: permutation, items: [a, b], default: [a, c]}", "is not one of its values"),
        ])
    func errors(parameter: String, message: String) {
        let text = "objective: {minimize: loss}\nname: x\nparameters:\n  \(parameter)"
        let error = #expect(throws: DescriptionError.self) { try Self.study(text) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "none")")
        #expect(error?.description.hasPrefix("study.yaml:4") == true, "\(error?.description ?? "none")")
    }
}
