import Foundation
import Hone
import HoneCore
import HoneDescribing
import Testing

/// What is made of the help texts of real programs (`Fixtures/help/make_help.py`).
@Suite("Help texts become studies") struct HelpTests {
    static func fixture(_ name: String) throws -> [UInt8] {
        let url = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
        return [UInt8](try Data(contentsOf: url.appendingPathComponent("help/\(name).txt")))
    }

    /// The study that a file of the described text holds: read back by what reads every study.
    static func study(_ help: [UInt8], command: [String] = ["python", "train.py"]) throws -> StudyDescription {
        let program = DescribedProgram(help: help, command: command)
        let text = StudyText(name: "s", program: program, question: DescribedProgram.asking(command, with: "--help"))
            .text
        return try StudyFile.decode(text, name: "study.yaml").build()
    }

    /// The parameters as flags, without those that only turn switches.
    static func flags(_ name: String) throws -> [String] {
        try study(try fixture(name)).space.parameters.compactMap(ParameterFlag.text)
    }

    @Test func argparseWithDefaultsInItsHelp() throws {
        #expect(
            try Self.flags("argparse_trainer")
                == [
                    "batch-size=32:512:log:default=128:describe=images in a step",
                    "lr=0.001:1.0:log:default=0.1:describe=initial learning rate",
                    "momentum=0.5:0.999:default=0.9:describe=momentum of SGD",
                    "weight-decay=5e-06:0.05:log:default=0.0005:describe=L2 penalty on the weights; biases are left out of it, as are the scales of the normalisation",
                    "opt=sgd,adam,adamw:default=sgd:describe=optimiser",
                    "depth=1:8:default=3:describe=blocks in a stage",
                    "label-smoothing=0.0:0.5:default=0.0:describe=share of the label that goes to the others, between 0 and 0.5",
                    "nesterov=false,true:default=false:describe=Nesterov's momentum",
                    "augment=false,true:default=true:describe=crop and flip",
                    "width=16,32,64:ordinal:default=32:describe=channels of the first stage",
                ].map(Self.quoted))
    }

    @Test func argparseThatSaysLittle() throws {
        #expect(
            try Self.flags("argparse_plain")
                == [
                    "C=0.001:1000.0:log:describe=inverse strength of regularisation",
                    "gamma=0.0001:1.0:log:default=0.01:describe=width of the kernel", "kernel=rbf,poly,sigmoid",
                    "degree=2:6:default=3:describe=degree of the polynomial. Must be between 2 and 6.",
                    "shrinking=True,False:default=True:describe=use the shrinking heuristic (True/False)",
                    "tol=1e-05:0.1:log:default=0.001:describe=tolerance",
                ].map(Self.quoted))
    }

    @Test func click() throws {
        #expect(
            try Self.flags("click_trainer")
                == [
                    "lr=1e-05:1.0:log:default=0.001:describe=Learning rate.",
                    "layers=1:8:default=2:describe=Hidden layers.",
                    "dropout=0.0:0.99:default=0.1:describe=Share of units that are dropped.",
                    "leaves=8:124:log:default=31:describe=Leaves of a tree.",
                    "optimizer=adam,sgd,rmsprop:default=adam:describe=Optimiser.",
                    "shuffle=false,true:default=true:describe=Draw the rows anew in each epoch.",
                    "amsgrad=false,true:default=false:describe=The variant of Adam that never forgets a large gradient.",
                    "l2=0.0:1.0:default=0.0:describe=Penalty on squared weights.",
                ].map(Self.quoted))
    }

    @Test func typerInItsFrames() throws {
        #expect(
            try Self.flags("typer_trainer")
                == [
                    "learning-rate=1e-06:1.0:log:default=0.0003:describe=Step size.",
                    "batch-size=16:256:log:default=64:describe=Rows in a step.",
                    "schedule=cosine,step,constant:default=cosine:describe=How the step size falls.",
                    "warmup=0.0:1.0:default=0.05:describe=Share of the steps in which the step size rises.",
                    "ema=false,true:default=false:describe=Average the weights over time, which costs some memory and usually makes the last steps less noisy.",
                ].map(Self.quoted))
    }

    @Test func absl() throws {
        #expect(
            try Self.flags("absl_trainer")
                == [
                    "double_q=false,true:default=false:describe=Use two value functions, so that neither is believed too much when both are trained on what the other one has chosen.",
                    "epsilon=0.0:1.0:default=0.1:describe=Share of random actions.",
                    "explore=greedy,ucb,thompson:default=greedy:describe=How to explore.",
                    "hidden_units=16:256:log:default=64:describe=Width of the hidden layers.",
                    "horizon=1:50:default=10:describe=Steps that are looked ahead.",
                    "learning_rate=0.0001:1.0:log:default=0.01:describe=Step size of the agent.",
                ].map(Self.quoted))
    }

    @Test func docopt() throws {
        #expect(
            try Self.flags("docopt_solver")
                == [
                    "temperature=1.0:100.0:log:default=10.0:describe=Temperature at the start.",
                    "cooling=0.5:0.9999:default=0.99:describe=Factor per step, from 0.5 to 0.9999.",
                    "moves=25:400:log:default=100:describe=Moves at each temperature.",
                    "neighbour=2opt,oropt,swap:default=2opt:describe=2opt, oropt or swap.",
                    "greedy=false,true:default=false:describe=Begin with the nearest neighbour's tour.",
                ].map(Self.quoted))
    }

    /// The description as a flag quotes it.
    private static func quoted(_ flag: String) -> String {
        guard let range = flag.range(of: ":describe=") else { return flag }
        return flag[..<range.upperBound] + ParameterValue.string(String(flag[range.upperBound...])).literal
    }

    @Test("tools whose switches say what they do have nothing to search", arguments: ["xz", "gzip"])
    func toolsWithoutHyperparameters(_ name: String) throws {
        let program = DescribedProgram(help: try Self.fixture(name), command: [name])
        #expect(program.isEmpty)
        #expect(program.optionCount > 10)
    }

    @Test func switchesAreTurnedInBothWaysByTheCommand() throws {
        let study = try Self.study(try Self.fixture("click_trainer"))
        let template = try CommandTemplate(study.command, space: study.space)
        let standard = try #require(study.space.defaultConfiguration)
        #expect(
            template.arguments(for: standard) == [
                "python", "train.py", "--lr=0.001", "--layers=2", "--dropout=0.1", "--leaves=31", "--optimizer=adam",
                "--l2=0.0",
            ])
        let turned = study.space.configuration { parameter in
            switch parameter.name {
            case "shuffle": false
            case "amsgrad": true
            default: parameter.defaultValue ?? parameter.domain.value(atUnit: 0.5)
            }
        }
        #expect(template.arguments(for: turned).contains("--no-shuffle"))
        #expect(template.arguments(for: turned).contains("--amsgrad"))
    }

    @Test func theFileListsWhatWasLeftOutAndMarksWhatWasGuessed() throws {
        let command = ["python", "train.py"]
        let program = DescribedProgram(help: try Self.fixture("argparse_trainer"), command: command)
        let text = StudyText(name: "s", program: program, question: command + ["--help"]).text
        #expect(text.contains("# Written by hone describe from: python train.py --help\n"))
        #expect(text.contains("#   --output-dir OUTPUT_DIR: a file, a folder or an address\n"))
        #expect(text.contains("#   --epochs EPOCHS: how long it runs: a budget, not a choice\n"))
        #expect(text.contains("describe: \"initial learning rate\"}   # the range is a guess\n"))
        #expect(text.contains("describe: \"blocks in a stage\"}\n"))
        #expect(text.contains("objective: {minimize: loss}   # a guess"))
        #expect(text.contains("context: \"Train a residual network on CIFAR-10.\"\n"))
    }

    @Test func whatStandsInTheCommandIsNotSearched() throws {
        let help = try Self.fixture("argparse_trainer")
        let given = try Self.study(help, command: ["python", "train.py", "--lr", "0.5", "--opt=adam", "--nesterov"])
        for name in ["lr", "opt", "nesterov"] { #expect(given.space[name] == nil) }
        #expect(given.space["depth"] != nil)
        let placed = try Self.study(help, command: ["python", "train.py", "--lr={lr}", "--depth={depth}"])
        #expect(placed.space.parameters.map(\.name) == ["lr", "depth"])
        #expect(placed.command == ["python", "train.py", "--lr={lr}", "--depth={depth}"])
        #expect(DescribedProgram.asking(["a", "--lr={lr}", "b"], with: "-h") == ["a", "b", "-h"])
    }

    @Test(
        "other ways to write an option",
        arguments: [
            ("  -lr float\n    \tlearning rate (default 0.1)", "lr=0.001:1.0:log:default=0.1:describe=learning rate"),
            ("  -n, --neighbors=NUM  how many [1 <= x < 10]; default is 5", "neighbors=1:9:default=5"),
            (
                "  --solver SOLVER  one of 'newton', 'lbfgs' or 'saga' (default: saga)",
                "solver=newton,lbfgs,saga:default=saga"
            ),
            ("  --alpha ALPHA  strength, must be >= 0 (Default: 1.0)", "alpha=0.01:100.0:log:default=1.0"),
            ("  --depth N\n        tree depth, in the range [1, 12]", "depth=1:12:describe"),
            ("  --leaf {1,5,10}  rows in a leaf", "leaf=1,5,10:ordinal"),
            ("\u{1B}[1m  --rate\u{1B}[0m FLOAT  [default: 0.5]", "rate=0.0:1.0:default=0.5"),
            (
                "  --on <place>  Where to train: local, or peft. (values: local, peft, cloud; default: local)",
                "on=local,peft,cloud:default=local"
            ),
            ("  --processes <number>  how many (default: 1)", "processes=1:8:default=1"),
            (
                "  --fix [(amend|reword):]<commit>  which\n  --share <number>  of rows (default: 0.5)",
                "share=0.0:1.0:default=0.5"
            ),
            ("  --batch_size BATCH_SIZE", "batch_size=8:512:log"), ("  --num-layers <int>", "num-layers=1:8"),
            ("  --lr <int>  odd\n  --alpha A  L2 penalty", "alpha=1e-08:1.0:log:describe=L2 penalty"),
            ("  --p P  number of lags (default: 2)\r\n", "p=1:8:default=2"),
        ])
    func otherForms(_ help: String, _ flag: String) throws {
        let study = try Self.study(Array("usage: x\n\noptions:\n\(help)\n".utf8))
        let parameter = try #require(study.space.parameters.first)
        #expect(
            ParameterFlag.text(for: parameter)?.hasPrefix(flag) == true, "\(ParameterFlag.text(for: parameter) ?? "")")
    }

    // MARK: - Hostile texts

    @Test func controlCharactersAndCommentsDoNotLeaveTheirLines() throws {
        let help = """
            usage: x

            Ends \u{1B}]0;title\u{07} here: "quoted" #not a comment

            options:
              --lr LR   rate\u{1B}[2J "a" # b: {c} \u{202E}x (default: 0.1)\u{2028}name: evil\u{85}
              --evil\u{0} E\u{1B}[31m  (default: 1)
              --out FILE\u{2028}parameters: {}   file
            """
        let command = ["sh", "a\nb", "c: \"d\" #e", "{{x}}"]
        let program = DescribedProgram(help: Array(help.utf8), command: command)
        let text = StudyText(name: "s", program: program, question: command).text
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
        let study = try StudyFile.decode(text, name: "s.yaml").build()
        #expect(study.name == "s")
        #expect(study.space["lr"]?.defaultValue == 0.1)
        #expect(study.command[2] == "c: \"d\" #e")
    }

    private static let floods: [String: String] = [
        "metavars": String(repeating: "--a <a|b|c> default default: (0<x<1 ", count: 8000),
        "options without end": String(repeating: "  --lr LR  default: (\n", count: 12_000),
        "braces": String(repeating: "{", count: 250_000),
        "open brackets": String(repeating: "  --x " + String(repeating: "<", count: 300) + "\n", count: 800),
        "commas": manyLines("y", "a, "), "ends of ranges": manyLines("z", "1<=x "), "choices": manyLines("w", "a|"),
        "options": (0..<9000).map { "  --o\($0) N  some (default: 1)\n" }.joined(),
        "nothing": "", "blank lines": "\n\n\n", "a dash": "-", "two dashes": "--", "a form": "  --[no]",
        "usage": "usage:",
        "zeros": "\u{0}\u{0}",
    ]

    private static func manyLines(_ name: String, _ piece: String) -> String {
        (0..<250).map { "  --\(name)\($0) V  \(String(repeating: piece, count: 1000 / piece.count))\n" }.joined()
    }

    @Test("megabytes and nonsense are read within seconds", arguments: floods.keys.sorted())
    func nonsense(_ name: String) {
        let start = ContinuousClock.now
        let program = DescribedProgram(help: Array((Self.floods[name] ?? "").utf8), command: ["x"])
        _ = StudyText(name: "s", program: program).text
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func randomBytesMakeNoCrash() throws {
        var generator = SystemRandomNumberGenerator()
        let pieces = Array("-=[]{}<>|,:; \n\t()\u{1B}ax01.\"'#*│─".utf8) + Array("--lr LR (default: 0.1)\n".utf8)
        for _ in 0..<300 {
            let help = (0..<400).map { _ in pieces.randomElement(using: &generator) ?? 0 }
            let program = DescribedProgram(
                help: Array("  --lr LR  rate (default: 0.1)\n".utf8) + help, command: ["x", "y"])
            let text = StudyText(name: "s", program: program, question: ["x"]).text
            #expect(throws: Never.self, "\(String(decoding: help, as: UTF8.self))") {
                if !program.isEmpty { _ = try StudyFile.decode(text, name: "s.yaml").build() }
            }
        }
    }
}
