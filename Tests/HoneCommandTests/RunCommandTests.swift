import Foundation
import Testing

@Suite("hone run", .serialized)
struct RunCommandTests {
    private static let options = [
        "--minimize", "loss", "-p", "x=1:9:default=5", "-p", "y=0.1:10:log:default=1", "--optimizer", "random",
    ]

    /// Prints the square of x, and counts its runs.
    private static let program = """
        for argument; do case $argument in --x=*) x=${argument#--x=};; esac; done
        echo run >> runs
        echo "loss: $((x * x))"

        """

    @Test("ends with the best configuration, the comparison with the default, and commands that work")
    func ending() async throws {
        try await withTool { tool in
            try tool.write(Self.program, to: "train.sh")
            let result = try await tool.run(["run", "-n", "6", "-j", "2"] + Self.options + ["--", "sh", "train.sh"])
            #expect(result.status == 0, "\(result.errors)")
            let lines = result.output.split(separator: "\n").map(String.init)
            #expect(lines.first == "train · minimize loss · random")
            #expect(lines.filter { $0.hasPrefix("trial ") }.count == 6)
            #expect(lines.contains { $0.hasPrefix("done: 6 trials in 0:") })
            #expect(lines.contains { $0.hasPrefix("best loss ") && $0.contains("default 25.00") })
            let next = try #require(lines.first { $0.hasPrefix("go on:") })
            #expect(next.hasSuffix("run --resume train -n 16"))
            let command = try #require(lines.first { $0.hasPrefix("run it:") })
            #expect(command.contains("sh train.sh --x=") && command.contains(" --y="))
            let best = try await tool.run("best", "train", "--json").objects
            let configuration = try #require(best.first?["configuration"] as? [String: Any])
            let x = try #require(configuration["x"] as? Int)
            #expect((best.first?["objectives"] as? [String: Double])?["loss"] == Double(x * x))
        }
    }

    @Test("with --json prints one object a line with the same facts")
    func json() async throws {
        try await withTool { tool in
            try tool.write(Self.program, to: "train.sh")
            let result = try await tool.run(["run", "-n", "3", "--json"] + Self.options + ["--", "sh", "train.sh"])
            #expect(result.status == 0, "\(result.errors)")
            let objects = result.objects
            #expect(objects.count == result.output.split(separator: "\n").count)
            #expect(objects.filter { $0["event"] as? String == "trial" }.count == 3)
            let last = try #require(objects.last)
            #expect(last["event"] as? String == "done")
            #expect((last["trials"] as? [String: Int])?["complete"] == 3)
            let first = try #require(objects.first { $0["trial"] as? Int == 0 })
            #expect(first["origin"] as? String == "default")
            #expect((first["objectives"] as? [String: Double])?["loss"] == 25)
        }
    }

    @Test("of the same description goes on to the asked total, and runs nothing again")
    func goingOn() async throws {
        try await withTool { tool in
            try tool.write(Self.program, to: "train.sh")
            let command = Self.options + ["--", "sh", "train.sh"]
            #expect(try await tool.run(["run", "-n", "2"] + command).status == 0)
            #expect(try await tool.run(["run", "-n", "5"] + command).status == 0)
            #expect(tool.read("runs").split(separator: "\n").count == 5)
            let again = try await tool.run(["run", "-n", "5"] + command)
            #expect(again.status == 0)
            #expect(again.errors.contains("has 5 finished trials"))
            #expect(try await tool.run("run", "--resume", "train", "-n", "6").status == 0)
            #expect(tool.read("runs").split(separator: "\n").count == 6)
            #expect(try await tool.run("export", "train", "--format", "jsonl").objects.count == 6)
        }
    }

    @Test("with --json ends with the same record where nothing is left to do")
    func nothingToDo() async throws {
        try await withTool { tool in
            try tool.write(Self.program, to: "train.sh")
            let arguments = ["run", "-n", "2", "--json"] + Self.options + ["--", "sh", "train.sh"]
            #expect(try await tool.run(arguments).status == 0)
            let again = try await tool.run(arguments)
            #expect(again.status == 0)
            let done = try #require(again.objects.last)
            #expect(done["event"] as? String == "done")
            #expect(done["finishedNow"] as? Int == 0)
            #expect((done["trials"] as? [String: Int]) == ["complete": 2])
            #expect(done["best"] is [String: Any])
            // An edit to a metric that no trial reported leaves no complete trial of it.
            var edited = arguments
            edited[edited.firstIndex(of: "loss") ?? 0] = "accuracy"
            edited.insert("--edit", at: 1)
            let none = try await tool.run(edited)
            #expect(none.status == 1)
            #expect(none.objects.last?["best"] == nil)
            let table = try await tool.run("export", "train").output
            #expect(table.hasPrefix("trial,state,accuracy,") && table.contains("\n0,complete,,5,"), "\(table)")
        }
    }

    @Test("runs a program that is a parameter's value")
    func programAsParameter() async throws {
        try await withTool { tool in
            try tool.write("#!/bin/sh\n" + Self.program, to: "train.sh", executable: true)
            let result = try await tool.run(
                ["run", "-n", "1", "--name", "a", "-p", "script=./train.sh"] + Self.options
                    + ["--", "{script}", "--x={x}"])
            #expect(result.status == 0, "\(result.errors)")
            #expect(tool.read("runs").split(separator: "\n").count == 1)
        }
    }

