import Foundation
import Testing

/// Whatever a program, a file, a store or the user's own words hold: no control sequence reaches the terminal.
@Suite("Hostile text", .serialized)
struct HostileOutputTests {
    private static let sequences = "\u{1B}]52;c;cm0gLXJmIH4=\u{7}\u{1B}[2J\u{9B}31m\u{202E}\u{8}\u{7F}"

    private static let program = """
        import os, sys
        bad = "\\x1b]52;c;cm0gLXJmIH4=\\x07\\x1b[2J\\u009b31m\\u202e\\x7f"
        open(os.environ["HONE_RESULTS"], "w").write('{"\\\\u001b[2Jm": 1, "\\\\u009b31mz": 2, "=1+1": 3, "\\\\u202ex": 4}\\n')
        print(bad, "\\r" + bad)
        print(bad, file=sys.stderr)
        if "--fail" in sys.argv: sys.exit(bad)
        print("loss: 1 " + bad)

        """

    private func check(_ result: Tool.Result, _ what: String) {
        for (name, text) in [("stdout", result.output), ("stderr", result.errors)] {
            let bad = text.unicodeScalars.filter { scalar in
                scalar != "\n" && scalar != "\t"
                    && (scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
                        || (0x202A...0x202E).contains(scalar.value))
            }
            #expect(bad.isEmpty, "\(what), \(name): \(bad.map { String($0.value, radix: 16) })")
        }
    }

    @Test("from programs and their reports is shown without its sequences by every command")
    func programs() async throws {
        try await withTool { tool in
            try tool.write(Self.program, to: "p.py")
            let begin = ["--optimizer", "random", "--minimize", "loss", "-p", "x=0:1:float", "--no-append", "--"]
            let run = try await tool.run(["run", "-n", "1", "--name", "s"] + begin + ["python3", "p.py"])
            #expect(run.status == 0, "\(run.errors)")
            check(run, "run")
            check(
                try await tool.run(["run", "-n", "1", "--name", "f"] + begin + ["python3", "p.py", "--fail"]),
                "failing run")
            check(
                try await tool.run(["run", "-n", "1", "--name", "j", "--json"] + begin + ["python3", "p.py"]),
                "run --json")
            check(try await tool.run(["check", "--run"] + begin + ["python3", "p.py"]), "check --run")
            for name in ["s", "f"] {
                for command in [
                    ["show", name], ["show", name, "--trial", "0"], ["show", name, "--json"], ["best", name],
                    ["export", name],
                    ["export", name, "--format", "jsonl"],
                ] { check(try await tool.run(command), command.joined(separator: " ")) }
            }
            for command in [["list"], ["list", "--json"], ["delete", "s"]] {
                check(try await tool.run(command), "\(command)")
            }
            let metrics = try #require(
                try await tool.run("export", "s", "--format", "jsonl").objects.first?["metrics"] as? [String: Double])
            #expect(metrics["\u{1B}[2Jm"] == 1 && metrics["\u{9B}31mz"] == 2, "JSON keeps what it says: \(metrics)")
        }
    }

    @Test("from the command line and from files is quoted without its sequences")
    func input() async throws {
        try await withTool { tool in
            let bad = Self.sequences
            try tool.write("name: \"\\e[2J\"\nobjektive\\e: 1\n", to: "study.yaml")
            try tool.write(
                "command: [a]\nobjective: {minimize: \"\\e[2Jx\"}\nparameters: {\"\\e]52;c\\a\": {type: int}}\n",
                to: "other.yaml")
            try tool.write("{\"\(bad)\": 1}\n", to: "bad.jsonl")
            try tool.write("\(bad),value\n1,2\n", to: "bad.csv")
            for command in [
                ["show", bad], [bad], ["run", bad], ["run", "--minimize", bad, "-p", "x=1:2", "--", bad],
                ["run", "--minimize", "loss", "-p", bad, "--", "true"], ["list", "--store", bad],
                ["run", "study.yaml"],
                ["check", "other.yaml"],
                ["run", "--minimize", "l", "-p", "x=1:2", "--metric-regex", "(\(bad)", "--", "true"],
                ["ask", "a", "--minimize", "l", "-p", "x=\"\(bad)\",b", "--optimizer", "random"],
                ["tell", "a", "0", "\(bad)=1"],
                ["check", "--minimize", "l", "-p", "x=\"\(bad)\",b", "--", "echo", bad], ["show", "a"], ["best", "a"],
                ["tell", "a", "0", "l=1"], ["best", "a"], ["show", "a", "--trial", "0"], ["export", "a"], ["list"],
                ["db", "import", "bad.jsonl"], ["db", "import", "bad.csv"], ["db", "import", bad],
                ["model", "info", bad],
                ["bench", "run", "--suite", bad], ["finetune", "--adapter", bad],
            ] { check(try await tool.run(command), command.joined(separator: " ").debugDescription) }
        }
    }

    @Test("makes no formula of a cell of an exported table")
    func formulas() async throws {
        try await withTool { tool in
            try tool.write(Self.program, to: "p.py")
            let result = try await tool.run(
                "run", "-n", "2", "--name", "s", "--optimizer", "random", "--minimize", "loss", "-p",
                "o==cmd|'/C calc'!A0,@b", "--no-append", "--", "python3", "p.py")
            #expect(result.status == 0, "\(result.errors)")
            let table = try await tool.run("export", "s").output
            #expect(table.firstMatch(of: /(^|,|\n)"?[=@+]/) == nil, "\(table)")
            #expect(table.contains("'=1+1"))
        }
    }
}
