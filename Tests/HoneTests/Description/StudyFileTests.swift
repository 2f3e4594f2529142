import Hone
import HoneCore
import HoneNumerics
import Testing
import Yams

@Suite("study.yaml")
struct StudyFileTests {
    private static let whole = """
        name: digits-mlp
        command: [python, train.py, "--lr={lr}", 010]
        objective: {minimize: loss, value: best}
        task: {model: mlp, dataset: digits, facts: {rows: 1797, kind: no, classes: 010}}
        context: "MLP classifier"
        parameters:
          lr:     {type: float, low: 1e-5, high: 1e-1, scale: log, default: 1e-3}
          layers: {type: int, low: 1, high: 8}
          opt:    {type: categorical, choices: [adam, sgd, no, 010, "8", 0x10]}
          width:  {type: ordinal, values: [16, 32, 64], scale: log}
          momentum: {type: float, low: 0, high: 0.99, step: 0.33, if: {opt: sgd}}
          seed: {type: fixed, value: yes}
        constraints: ["layers * width <= 4096"]
        trials: 100
        parallel: 4
        trialTimeout: 10m
        timeout: 1h30m
        optimizer: {name: gp}
        executor: {name: local}
        seed: 7
        useDefault: false
        """

    @Test("becomes the description that it says")
    func wholeFile() throws {
        let study = try StudyFile.decode(Self.whole, name: "study.yaml").build()
        #expect(study.name == "digits-mlp")
        #expect(study.command == ["python", "train.py", "--lr={lr}", "010"])
        #expect(study.objectives == [Objective(.minimize, "loss", stepValue: .best)])
        #expect(study.task.facts == ["rows": 1797, "kind": "no", "classes": 10])
        #expect(study.context == "MLP classifier")
        #expect(study.space["lr"]?.domain == .float(low: 1e-5, high: 0.1, scale: .log, step: nil))
        #expect(study.space["lr"]?.defaultValue == 1e-3)
        #expect(study.space["opt"]?.domain == .categorical(["adam", "sgd", "no", 10, "8", 16]))
        #expect(study.space["width"]?.domain == .ordinal([16, 32, 64], scale: .log))
        #expect(study.space["momentum"]?.conditions == [Condition(parent: "opt", values: ["sgd"])])
        #expect(study.space["seed"]?.domain == .fixed("yes"))
        #expect(study.space.parameters.map(\.name) == ["lr", "layers", "opt", "width", "momentum", "seed"])
        #expect(study.space.constraints.map(\.source) == ["layers * width <= 4096"])
        #expect(study.running.trials == 100)
        #expect(study.running.parallel == 4)
        #expect(study.running.trialTimeout == 600)
        #expect(study.running.timeout == 5400)
        #expect(study.optimizer.name == "gp")
        #expect(study.seed == 7)
        #expect(!study.usesDefault)
    }

