import Foundation
import Testing

/// `hone describe` as a user runs it: with real programs, and with such as hang, lie and flood.
@Suite("hone describe", .serialized)
struct DescribeCommandTests {
    private static let trainer = """
        import argparse
        parser = argparse.ArgumentParser(description="Fits a line.")
        parser.add_argument("--lr", type=float, default=0.1, help="step size (default: %(default)s)")
        parser.add_argument("--decay", choices=["none", "cosine"], default="none", help="how it falls (default: %(default)s)")
        parser.add_argument("--centre", action="store_true", help="subtract the mean")
        parser.add_argument("--log-dir", default="runs")
        options = parser.parse_args()
        print("loss:", abs(options.lr - 0.03) + (options.decay == "none") + (not options.centre))
        """
    private static let options = "echo '  --lr LR  rate (default: 0.1)'\n"

    @Test("what it writes is a study that runs, and whose switches are turned")
    func described() async throws {
        try await withTool { tool in
            try tool.write(Self.trainer, to: "train.py")
            let described = try await tool.run("describe", "--yes", "-o", "study.yaml", "--", "python3", "train.py")
            #expect(described.status == 0, "\(described.errors)")
            #expect(described.errors.contains("running: python3 train.py --help"))
            #expect(described.output.isEmpty)
            let checked = try await tool.run("check", "study.yaml")
            #expect(checked.status == 0, "\(checked.errors)")
            #expect(checked.output.contains("step size") && checked.output.contains("Fits a line."))
            let run = try await tool.run("run", "study.yaml", "-n", "12", "--optimizer", "random", "--json")
            #expect(run.status == 0, "\(run.errors)")
            let values = run.objects.compactMap { ($0["values"] as? [Double])?.first ?? $0["value"] as? Double }
            #expect(run.output.contains("--centre") || values.contains { $0 < 1 } || !values.isEmpty)
            let again = try await tool.run("describe", "--yes", "-o", "study.yaml", "--", "python3", "train.py")
            #expect(again.status == 2)
            #expect(again.errors.contains("it is there already"))
        }
    }

    @Test("nothing runs without consent, and what would run is shown")
    func consent() async throws {
        try await withTool { tool in
            try tool.write("touch ran\n" + Self.options, to: "program.sh")
            let result = try await tool.run("describe", "--", "sh", "program.sh", "a b")
            #expect(result.status == 2)
            #expect(result.errors.contains("sh program.sh 'a b' --help"))
            #expect(result.errors.contains("--yes"))
            #expect(!FileManager.default.fileExists(atPath: tool.folder.appendingPathComponent("ran").path))
        }
    }

    @Test(
        "on a terminal it asks, and only a yes runs the program", arguments: [("y", true), ("n", false), ("", false)])
    func asking(_ answer: String, _ runs: Bool) async throws {
        try await withTool { tool in
            try tool.write("touch ran\n" + Self.options, to: "program.sh")
            try tool.write(
                """
                import os, pty, sys
                pid, terminal = pty.fork()
                if pid == 0:
                    os.execv(sys.argv[2], sys.argv[2:])
                text = b""
                while True:
                    try:
                        data = os.read(terminal, 65536)
                    except OSError:
                        break
                    if not data:
                        break
                    if b"[y/N]" in data or b"[y/N]" in text[-20:] + data:
                        os.write(terminal, sys.argv[1].encode() + b"\\n")
                    text += data
                os.write(1, text)
                sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
                """, to: "terminal.py")
            let process = try tool.process([])
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = [
                "python3", "terminal.py", answer, try Tool.executable().path, "describe", "--", "sh", "program.sh",
            ]
            let output = tool.folder.appendingPathComponent("screen")
            try Data().write(to: output)
            process.standardOutput = try FileHandle(forWritingTo: output)
            try await process.runToEnd()
            let text = tool.read("screen")
            #expect(text.contains("sh program.sh --help"))
            #expect(text.contains("lr: {type: float") == runs, "\(text)")
            #expect(process.terminationStatus == (runs ? 0 : 1))
            let ran = FileManager.default.fileExists(atPath: tool.folder.appendingPathComponent("ran").path)
            #expect(ran == runs)
        }
    }

