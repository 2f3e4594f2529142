import Foundation
import Testing

@Suite("Interrupted runs", .serialized)
struct InterruptionTests {
    private static let program = """
        for argument; do case $argument in --x=*) x=${argument#--x=};; esac; done
        echo "$x" >> started
        sleep 1
        echo "loss: $x"

        """
    private static let command = [
        "run", "-n", "4", "-j", "2", "--minimize", "loss", "-p", "x=1:1000000", "--optimizer", "random", "--", "sh",
        "train.sh",
    ]

    /// Waits until a file has so many lines.
    private func wait(for count: Int, linesIn name: String, of tool: Tool, seconds: Double = 20) async throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while tool.read(name).split(separator: "\n").count < count {
            try #require(ContinuousClock.now < deadline, "\(name) has \(tool.read(name))")
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    @Test("killed with kill -9 lose nothing and run nothing twice when resumed")
    func killed() async throws {
        try await withTool { tool in
            try tool.write(Self.program, to: "train.sh")
            let process = try tool.process(Self.command)
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            try await wait(for: 3, linesIn: "started", of: tool)
            kill(process.processIdentifier, SIGKILL)
            try await process.end()
            let resumed = try await tool.run("run", "--resume", "train")
            #expect(resumed.status == 0, "\(resumed.output)\(resumed.errors)")
            let started = tool.read("started").split(separator: "\n").map(String.init)
            #expect(started.count == 4, "\(started)")
            #expect(Set(started).count == 4)
            let trials = try await tool.run("export", "train", "--format", "jsonl").objects
            #expect(trials.count == 4)
            #expect(trials.allSatisfy { $0["state"] as? String == "complete" })
            let values = trials.compactMap { ($0["objectives"] as? [String: Double])?["loss"] }
            #expect(Set(values) == Set(started.compactMap(Double.init)))
        }
    }

    @Test("answer the first Ctrl-C at once, let running trials end, and can be gone on with")
    func interruptedOnce() async throws {
        try await withTool { tool in
            try tool.write(Self.program, to: "train.sh")
            let process = try tool.process(Self.command)
            let errors = tool.folder.appendingPathComponent("errors")
            try Data().write(to: errors)
            process.standardOutput = FileHandle.nullDevice
            process.standardError = try FileHandle(forWritingTo: errors)
            try process.run()
            try await wait(for: 2, linesIn: "started", of: tool)
            kill(process.processIdentifier, SIGINT)
            try await wait(for: 1, linesIn: "errors", of: tool, seconds: 5)
            #expect(tool.read("errors").contains("stopping after"))
            try await process.end()
            #expect(process.terminationReason == .exit)
            #expect(process.terminationStatus == 0)
            let trials = try await tool.run("export", "train", "--format", "jsonl").objects
            #expect(trials.count < 4)
            #expect(trials.allSatisfy { $0["state"] as? String == "complete" })
        }
    }

    @Test("stop their trials at the second Ctrl-C")
    func interruptedTwice() async throws {
        try await withTool { tool in
            try tool.write(Self.program.replacingOccurrences(of: "sleep 1", with: "sleep 60"), to: "train.sh")
            let process = try tool.process(Self.command)
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            try await wait(for: 2, linesIn: "started", of: tool)
            kill(process.processIdentifier, SIGINT)
            try await Task.sleep(for: .milliseconds(300))
            kill(process.processIdentifier, SIGINT)
            let began = ContinuousClock.now
            try await process.end()
            #expect(ContinuousClock.now - began < .seconds(15))
            #expect(process.terminationStatus == 1, "no trial completed")
            let trials = try await tool.run("export", "train", "--format", "jsonl").objects
            #expect(trials.count == 2)
            #expect(trials.allSatisfy { $0["state"] as? String == "cancelled" }, "\(trials)")
        }
    }
}