    @Test(
        "is refused with the line, the fault and the remedy",
        arguments: [
            ("objektive: {minimize: loss}", 1, "objektive is not a key of a study; did you mean objective?"),
            ("name: a\n\nparalel: 2", 3, "did you mean parallel?"),
            ("name: [a", 2, "broken YAML"),
            ("name: a\n  b: c", 2, "broken YAML"),
            ("name: \"a", 1, "broken YAML"),
            ("name: a\nname: b", 1, "name is given twice"),
            ("name: a\n\"name\": b", 1, "name is given twice"),
            ("- a\n- b", 1, "must be a group of keys"),
            ("name: a/b", 1, "cannot be a study's name"),
            ("command: python train.py", 1, "[\"python\", \"train.py\"]"),
            ("command: []", 1, "empty list"),
            ("command: [python, {lr}]", 1, "quote it"),
            ("objective: loss", 1, "in which direction"),
            ("objective: {minimise: loss}", 1, "did you mean minimize?"),
            ("objective: {minimize: a, maximize: b}", 1, "list of two"),
            ("objective: {minimize: a, value: first}", 1, "last or best"),
            ("objective: [{minimize: a}, {maximize: a}]", 1, "twice"),
            ("parameters:\n  lr: {type: flaot, low: 0, high: 1}", 2, "did you mean float?"),
            ("parameters:\n  lr: {low: 0, high: 1}", 2, "its type is missing"),
            ("parameters:\n  lr: 0.1", 2, "say what it is"),
            ("parameters:\n  lr: {type: float, low: 0}", 2, "high is missing"),
            ("parameters:\n  lr: {type: float, low: a, high: 1}", 2, "low must be a number"),
            ("parameters:\n  lr: {type: float, low: \"0\", high: 1}", 2, "drop the quotes"),
            ("parameters:\n  lr: {type: float, low: .nan, high: 1}", 2, "finite"),
            ("parameters:\n  n: {type: int, low: 1.5, high: 3}", 2, "whole number"),
            ("parameters:\n  n:\n    type: int\n    low: 1\n    high: 3\n    default: 9", 6, "not one of its values"),
            ("parameters:\n  n:\n    type: int\n    low: 1\n    hihg: 3", 5, "did you mean high?"),
            ("parameters:\n  opt: {type: categorical, low: 1}", 2, "not a key of a categorical parameter"),
            ("parameters:\n  opt: {type: categorical, choices: adam}", 2, "must be a list"),
            ("parameters:\n  lr: {type: float, low: 1, high: 2, scale: lgo}", 2, "linear or log"),
            ("constraints: [\"a <\"]", 1, "ends where a value should follow"),
            ("parameters:\n  lr: {type: float, low: 1, high: 2, log: true}", 2, "write scale: log"),
            ("parameters:\n  lr:\n    type: float\n    min: 1\n    max: 2", 4, "write low"),
            ("parameters:\n  lr: {type: loguniform, low: 1, high: 2}", 2, "float with scale: log"),
            ("base: &b {a: 1}\ntask:\n  <<: *b", 3, "merge key"),
            ("name: a\r\rtrials: 0\r", 3, "at least 1"),
            ("trials: 0", 1, "at least 1"),
            ("trials: many", 1, "whole number"),
            ("trialTimeout: soon", 1, "10m"),
            ("trialTimeout: -5", 1, "10m"),
            ("optimizer: {nmae: gp}", 1, "did you mean name?"),
            ("executor: slurm", 1, "is not an executor"),
            ("executor: lokal", 1, "did you mean local?"),
            ("pruner: {name: hyperbnd}", 1, "did you mean hyperband?"),
            ("metricRegex: \"([\"", 1, "not a regular expression"),
            ("metricRegex: \"loss [0-9]+\"", 1, "no group"),
            ("task: {modl: mlp}", 1, "did you mean model?"),
            ("a: &x 1\nb: *y", 2, "broken YAML"),
        ])
    func refusals(_ text: String, _ line: Int, _ expected: String) {
        let error = #expect(throws: DescriptionError.self) { try StudyFile.decode(text, name: "study.yaml") }
        #expect(error?.place == "study.yaml:\(line)", "\(error?.description ?? "")")
        #expect(error?.problem.contains(expected) == true, "\(error?.problem ?? "")")
    }

    @Test(
        "with a wrong space is refused at the parameter's line",
        arguments: [
            ("lr: {type: float, low: 2, high: 1}", "write lr=1:2"),
            ("lr: {type: float, low: 0, high: 1, scale: log}", "a log scale needs low > 0"),
            ("lr: {type: float, low: 0, high: 1, step: 5}", "never fits"),
            ("lr: {type: float, low: 0, high: 1, step: 0}", "positive"),
            ("lr: {type: categorical, choices: [a, a]}", "listed twice"),
            ("lr: {type: categorical, choices: []}", "no choices"),
            ("l r: {type: int, low: 0, high: 1}", "letters, digits"),
            ("LAYERS: {type: int, low: 0, high: 1}", "would both be HONE_PARAM_LAYERS"),
            ("lr: {type: int, low: 0, high: 1, if: {optt: 1}}", "not a parameter"),
            ("lr: {type: int, low: 0, high: 1, if: {layers: 99}}", "can never hold"),
        ])
    func spaces(_ parameter: String, _ expected: String) {
        let text = """
            objective: {minimize: loss}
            name: a
            parameters:
              layers: {type: int, low: 1, high: 8}
              \(parameter)
            """
        let error = #expect(throws: DescriptionError.self) { try StudyFile.decode(text, name: "s.yaml").build() }
        #expect(error?.place == "s.yaml:5", "\(error?.description ?? "")")
        #expect(error?.problem.contains(expected) == true, "\(error?.problem ?? "")")
    }