    @Test("a program that hangs is ended with all that it started")
    func hanging() async throws {
        try await withTool { tool in
            try tool.write("sleep 1000 & echo $! > child\n" + Self.options + "sleep 1000\n", to: "program.sh")
            let start = ContinuousClock.now
            let result = try await tool.run("describe", "--yes", "--timeout", "1s", "--", "sh", "program.sh")
            #expect(ContinuousClock.now - start < .seconds(15))
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.errors.contains("--timeout"))
            #expect(result.output.contains("lr: {type: float"))
            let child = try #require(Int32(tool.read("child").trimmingCharacters(in: .whitespacesAndNewlines)))
            let stat = (try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)) ?? ""
            #expect(stat.isEmpty || stat.contains(") Z "))
        }
    }

    @Test("a child that keeps the output open does not hold it up")
    func lingering() async throws {
        try await withTool { tool in
            try tool.write(Self.options + "sleep 1000 &\n", to: "program.sh")
            let start = ContinuousClock.now
            let result = try await tool.run("describe", "--yes", "--", "sh", "program.sh")
            #expect(ContinuousClock.now - start < .seconds(15))
            #expect(result.status == 0, "\(result.errors)")
        }
    }

    @Test("megabytes are not read to their end, control sequences do not reach the terminal")
    func flooding() async throws {
        try await withTool { tool in
            try tool.write(Self.options + "yes '  --another N  more (default: 1)'\n", to: "flood.sh")
            let flood = try await tool.run("describe", "--yes", "--", "sh", "flood.sh")
            #expect(flood.status == 0, "\(flood.errors)")
            #expect(flood.errors.contains("256 kB"))
            try tool.write("printf '  --lr LR  ra\\033[31mte \\033]0;title\\007(default: 0.1)\\n'\n", to: "colour.sh")
            let colour = try await tool.run("describe", "--yes", "--", "sh", "colour.sh")
            #expect(colour.status == 0, "\(colour.errors)")
            #expect(!colour.output.contains("\u{1B}") && !colour.output.contains("title"))
            #expect(colour.output.contains("describe: \"rate\""))
        }
    }

    @Test("help on stderr with exit code 1 is read all the same, and said")
    func failing() async throws {
        try await withTool { tool in
            try tool.write("echo '  --lr LR  rate (default: 0.1)' >&2; exit 1\n", to: "program.sh")
            let result = try await tool.run("describe", "--yes", "--", "sh", "program.sh")
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.errors.contains("exit code 1"))
            try tool.write("echo 'unknown option' >&2; kill -9 $$\n", to: "broken.sh")
            let broken = try await tool.run("describe", "--yes", "--", "sh", "broken.sh")
            #expect(broken.status == 2)
            #expect(broken.errors.contains("no options can be read") && broken.errors.contains("signal 9"))
            #expect(broken.errors.contains("unknown option"))
        }
    }

    @Test("the program has no input, and no shell reads its arguments")
    func surroundings() async throws {
        try await withTool { tool in
            try tool.write("cat > input\necho \"  --lr LR  $1 (default: 0.1)\"\n", to: "program.sh")
            let result = try await tool.run("describe", "--yes", "--", "sh", "program.sh", "$(touch ran); `id`")
            #expect(result.status == 0, "\(result.errors)")
            #expect(tool.read("input").isEmpty)
            #expect(result.output.contains("$(touch ran); `id`"))
            #expect(!FileManager.default.fileExists(atPath: tool.folder.appendingPathComponent("ran").path))
        }
    }

    @Test("data and program together make one file, and either alone speaks JSON")
    func together() async throws {
        try await withTool { tool in
            try tool.write(Self.trainer, to: "train.py")
            try tool.write(
                "a,b,y\n" + (0..<30).map { "\($0),\($0 % 7),\($0 % 2)" }.joined(separator: "\n"), to: "line.csv")
            let both = try await tool.run(
                "describe", "--yes", "--data", "line.csv", "--maximize", "r2", "--name", "fit", "--", "python3",
                "train.py")
            #expect(both.status == 0, "\(both.errors)")
            #expect(both.output.contains("name: fit\n") && both.output.contains("objective: {maximize: r2}\n"))
            #expect(both.output.contains("  dataset: line\n  facts: {rows: 30, features: 2, classes: 2"))
            let data = try await tool.run("describe", "--data", "line.csv", "--json")
            let task = try #require(data.objects.first?["task"] as? [String: Any])
            #expect((task["facts"] as? [String: Any])?["rows"] as? Int == 30)
            let program = try await tool.run("describe", "--yes", "--json", "--", "python3", "train.py")
            let parameters = try #require(program.objects.first?["parameters"] as? [[String: Any]])
            #expect(parameters.map { $0["name"] as? String } == ["lr", "decay", "centre", "centre.on"])
            #expect(parameters[0]["guess"] as? String == "the range is a guess")
        }
    }

    @Test(
        "wrong use is answered with the remedy",
        arguments: [
            ([], "nothing to describe"), (["--target", "y", "--", "true"], "name its file with --data"),
            (["--data", "none.csv"], "there is no such file"),
            (["--data", "x.csv", "--minimize", "loss"], "write it after --"),
            (["--yes", "--timeout", "soon", "--", "true"], "--timeout"),
            (["--yes", "--", "no-such-program"], "no such program"),
            (["--help-text", "none.txt", "--", "true"], "there is no such file"),
            (["--yes", "--", "sh", "-c", ":"], "it printed nothing"),
        ] as [([String], String)])
    func wrongUse(_ arguments: [String], _ message: String) async throws {
        try await withTool { tool in
            let result = try await tool.run(["describe"] + arguments)
            #expect(result.status == 2)
            #expect(result.errors.contains(message), "\(result.errors)")
            #expect(result.output.isEmpty)
        }
    }

    @Test("--task and --context go into the study, and are shown")
    func flags() async throws {
        try await withTool { tool in
            let base = [
                "--minimize", "loss", "--task", "model=mlp,rows=100", "--task", "classes=3", "--context",
                "small network",
            ]
            let checked = try await tool.run(["check"] + base + ["-p", "lr=0.0:1:describe=step size", "--", "echo"])
            #expect(checked.status == 0, "\(checked.errors)")
            #expect(checked.output.contains("mlp, small network: 100 rows, 3 classes."))
            #expect(checked.output.contains("step size"))
            // A study is the same with what is said of it, and another without.
            try tool.write("echo loss: 0.5\n", to: "program.sh")
            let command = [
                "run", "-n", "1", "--optimizer", "random", "-p", "x=1:8:describe=depth", "--", "sh", "program.sh",
            ]
            let first = try await tool.run(Array(command[..<3]) + base + Array(command[3...]))
            #expect(first.status == 0, "\(first.errors)")
            let second = try await tool.run(Array(command[..<3]) + base[..<2] + command[3...])
            #expect(second.status == 2)
            #expect(second.errors.contains("context: small network -> (gone)"))
            let edited = command.map { $0 == "x=1:8:describe=depth" ? "x=1:8:describe=layers" : $0 == "1" ? "2" : $0 }
            let third = try await tool.run(Array(edited[..<3]) + base + ["--edit", "--json"] + Array(edited[3...]))
            #expect(third.status == 0, "\(third.errors)")
            #expect(!third.errors.contains("not fit"))
        }
    }
}
