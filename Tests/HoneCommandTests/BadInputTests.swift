import Foundation
import Testing

/// What the tool says to wrong use and wrong input: exit code 2 where the user can mend it, 1 where it failed on the way;
/// the message names the place and the remedy on stderr, and nothing else is printed.
@Suite("Bad input", .serialized)
struct BadInputTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var arguments: [String]
        var message: [String]
        var files: [String: String] = [:]
        var status: Int32 = 2

        init(
            _ name: String, _ arguments: [String], _ message: String..., files: [String: String] = [:],
            status: Int32 = 2
        ) {
            self.name = name
            self.arguments = arguments
            self.message = message
            self.files = files
            self.status = status
        }

        var testDescription: String { name }
    }

    private static let program = ["--", "sh", "program.sh"]
    private static let prints = ["program.sh": "echo loss: 0.5\n"]
    private static let one = ["-p", "x=1:9"]
    private static let goal = ["--minimize", "loss", "-n", "1"]

    private static func run(_ arguments: [String], program: [String] = program) -> [String] {
        ["run"] + goal + arguments + program
    }

    private static func study(_ text: String) -> [String: String] {
        ["study.yaml": text, "program.sh": "echo loss: 0.5\n"]
    }

    private static let described = """
        command: [sh, program.sh]
        objective: {minimize: loss}
        trials: 1
        parameters:
          x: {type: int, low: 1, high: 9}

        """

    static let cases: [Case] = [
        // Files
        Case("broken YAML", ["run", "study.yaml"], "study.yaml:2: broken YAML", files: study("name: a\n  b: [c\n")),
        Case(
            "unknown key", ["run", "study.yaml"],
            "study.yaml:6: objektive is not a key of a study; did you mean objective?",
            files: study(described + "objektive: {minimize: loss}\n")),
        Case(
            "unknown key of a parameter", ["run", "study.yaml"], "study.yaml:6", "did you mean scale?",
            files: study(described + "  y: {type: float, low: 1, high: 2, scael: log}\n")),
        Case("a key twice", ["run", "study.yaml"], "trials is given twice", files: study(described + "trials: 5\n")),
        Case("empty file", ["run", "study.yaml"], "study.yaml: it is empty", files: ["study.yaml": ""]),
        Case("no such file", ["run", "nothing.yaml"], "nothing.yaml: there is no such file"),
        Case("a folder for a file", ["run", "."], "it is a folder"),
        Case(
            "impossible constraint", ["run", "study.yaml"], "study.yaml:6", "no configuration of the space meets",
            files: study(described + "constraints: [\"x > 10\"]\n")),
        Case(
            "constraint with an unknown name", ["run", "study.yaml"], "study.yaml:6", "y is not a parameter",
            files: study(described + "constraints: [\"y > 10\"]\n")),
        Case(
            "a command as one text", ["run", "study.yaml"], "study.yaml:1", "[\"sh\", \"program.sh\"]",
            files: study(described.replacingOccurrences(of: "[sh, program.sh]", with: "sh program.sh"))),
        Case(
            "several objectives and an optimiser for one", ["run", "study.yaml", "--optimizer", "lm"],
            "lm optimises one objective, and there are 2 (a, b)",
            files: study(described.replacingOccurrences(of: "{minimize: loss}", with: "[{minimize: a}, {maximize: b}]"))
        ),
        Case(
            "a time that is none", ["run", "study.yaml"], "study.yaml:6", "10m",
            files: study(described + "trialTimeout: soon\n")),
        Case(
            "a pruner", ["run", "study.yaml"], "study.yaml:6", "there is none called hyperbnd",
            files: study(described + "pruner: {name: hyperbnd}\n")),
        // Parameters
        Case("low above high", run(["-p", "x=2:1"]), "-p x=2:1: low 2 is above high 1; write x=1:2"),
        Case("log of zero", run(["-p", "lr=0:1:log"]), "-p lr=0:1:log: a log scale needs low > 0; write lr="),
        Case("a step that never fits", run(["-p", "x=0:1:float:step=5"]), "never fits between 0 and 1"),
        Case("the same name twice", run(["-p", "x=1:2", "-p", "x=1:3"]), "-p x=1:3: x is given twice"),
        Case(
            "names that collide in the environment", run(["-p", "a-b=1:2", "-p", "a.b=1:2"]),
            "would both be HONE_PARAM_A_B"),
        Case("a name with a space", run(["-p", "a b=1:2"]), "letters, digits"),
        Case("nothing to search", run(["-p", "x=3"]), "nothing to search"),
        Case("no parameters", run([]), "no parameters"),
        Case(
            "a default outside the range", run(["-p", "x=1:9:default=10"]), "its default 10 is not one of its values"),
        Case("a parameter without values", run(["-p", "x"]), "-p x: the values are missing"),
        Case("a range in brackets", run(["-p", "lr=[1e-5,1e-1]"]), "write lr=1e-5:1e-1 for a range"),
        Case("another tool's range", run(["-p", "lr=loguniform(1e-5,1e-1)"]), "write lr=1e-5:1e-1:log"),
        Case("a misspelt suffix", run(["-p", "lr=1e-5:1e-1:lgo"]), "did you mean :log?"),
        Case(
            "a zero byte in a choice", ["run", "study.yaml"], "study.yaml:6", "U+0000",
            files: study(described + "  y: {type: categorical, choices: [\"a\\0b\", c]}\n")),
        Case("an open quote", run(["-p", "x=\"a,b"]), "is not closed"),
        // Options
        Case("no objective", ["run"] + one + program, "--minimize NAME or --maximize NAME", files: prints),
        Case(
            "both objectives for one of one", run(one + ["--maximize", "b", "--optimizer", "lm"]),
            "--optimizer: lm optimises one objective, and there are 2 (loss, b)", files: prints),
        Case(
            "a bound that is none", run(one + ["--subject-to", "latency"]), "--subject-to: latency: it has no <= or >=",
            files: prints),
        Case(
            "a rule that is none", run(one + ["--until", "soon"]), "--until: soon:", "no improvement in 20",
            files: prints),
        Case(
            "a pruner that is none", run(one + ["--pruner", "medain"]), "--pruner", "did you mean median?",
            files: prints),
        Case(
            "unknown optimiser", run(one + ["--optimizer", "gpp"]),
            "--optimizer: gpp is not an optimiser; did you mean gp?"),
        Case("an optimiser of another tool", run(one + ["--optimizer", "hyperopt"]), "hyperopt is not an optimiser"),
        Case("no adapter for lm", run(one + ["--optimizer", "lm"]), "needs an adapter", "make setup", files: prints),
        Case("unknown adapter", run(one + ["--adapter", "nix"]), "--adapter nix: there is no adapter", files: prints),
        Case("no trials", ["run", "-n", "0", "--minimize", "loss"] + one + program, "-n: it must be at least 1"),
        Case("no workers", run(one + ["-j", "0"]), "-j: it must be at least 1"),
        Case("a number that is none", ["run", "-n", "many"], "hone run:", "See: hone run --help"),
        Case("a time that is none, as option", run(one + ["--timeout", "soon"]), "--timeout: write a span of time"),
        Case(
            "a broken pattern", run(one + ["--metric-regex", "(["]),
            "--metric-regex: '([': it is not a regular expression"),
        Case("a pattern without a group", run(one + ["--metric-regex", "loss"]), "put one around the number"),
        Case("unknown option", ["run", "--frobnicate"], "Unknown option '--frobnicate'", "See: hone run --help"),
        Case("unknown command", ["rnu"], "did you mean run?"),
        Case("unknown command with options", ["rnu", "-n", "3"], "rnu is not a command; did you mean run?"),
        Case("unknown executor", run(one + ["--executor", "lokal"]), "did you mean local?"),
        Case("a name that leads out of the folder", run(one + ["--name", "../x"]), "cannot be a study's name"),
        // Programs
        Case(
            "program not found", run(one, program: ["--", "no-such-program"]),
            "no-such-program: there is no such program"),
        Case(
            "program not executable", run(one, program: ["--", "./program.sh"]), "may not be executed", files: prints),
        Case("program is a folder", run(one, program: ["--", "/tmp"]), "this is a folder, not a program"),
        Case("program without --", ["run", "python3", "train.py"], "hone run:", "stand after --"),
        Case("program alone without --", ["run", "program"], "a program stands after --"),
        Case("no program", run(one, program: []), "has no program to run"),
        Case(
            "placeholder without parameter", run(one, program: ["--", "sh", "program.sh", "--y={y}"]), "{y} in",
            "is not a parameter",
            files: prints),
        Case(
            "program that prints nothing", run(one), "no metric named loss", files: ["program.sh": "exit 0\n"],
            status: 1),
        Case(
            "program that prints another metric", run(one), "val_loss", files: ["program.sh": "echo val_loss: 3\n"],
            status: 1),
        Case("program that prints NaN", run(one), "nonFinite", files: ["program.sh": "echo loss: nan\n"], status: 1),
        Case(
            "program that fails", run(one), "exit", "bad things",
            files: ["program.sh": "echo bad things >&2; exit 3\n"], status: 1),
        // Stores and studies
        Case("no store", ["show", "a"], "hone.db: there is no store here yet"),
        Case(
            "a store that is none", ["list"], "hone.db: this is not a store of Hone", files: ["hone.db": "I am text."]),
        Case("a store in no folder", ["list", "--store", "nowhere/hone.db"], "no studies yet", status: 0),
        Case("resume of nothing", ["run", "--resume", "a"], "hone.db: there is no store here yet"),
        Case("resume with a program", ["run", "--resume", "a"] + program, "the study's description is in the store"),
        Case("ask without study", ["ask", "a"], "hone.db: there is no store here yet"),
        Case("tell without value", ["tell", "a", "0"], "METRIC=VALUE"),
        Case(
            "resume with a seed", ["run", "--resume", "a", "--seed", "9"], "the study's description is in the store"),
        Case(
            "a new study in no folder", run(one + ["--store", "nowhere/hone.db"]),
            "nowhere/hone.db: there is no folder", "--store", files: prints),
        Case("tell with a hexadecimal number", ["tell", "a", "0", "loss=0x10"], "loss=0x10 is not METRIC=VALUE"),
        Case("tell with a text", ["tell", "a", "0", "loss=good"], "loss=good is not METRIC=VALUE with a number"),
        Case("export in an unknown format", ["export", "a", "--format", "xml"], "xml"),
        Case("check of nothing", ["check"], "hone check: nothing to check"),
        // Models
        Case(
            "a model file that is none", ["model", "info", "random.gguf"], "random.gguf",
            files: ["random.gguf": "GGUF nothing of this makes sense"]),
        Case("an empty model file", ["model", "info", "empty.gguf"], "empty.gguf", files: ["empty.gguf": ""]),
        Case("an unknown model", ["model", "info", "gpt"], "gpt is neither a model that Hone knows nor an adapter"),
        Case("missing weights", ["model", "info"], "the weights of SmolLM2-135M-Instruct are missing", "make setup"),
    ]

    @Test("is answered with the place, the fault and the remedy", arguments: cases)
    func answer(_ bad: Case) async throws {
        try await withTool { tool in
            for (name, text) in bad.files { try tool.write(text, to: name) }
            let result = try await tool.run(bad.arguments)
            #expect(result.status == bad.status, "\(result.output)\(result.errors)")
            let said = bad.status == 2 ? result.errors : result.output + result.errors
            for part in bad.message { #expect(said.contains(part), "\(said)") }
            if bad.status == 2 { #expect(result.output.isEmpty, "\(result.output)") }
            #expect(
                !result.errors.contains("Fatal error") && !result.errors.contains("Error Domain"), "\(result.errors)")
        }
    }
}