    @Test("without parameters, without an objective or without anything says what to add")
    func missing() {
        #expect(throws: DescriptionError.self) { try StudyFile.decode("", name: "s.yaml") }
        let noObjective = "name: a\nparameters: {n: {type: int, low: 1, high: 2}}"
        let objective = #expect(throws: DescriptionError.self) { try StudyFile.decode(noObjective, name: "s").build() }
        #expect(objective?.problem.contains("--minimize") == true)
        let noSpace = "name: a\nobjective: {minimize: loss}"
        let space = #expect(throws: DescriptionError.self) { try StudyFile.decode(noSpace, name: "s").build() }
        #expect(space?.problem.contains("no parameters") == true)
    }

    @Test("cannot make the parser explode with aliases of aliases, or overflow its stack")
    func bombs() {
        var bomb = "a0: &a0 [x, x]\n"
        for level in 1...40 { bomb += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        #expect(throws: DescriptionError.self) { try StudyFile.decode(bomb, name: "s.yaml") }
        var small = "a0: &a0 [x, x, x, x, x, x, x, x]\n"
        for level in 1...7 {
            small += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 8).joined(separator: ", "))]\n"
        }
        #expect(throws: DescriptionError.self) { try StudyFile.decode(small, name: "s.yaml") }
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: DescriptionError.self) { try StudyFile.decode(deep, name: "s.yaml") }
        let huge = "context: " + String(repeating: "x", count: 2 << 20)
        #expect(throws: DescriptionError.self) { try StudyFile.decode(huge, name: "s.yaml") }
    }

    @Test("may use a few anchors, and stars in constraints are none")
    func anchors() throws {
        let text = """
            name: a
            objective: {minimize: loss}
            parameters:
              a: &range {type: int, low: 1, high: 8}
              b: *range
            constraints: ["a * b <= 9", "a *b <= 10"]
            """
        let study = try StudyFile.decode(text, name: "s.yaml").build()
        #expect(study.space.parameters.count == 2)
        #expect(study.space.constraints.count == 2)
    }

    @Test(
        "has no anchors inside quotes, blocks, comments and words",
        arguments: [
            "command: [bash, -c, \"true && true && true && true && true && true && true && true && true && true\"]",
            "command: [bash, -c, 'a && b && c && d && e && f && g && h && i && j && &k &l']",
            "command: [bash, -c, true && true && true && true && true && true && true && true && true && true]",
            "# owners: &ann &bob &cyd &dan &eve &fay &gus &hal &ida\ncommand: [a] # &a &b &c &d &e &f &g &h &i",
            "command:\n  - bash\n  - |\n    a &&\n    &b &c &d &e &f\n    &g &h &i &j\n  - end",
            "command:\n- >-\n  &b &c &d &e &f\n\n  &g &h &i &j\n- end",
            "context: it's &a\n  &b &c &d &e\n  &f &g &h &i &j",
            "context: \"two\n  lines &a &b\n  &c &d &e &f &g &h &i &j\"",
        ])
    func noAnchors(_ text: String) throws {
        #expect(YAMLReferences(in: text).anchors.isEmpty)
        _ = try StudyFile.decode(text, name: "s.yaml")
    }

    @Test("never has more anchors than are counted before it is parsed")
    func anchorCount() throws {
        let pieces = [
            "a: ", "- ", "&x ", "*x", "'", "\"", "\n", "\n  ", "\n    ", "[", "]", "{", "}", ", ", "b", "|\n", ">-\n",
            "# ", "? ", ": ", "!!str ", "--- ", "\n--- ", "c: &y d", "it's", "\\", "\r\n", "\u{2028}", "\t", "&z [1]",
            "-",
        ]
        var generator = SeededGenerator(seed: 77)
        var parsed = 0
        for _ in 0..<30_000 {
            let text = (0..<(2 + generator.integer(below: 14))).map { _ in
                pieces[generator.integer(below: pieces.count)]
            }
            .joined()
            // Nodes hold their anchors weakly; the parser keeps them.
            guard let parser = try? Yams.Parser(yaml: text), let node = try? parser.singleRoot() else { continue }
            let found = withExtendedLifetime(parser) { Self.anchors(in: node) }
            parsed += found > 0 ? 1 : 0
            #expect(YAMLReferences(in: text).anchors.count >= found, "\(text.debugDescription)")
        }
        #expect(parsed > 300)
    }

    /// Anchors of the nodes of a document, those of aliases not counted again.
    private static func anchors(in node: Node) -> Int {
        var places: Set<String> = []
        func walk(_ node: Node) {
            if let anchor = node.anchor, let mark = node.mark {
                places.insert("\(anchor.rawValue) \(mark.line) \(mark.column)")
            }
            switch node {
            case .mapping(let mapping):
                for (key, value) in mapping {
                    walk(key)
                    walk(value)
                }
            case .sequence(let sequence): for item in sequence { walk(item) }
            case .scalar, .alias: break
            }
        }
        walk(node)
        return places.count
    }

    @Test("keeps the type of whole floats in choices, fixed values and facts")
    func wholeFloats() throws {
        let text = """
            name: a
            objective: {minimize: loss}
            task: {facts: {rows: 1000.0, classes: 10}}
            parameters:
              frac: {type: categorical, choices: [0.5, 1.0, 5e2]}
              n: {type: fixed, value: 2.0}
            """
        let study = try StudyFile.decode(text, name: "s.yaml").build()
        #expect(study.task.facts == ["rows": .float(1000), "classes": .int(10)])
        #expect(study.space["frac"]?.domain == .categorical([.float(0.5), .float(1), .float(500)]))
        #expect(study.space["n"]?.domain == .fixed(.float(2)))
        let stored = try ExactJSONEncoder().text(of: study)
        #expect(try ExactJSONDecoder.decode(StudyDescription.self, from: stored.utf8) == study)
    }

    @Test("with several objectives has them all, and an optimiser for one is refused")
    func severalObjectives() throws {
        let text = """
            name: a
            objective:
              - {minimize: loss}
              - {minimize: time}
            parameters: {n: {type: int, low: 1, high: 2}}
            """
        #expect(try StudyFile.decode(text, name: "s.yaml").build().objectives.map(\.metric) == ["loss", "time"])
        let error = #expect(throws: DescriptionError.self) {
            try StudyFile.decode(text + "\noptimizer: lm\n", name: "s.yaml").build()
        }
        #expect(error?.description.contains("lm optimises one objective, and there are 2 (loss, time)") == true)
        #expect(error?.place?.hasPrefix("s.yaml") == true)
    }

    @Test("with bounds on metrics, a pruner and rules for its end has them")
    func boundsAndRules() throws {
        let text = """
            name: a
            objective: {minimize: loss}
            metricConstraints: ["latency <= 50", "accuracy >= 0.9"]
            pruner: {name: patient, patience: 3, of: {name: hyperband, min: 1, max: 50}}
            repeats: {max: 5}
            until: ["loss <= 0.02", no improvement in 20, expected gain < 0.001]
            parameters: {n: {type: int, low: 1, high: 2}}
            """
        let study = try StudyFile.decode(text, name: "s.yaml").build()
        #expect(study.metricConstraints.map(\.description) == ["latency <= 50", "accuracy >= 0.9"])
        #expect(study.pruner?.kind == .patient && study.pruner?.wrapped?.kind == .hyperband)
        #expect(study.pruner?.wrapped?.number("max") == 50)
        #expect(study.repeats?.max == 5)
        #expect(
            study.running.until.map(\.description) == ["loss <= 0.02", "no improvement in 20", "expected gain < 0.001"])
        let stored = try ExactJSONEncoder().text(of: study)
        #expect(try ExactJSONDecoder.decode(StudyDescription.self, from: stored.utf8) == study)
    }

    @Test(
        "a pruner, a bound or a rule that makes no sense is refused at its line",
        arguments: [
            ("pruner: {name: hyperbnd}", "hyperband"), ("pruner: {name: hyperband, min: 3, max: 2}", "max"),
            ("pruner: {min: 3}", "has no name"), ("metricConstraints: [latency]", "<="),
            ("metricConstraints: [\"n <= 3\"]", "is a parameter"), ("until: [soon]", "no improvement in 20"),
            ("until: [\"a=b <= 3\"]", "metric"), ("repeats: {max: 1}", "at least 2"), ("repeats: 5000", "1000"),
            ("repeats: {}", "max: 5"), ("repeats: {min: 2}", "min"),
        ])
    func senseless(_ line: String, _ word: String) {
        let text = "name: a\nobjective: {minimize: loss}\nparameters: {n: {type: int, low: 1, high: 2}}\n\(line)\n"
        let error = #expect(throws: DescriptionError.self) { try StudyFile.decode(text, name: "s.yaml").build() }
        #expect(error?.place == "s.yaml:4", "\(String(describing: error))")
        #expect(error?.description.contains(word) == true, "\(String(describing: error))")
    }

    @Test("of many facts and choices is read in time that grows no faster than they")
    func manyEntries() throws {
        let facts = (0..<50_000).map { "f\($0): 1" }.joined(separator: ", ")
        let began = ContinuousClock.now
        _ = try StudyFile.decode("task: {facts: {\(facts)}}", name: "s.yaml")
        // A quadratic check takes a quarter of a minute.
        #expect(ContinuousClock.now - began < .seconds(8))
    }

    @Test("cut off or damaged anywhere gives a description or an error, never anything else")
    func damage() {
        let bytes = Array(Self.whole.utf8)
        for length in 0..<bytes.count {
            _ = try? StudyFile.decode(String(decoding: bytes[..<length], as: UTF8.self), name: "s.yaml")
        }
        for index in stride(from: 0, to: bytes.count, by: 3) {
            for replacement in "{}[]:,&*\"'#-\n\t\0".utf8 {
                var damaged = bytes
                damaged[index] = replacement
                let draft = try? StudyFile.decode(String(decoding: damaged, as: UTF8.self), name: "s.yaml")
                // A search for a configuration that damaged constraints allow may take a second.
                if index % 40 == 0, replacement == UInt8(ascii: "-") { _ = try? draft?.build() }
            }
        }
    }

    @Test("is overridden by flags, parameter by parameter")
    func overriding() throws {
        var draft = try StudyFile.decode(Self.whole, name: "study.yaml")
        try draft.add(try ParameterFlag(parsing: "lr=1e-4:1e-2:log"))
        try draft.add(try ParameterFlag(parsing: "momentum=0.5:0.9"))
        try draft.add(try ParameterFlag(parsing: "extra=1:3"))
        let study = try draft.build()
        #expect(study.space["lr"]?.domain == .float(low: 1e-4, high: 1e-2, scale: .log, step: nil))
        #expect(study.space["lr"]?.defaultValue == 1e-3)
        #expect(study.space["momentum"]?.conditions == [Condition(parent: "opt", values: ["sgd"])])
        #expect(study.space.parameters.map(\.name).last == "extra")
    }

    @Test("of a wrong flag names the flag as it was written")
    func flagPlaces() throws {
        var draft = StudyDraft()
        draft.objectives = [Objective(.minimize, "loss")]
        try draft.add(try ParameterFlag(parsing: "lr=0:1:log"))
        let error = #expect(throws: DescriptionError.self) { try draft.build() }
        #expect(error?.description == "-p lr=0:1:log: a log scale needs low > 0; write lr=1e-06:1:log")
        let twice = try ParameterFlag(parsing: "lr=0:2")
        #expect(throws: DescriptionError.self) { try draft.add(twice) }
    }

    @Test("whose command names an unknown parameter is refused with the nearest one")
    func placeholders() throws {
        let text = "name: a\nobjective: {minimize: loss}\nparameters: {lr: {type: int, low: 1, high: 2}}\ncommand: "
        let error = #expect(throws: DescriptionError.self) {
            try StudyFile.decode(text + "[a, \"--x={lrr}\"]", name: "s.yaml").build()
        }
        #expect(error?.problem.contains("did you mean lr?") == true)
        let fine = "[a, \"--x={lr}\", \"{{lrr}}\", '{\"json\": {\"a\": 1}}', \"{}\"]"
        #expect(try StudyFile.decode(text + fine, name: "s.yaml").build().command.count == 5)
    }

    @Test(
        "without a name takes it from the program",
        arguments: [
            (["python", "train.py", "--lr={lr}"], "train"), (["./bin/fit", "x"], "fit"),
            (["python3.12", "-u", "a/b.py"], "b"),
            (["uv", "run", "go.py"], "go"), (["python", "-m", "pkg.train"], "pkg.train"), (["./my prog.sh"], "my-prog"),
        ])
    func derivedNames(_ command: [String], _ name: String) {
        #expect(StudyName.derived(from: command) == name)
    }
}
