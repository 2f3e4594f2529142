import Foundation
import Testing

@Suite("Output", .serialized)
struct OutputTests {
    /// A study with three trials.
    private func study(_ tool: Tool) async throws {
        let result = try await tool.run(
            "run", "-n", "3", "--name", "s", "--optimizer", "random", "--minimize", "loss", "-p", "x=0:1:float", "--",
            "sh",
            "-c", "echo loss: 1")
        try #require(result.status == 0, "\(result.errors)")
    }

    private func run(_ tool: Tool, _ arguments: [String], to output: FileHandle) async throws -> (Int32, String) {
        let process = try tool.process(arguments)
        let errors = tool.folder.appendingPathComponent("errors")
        try Data().write(to: errors)
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: errors)
        try await process.runToEnd()
        return (process.terminationStatus, tool.read("errors"))
    }

    private static let commands = [
        ["export", "s"], ["export", "s", "--format", "jsonl"], ["list"], ["show", "s"], ["show", "s", "--trial", "0"],
        ["best", "s"], ["list", "--json"], ["show", "s", "--json"], ["--help"], ["model", "list"],
    ]

    @Test("that a full disk cuts short is told, with exit code 1, by every command")
    func fullDisk() async throws {
        guard let full = FileHandle(forWritingAtPath: "/dev/full") else { return }
        try await withTool { tool in
            try await study(tool)
            for command in Self.commands {
                let (status, errors) = try await run(tool, command, to: full)
                #expect(status == 1, "\(command)")
                #expect(errors.contains("stdout: the disk is full"), "\(command): \(errors)")
            }
        }
    }

    @Test("that nobody reads to its end is told, and a study goes on all the same")
    func closedPipe() async throws {
        try await withTool { tool in
            try await study(tool)
            for command in Self.commands + [
                [
                    "run", "-n", "5", "--name", "s", "--optimizer", "random", "--minimize", "loss", "-p", "x=0:1:float",
                    "--", "sh",
                    "-c", "echo loss: 1",
                ]
            ] {
                let pipe = Pipe()
                try pipe.fileHandleForReading.close()
                let (status, errors) = try await run(tool, command, to: pipe.fileHandleForWriting)
                #expect(status == 1, "\(command)")
                #expect(errors.contains("stdout: its reader went away"), "\(command): \(errors)")
            }
            #expect(try await tool.run("export", "s", "--format", "jsonl").objects.count == 5)
        }
    }

    @Test("of check --run leaves no file behind, and names none")
    func checkLeavesNothing() async throws {
        try await withTool { tool in
            let temporary = tool.folder.appendingPathComponent("temporary")
            try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
            for program in ["echo loss: 1", "exit 3", "true"] {
                let result = try await tool.run(
                    "check", "--run", "--minimize", "loss", "-p", "x=0:1:float", "--no-append", "--", "sh", "-c",
                    program,
                    environment: ["TMPDIR": temporary.path])
                #expect(result.status == (program == "echo loss: 1" ? 0 : 1))
                #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path).isEmpty)
                #expect(!result.output.contains(temporary.path), "\(result.output)")
            }
        }
    }

    @Test("of hints can be typed as it is: with the store, and with what the program needs")
    func hints() async throws {
        try await withTool { tool in
            let begin = [
                "--name", "s", "--optimizer", "random", "--minimize", "loss", "-p", "x=0:1:float", "--no-append", "--",
            ]
            let run = try await tool.run(
                ["run", "-n", "2", "--store", "other.db"] + begin + ["sh", "-c", "echo loss: $HONE_PARAM_X"])
            #expect(run.status == 0, "\(run.errors)")
            for line in run.output.split(separator: "\n") where line.contains("hone ") && line.contains(":  ") {
                #expect(line.contains("--store other.db"), "\(line)")
            }
            let best = try await tool.run("best", "s", environment: ["HONE_STORE": "other.db"])
            let command = try #require(best.output.split(separator: "\n").first { $0.hasPrefix("run it:") })
            #expect(command.contains("HONE_PARAM_X=0."), "\(command)")
            let shell = Process()
            shell.executableURL = URL(fileURLWithPath: "/bin/sh")
            shell.arguments = ["-c", String(command.dropFirst("run it:".count))]
            let output = tool.folder.appendingPathComponent("again")
            try Data().write(to: output)
            shell.standardOutput = try FileHandle(forWritingTo: output)
            try await shell.runToEnd()
            let value = try #require(best.output.split(separator: " ").dropFirst().first)
            #expect(tool.read("again") == "loss: \(value)\n")
        }
    }

    @Test("after a stop says how to go on to the number that was asked for")
    func goingOn() async throws {
        try await withTool { tool in
            let result = try await tool.run(
                "run", "-n", "8", "--max-failures", "1", "--name", "s", "--optimizer", "random", "--minimize", "loss",
                "-p",
                "x=1:1000", "--", "sh", "-c", "echo loss: 1; echo >> n; test $(wc -l < n) -lt 3")
            let line = try #require(result.output.split(separator: "\n").first { $0.hasPrefix("go on:") })
            #expect(line.hasSuffix("run --resume s"), "\(line)")
        }
    }

    @Test("speaks of a default only where the user stated one for every parameter")
    func defaults() async throws {
        try await withTool { tool in
            for (name, parameter, isStated) in [("a", "x=1:9", false), ("b", "x=1:9:default=3", true)] {
                let result = try await tool.run(
                    "run", "-n", "3", "--name", name, "--optimizer", "gp", "--minimize", "loss", "-p", parameter,
                    "--no-append",
                    "--", "sh", "-c", "echo loss: $HONE_PARAM_X")
                let best = try #require(result.output.split(separator: "\n").first { $0.hasPrefix("best loss") })
                #expect(best.contains("default") == isStated, "\(best)")
            }
        }
    }

    @Test("is not waited for from a pipe in place of a file")
    func pipes() async throws {
        try await withTool { tool in
            let path = tool.folder.appendingPathComponent("pipe").path
            mkfifo(path, 0o600)
            for command in [["check", "pipe"], ["run", "pipe"]] {
                let result = try await tool.run(command)
                #expect(result.status == 2)
                #expect(result.errors.contains("it is a pipe"), "\(result.errors)")
            }
        }
    }
}