    @Test("of another description prints what changed and asks for --edit, which keeps the trials")
    func editing() async throws {
        try await withTool { tool in
            try tool.write(Self.program, to: "train.sh")
            #expect(try await tool.run(["run", "-n", "2"] + Self.options + ["--", "sh", "train.sh"]).status == 0)
            let changed = [
                "run", "-n", "4", "--minimize", "loss", "-p", "x=1:7:default=5", "-p", "y=0.1:10:log", "--optimizer",
                "random", "--",
                "sh", "train.sh",
            ]
            let refused = try await tool.run(changed)
            #expect(refused.status == 2)
            #expect(
                refused.errors.contains("parameters.x: int 1...9, default 5 -> int 1...7, default 5"),
                "\(refused.errors)")
            #expect(refused.errors.contains("--edit"))
            var edited = changed
            edited.insert("--edit", at: 1)
            #expect(try await tool.run(edited).status == 0)
            let trials = try await tool.run("export", "train", "--format", "jsonl").objects
            #expect(trials.compactMap { $0["version"] as? Int } == [1, 1, 2, 2])
        }
    }

    @Test("from a file does what the flags do, and flags go over the file")
    func file() async throws {
        try await withTool { tool in
            try tool.write(Self.program, to: "train.sh")
            try tool.write(
                """
                name: filed
                command: [sh, train.sh, "--x={x}"]
                objective: {minimize: loss}
                parameters:
                  x: {type: int, low: 1, high: 9, default: 3}
                trials: 50
                optimizer: random
                """, to: "study.yaml")
            let result = try await tool.run("run", "study.yaml", "-n", "2", "-p", "x=4:6")
            #expect(result.status == 0, "\(result.errors)")
            let trials = try await tool.run("export", "filed", "--format", "jsonl").objects
            #expect(trials.count == 2)
            for trial in trials {
                let x = try #require((trial["configuration"] as? [String: Int])?["x"])
                #expect((4...6).contains(x))
            }
        }
    }

    @Test("ends with exit code 1 and says why where no trial completed, and shows the trial")
    func failures() async throws {
        try await withTool { tool in
            try tool.write("echo oh no >&2\nexit 3\n", to: "train.sh")
            let result = try await tool.run(
                ["run", "-n", "5", "--max-failures", "2"] + Self.options + ["--", "sh", "train.sh"])
            #expect(result.status == 1)
            #expect(result.output.contains("stopped (2 failures)"), "\(result.output)")
            #expect(result.output.contains("no trial completed"))
            let shown = try await tool.run("show", "train", "--trial", "0")
            #expect(shown.status == 0)
            #expect(shown.output.contains("| oh no"), "\(shown.output)")
            let none = try await tool.run("best", "train")
            #expect(none.status == 1)
            #expect(none.errors.contains("has no complete trial yet"))
        }
    }

    @Test("writes nothing but the end with --quiet")
    func quiet() async throws {
        try await withTool { tool in
            try tool.write(Self.program, to: "train.sh")
            let result = try await tool.run(["run", "-n", "2", "--quiet"] + Self.options + ["--", "sh", "train.sh"])
            #expect(result.status == 0)
            #expect(result.errors.isEmpty)
            #expect(!result.output.contains("trial 0 "), "\(result.output)")
            #expect(result.output.hasPrefix("done: 2 trials"))
        }
    }

    @Test("is the same study for the same seed, and another for another")
    func seeds() async throws {
        try await withTool { tool in
            try tool.write(Self.program, to: "train.sh")
            var studies: [[String]] = []
            for (name, seed) in [("a", "1"), ("b", "1"), ("c", "2")] {
                let arguments = ["run", "-n", "3", "--no-default", "--name", name, "--seed", seed] + Self.options
                #expect(try await tool.run(arguments + ["--", "sh", "train.sh"]).status == 0)
                studies.append(
                    try await tool.run("export", name, "--format", "csv").output.split(separator: "\n").map {
                        $0.split(separator: ",", omittingEmptySubsequences: false)[2...4].joined(separator: ",")
                    })
            }
            #expect(studies[0] == studies[1])
            #expect(studies[0] != studies[2])
        }
    }

    @Test("of a program that prints hundreds of megabytes finds its result and keeps its own memory small")
    func endlessOutput() async throws {
        try await withTool { tool in
            try tool.write(
                "yes 'a line of some length, loss unknown' | head -c 300000000; echo; echo loss: 0.5\n", to: "train.sh")
            // The most memory of any process that was waited for, in kilobytes on Linux, in bytes on macOS.
            try tool.write(
                """
                import resource, subprocess, sys
                status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
                peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
                print(peak // 1024 if sys.platform == "darwin" else peak)
                sys.exit(status)
                """, to: "measure.py")
            let process = try tool.process([])
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments =
                ["python3", "measure.py", try Tool.executable().path, "run", "-n", "1"] + Self.options
                + ["--", "sh", "train.sh"]
            let output = tool.folder.appendingPathComponent("peak")
            try Data().write(to: output)
            process.standardOutput = try FileHandle(forWritingTo: output)
            try await process.runToEnd()
            #expect(process.terminationStatus == 0)
            let peak = try #require(Int(tool.read("peak").trimmingCharacters(in: .whitespacesAndNewlines)))
            #expect(peak < 150_000, "\(peak) kB")
            let trial = try #require(try await tool.run("best", "train", "--json").objects.first)
            #expect((trial["objectives"] as? [String: Double])?["loss"] == 0.5)
        }
    }
}
