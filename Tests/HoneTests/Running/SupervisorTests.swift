import Foundation
import Hone
import HoneCore
import Testing

/// The program beside each trial, killed, tricked and starved.
@Suite struct SupervisorTests {
    let bench: StudyBench

    init() throws { bench = try StudyBench() }

    private func request(
        _ script: String, trial: Int = 0, ordinal: Int = 1, earlier: [String] = [], environment: [String: String] = [:]
    )
        -> AttemptRequest
    {
        AttemptRequest(
            study: "s", trial: trial, ordinal: ordinal, configuration: ["x": 0.5], arguments: ["sh", "-c", script],
            environment: environment, workingDirectory: bench.folder, studyDirectory: bench.path("trials"),
            earlierTokens: earlier)
    }

    private func events(_ executor: LocalExecutor, _ handle: JobHandle) async throws -> [TrialEvent] {
        var events: [TrialEvent] = []
        for try await event in executor.attach(handle) { events.append(event) }
        return events
    }

    private func end(_ executor: LocalExecutor, _ handle: JobHandle) async throws -> AttemptEnd.Cause? {
        guard case .ended(let end) = try await events(executor, handle).last else { return nil }
        return end.cause
    }

    private var control: String { bench.read("trials/0/attempt-1/supervisor.json") }

    // MARK: - Killed

    @Test(
        "killed at any point, it leaves nothing running and the attempt never runs again",
        arguments: ["claimed", "held", "started", "ended"])
    func killedAtAnyPoint(point: String) async throws {
        let executor = LocalExecutor()
        let mark = "3\(Int.random(in: 100...999)).25"
        let request = request(
            "sleep \(mark) & setsid sleep \(mark) & echo run >> runs; sleep 0.2",
            environment: ["HONE_SUPERVISOR_FAULT": point])
        let handle = try await executor.launch(request)
        guard case .lost = try await end(executor, handle) else {
            Issue.record("a supervisor that died at \(point) did not count as lost")
            return
        }
        #expect(processes(with: mark).isEmpty)
        let runs = bench.read("runs")
        switch point {
        case "ended": #expect(runs == "run\n")
        // The kernel ends a program whose supervisor dies, perhaps before its first line.
        case "started": #expect(["", "run\n"].contains(runs))
        default: #expect(runs.isEmpty)
        }
        // Started again under the same token, it is refused.
        let later = LocalExecutor()
        let again = try await later.launch(request)
        _ = try await end(later, again)
        #expect(bench.read("runs") == runs)
    }

    @Test("what the leader left behind is ended though leader and supervisor are gone")
    func orphansOfAGroupWithoutLeader() async throws {
        let executor = LocalExecutor()
        let mark = "3\(Int.random(in: 100...999)).75"
        let handle = try await executor.launch(
            request("sleep \(mark) & setsid sleep \(mark) & echo $$ > leader; sleep 60"))
        #expect(await eventually { !bench.read("leader").isEmpty })
        let supervisor = try #require(StudyBench.number("pid", in: control))
        let leader = try #require(StudyBench.number("program", in: control))
        kill(supervisor, SIGKILL)
        kill(leader, SIGKILL)
        guard case .lost = try await end(executor, handle) else {
            Issue.record("it is not lost")
            return
        }
        #expect(processes(with: mark).isEmpty)
    }

    #if os(Linux)
        @Test("when the process that starts supervisors is killed, what runs goes on and the next attempt starts")
        func killedServer() async throws {
            let executor = LocalExecutor()
            let first = try await executor.launch(request("sleep 0.5; echo loss: 1"))
            #expect(await eventually { StudyBench.number("program", in: control) != nil })
            let supervisor = try #require(StudyBench.number("pid", in: control))
            let server = try #require(StudyBench.parent(of: supervisor))
            kill(server, SIGKILL)
            // A request that reached it before it died would be lost, and run again.
            #expect(await eventually { StudyBench.isDead(server) })
            for trial in 1...2 {
                let handle = try await executor.launch(request("echo run >> runs", trial: trial))
                #expect(try await end(executor, handle) == .exited(code: 0))
            }
            #expect(bench.read("runs") == "run\nrun\n")
            #expect(try await end(executor, first) == .exited(code: 0))
            #expect(bench.read("trials/0/stdout") == "loss: 1\n")
        }
    #endif

