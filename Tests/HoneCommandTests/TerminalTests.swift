import Foundation
import Testing

/// The tool under a pseudo-terminal of 60 columns, which Python's standard library provides.
@Suite("On a terminal", .serialized)
struct TerminalTests {
    private static let script = """
        import fcntl, os, pty, struct, sys, termios
        pid, terminal = pty.fork()
        if pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 20, 60, 0, 0))
            os.execv(sys.argv[1], sys.argv[1:])
        while True:
            try:
                data = os.read(terminal, 65536)
            except OSError:
                break
            if not data:
                break
            os.write(1, data)
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        """
    private static let arguments = [
        "run", "-n", "3", "--minimize", "loss", "-p", "learning_rate=0.001:0.1:log:default=0.01", "-p",
        "a_rather_long_name=1:9",
        "-p", "another_long_name=1:9", "--optimizer", "random", "--", "sh", "train.sh",
    ]

    private func run(_ tool: Tool, environment: [String: String]) async throws -> (status: Int32, text: String) {
        try tool.write("sleep 0.7\necho loss: 0.25\n", to: "train.sh")
        try tool.write(Self.script, to: "terminal.py")
        let process = try tool.process([], environment: environment.merging(["TERM": "xterm"]) { first, _ in first })
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "terminal.py", try Tool.executable().path] + Self.arguments
        let output = tool.folder.appendingPathComponent("screen")
        try Data().write(to: output)
        process.standardOutput = try FileHandle(forWritingTo: output)
        try await process.runToEnd()
        return (process.terminationStatus, tool.read("screen"))
    }

    @Test("a study is redrawn in place, within the terminal's width, and gives the cursor back")
    func redrawing() async throws {
        try await withTool { tool in
            let (status, text) = try await run(tool, environment: [:])
            #expect(status == 0, "\(text)")
            #expect(text.contains("\u{1B}[?25l") && text.contains("\u{1B}[?25h"))
            #expect(text.contains("of 3  "))
            #expect(text.contains("1 running"))
            #expect(text.contains("done: 3 trials in"))
            let screen = try #require(text.range(of: "done: 3 trials")).lowerBound
            let drawn = text[..<screen].replacing(/\u{1B}\[[0-9;?]*[A-Za-z]/, with: "")
            let longest = drawn.split(whereSeparator: { $0.isNewline || $0 == "\r" }).map(\.count).max() ?? 0
            #expect(longest <= 60, "\(longest)")
        }
    }

    @Test("NO_COLOR is honoured, and no meaning is lost with the colour")
    func withoutColor() async throws {
        try await withTool { tool in
            let (status, text) = try await run(tool, environment: ["NO_COLOR": "1"])
            #expect(status == 0)
            #expect(text.firstMatch(of: /\u{1B}\[[0-9;]*m/) == nil)
            #expect(text.contains("0.2500 *"))
        }
    }
}