    @Test("an environment and arguments of a megabyte reach the program whole")
    func largeRequest() async throws {
        let executor = LocalExecutor()
        var request = request("echo $A1 $A9 | wc -c > count; for word; do echo $word | wc -c >> count; done")
        for number in 1...9 { request.environment["A\(number)"] = String(repeating: "a", count: 100_000) }
        request.arguments += ["sh", String(repeating: "b", count: 100_000)]
        let handle = try await executor.launch(request)
        #expect(try await end(executor, handle) == .exited(code: 0))
        #expect(
            bench.read("count").split(separator: "\n").compactMap { Int($0.filter(\.isNumber)) } == [200_002, 100_001])
    }

    @Test("the next Hone waits for a supervisor that it cannot see, and only for that")
    func livenessIsTheLock() async throws {
        let first = LocalExecutor()
        let request = request("sleep 0.4; echo loss: 1")
        _ = try await first.launch(request)
        #expect(await eventually { StudyBench.number("program", in: control) != nil })
        let second = LocalExecutor()
        let handle = try #require(try await second.recover(request))
        #expect(!second.hasEnded(handle))
        #expect(try await end(second, handle) == .exited(code: 0))
        #expect(second.hasEnded(handle) || bench.read("trials/0/stdout") == "loss: 1\n")
    }

    #if os(Linux)
        @Test("a supervisor in a pid namespace that is gone counts as dead, one that lives as alive")
        func acrossNamespaces() async throws {
            let probe = try ChildProcess(["/usr/bin/unshare", "-p", "-f", "--mount-proc", "true"], in: bench.folder)
            guard await probe.wait() == 0 else { return }
            let request = request("echo run >> runs; sleep 1.2; echo loss: 2")
            let files = AttemptFiles(trialDirectory: bench.path("trials/0"), ordinal: 1)
            try FileManager.default.createDirectory(
                atPath: bench.path("trials/0/attempt-1"), withIntermediateDirectories: true)
            let supervisor = URL(fileURLWithPath: StudyBench.driver).deletingLastPathComponent().path
            let inside = try ChildProcess(
                [
                    "/usr/bin/unshare", "-p", "-f", "--mount-proc", supervisor + "/hone-supervisor", "run",
                    files.control, request.token, bench.folder, files.standardOutput, files.standardError,
                    files.results, "/bin/sh",
                ] + request.arguments, in: bench.folder)
            #expect(await eventually { !bench.read("runs").isEmpty })
            let executor = LocalExecutor()
            let handle = try #require(try await executor.recover(request))
            #expect(try await end(executor, handle) == .exited(code: 0))
            #expect(bench.read("runs") == "run\n")
            _ = await inside.wait()
        }
    #endif

    // MARK: - Tricked

    @Test(
        "whatever a program puts in the place of its files, nobody waits for it",
        arguments: [
            "mkfifo \"$HONE_RESULTS\"", "ln -s /dev/zero \"$HONE_RESULTS\"", "mkdir \"$HONE_RESULTS\"",
            "rm \"$HONE_TRIAL_DIR/stdout\"; mkfifo \"$HONE_TRIAL_DIR/stdout\"",
            "rm \"$HONE_TRIAL_DIR/attempt-1/supervisor.json\"; mkfifo \"$HONE_TRIAL_DIR/attempt-1/supervisor.json\"",
            "mkdir \"$HONE_STOP\"", "rm -rf \"$HONE_TRIAL_DIR\"",
        ])
    func strangeFiles(trick: String) async throws {
        let executor = LocalExecutor()
        let request = request("\(trick); sleep 0.1")
        let handle = try await executor.launch(request)
        #expect(try await end(executor, handle) == .exited(code: 0))
        // A Hone that was killed meanwhile comes back to this.
        let later = LocalExecutor()
        if let found = try await later.recover(request) { _ = try await end(later, found) }
        // And so does the next attempt.
        var next = request
        next.ordinal = 2
        next.files.ordinal = 2
        next.token = AttemptToken.random()
        next.earlierTokens = [request.token]
        next.arguments = ["sh", "-c", "echo \"{}\" > \"$HONE_RESULTS\""]
        let second = try await executor.launch(next)
        #expect(try await end(executor, second) == .exited(code: 0))
    }

    @Test("a program that makes a folder named stop, or deletes its folder, is stopped all the same")
    func stoppedWithoutAStopFile() async throws {
        for trick in ["mkdir \"$HONE_STOP\"", "rm -rf \"$HONE_TRIAL_DIR\""] {
            let executor = LocalExecutor()
            let request = request("\(trick); touch ready; sleep 60")
            let handle = try await executor.launch(request)
            #expect(await eventually { FileManager.default.fileExists(atPath: bench.path("ready")) })
            try await executor.stop(handle, grace: .seconds(0.2))
            #expect(try await end(executor, handle) == .stopped)
            try FileManager.default.removeItem(atPath: bench.path("ready"))
            try? FileManager.default.removeItem(atPath: bench.path("trials"))
        }
    }

    @Test("an attempt that somebody else started is stopped through its control file")
    func stoppedByAnother() async throws {
        let first = LocalExecutor()
        let request = request("trap '' TERM; echo go; while true; do sleep 0.05; done")
        _ = try await first.launch(request)
        #expect(await eventually { bench.read("trials/0/stdout") == "go\n" })
        let second = LocalExecutor()
        let handle = try #require(try await second.recover(request))
        try await second.stop(handle, grace: .seconds(0.1))
        #expect(try await end(second, handle) == .stopped)
    }

    // MARK: - Other lives

    @Test("the folder of another life of the study is passed over, its results never read")
    func anotherLife() async throws {
        let executor = LocalExecutor()
        let first = request("echo '{\"loss\": 1}' >> \"$HONE_RESULTS\"; pwd > \"$HONE_TRIAL_DIR/keep\"")
        let handle = try await executor.launch(first)
        #expect(try await end(executor, handle) == .exited(code: 0))
        // The same trial and attempt in a store that was put back.
        let second = request("echo '{\"loss\": 2}' >> \"$HONE_RESULTS\"")
        #expect(try await executor.recover(second) == nil)
        let third = request("echo '{\"loss\": 3}' >> \"$HONE_RESULTS\"")
        let other = try await executor.launch(third)
        #expect(try await end(executor, other) == .exited(code: 0))
        #expect(other.files.trialDirectory != handle.files.trialDirectory)
        #expect(try String(contentsOfFile: other.files.results, encoding: .utf8) == "{\"loss\": 3}\n")
        #expect(bench.read("trials/0/results.jsonl") == "{\"loss\": 1}\n")
        #expect(other.files == first.files.located(token: third.token))
        #expect(handle.files == first.files.located(token: first.token))
    }

    // MARK: - Passed on

    @Test("arguments and environment reach the program byte for byte, and nobody else may read how it is run")
    func bytesAndRights() async throws {
        setenv("HONE_TEST_BYTES", "caf\u{e9}", 1)
        let text = "caf\u{e9} \"'\\ \n\t{}"
        var request = request("")
        request.arguments = ["sh", "-c", "printf '%s|%s' \"$1\" \"$HONE_TEST_BYTES\" > raw", "sh", text]
        let executor = LocalExecutor()
        let handle = try await executor.launch(request)
        #expect(try await end(executor, handle) == .exited(code: 0))
        #expect(bench.read("raw") == "\(text)|caf\u{e9}")
        let rights = try FileManager.default.attributesOfItem(atPath: handle.files.control)[.posixPermissions] as? Int
        #expect(rights == 0o600)
        #expect(!control.contains("HONE_TEST_BYTES"))
    }

    @Test("a missing supervisor is named with the remedy")
    func missingSupervisor() async throws {
        let executor = LocalExecutor(supervisor: bench.path("no-such-supervisor"))
        let handle = try await executor.launch(request("true"))
        await #expect { _ = try await end(executor, handle) } throws: { error in
            "\(error)".contains("no-such-supervisor: Hone's supervisor could not be started")
        }
    }

    @Test("a clock that is set does not change when a program is said to have started")
    func startsAreMeasuredFromTheBoot() async throws {
        let executor = LocalExecutor()
        let before = Date().timeIntervalSince1970
        let handle = try await executor.launch(request("sleep 0.1"))
        guard case .started(let time) = try await events(executor, handle).first else {
            Issue.record("nothing was started")
            return
        }
        #expect(time >= before - 0.1 && time <= Date().timeIntervalSince1970)
    }

    private func processes(with mark: String) -> [String] {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return folders.filter { pid in
            guard Int(pid) != nil, let data = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else {
                return false
            }
            let words = data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            return words.first == "sleep" && words.last == mark
        }
    }
}
