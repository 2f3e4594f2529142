import Foundation
import Hone
import HoneBase
import HoneCore
import HoneServer
import Testing

/// The service over real connections, with the clients that come with Hone.
@Suite struct ServerTests {
    @Test("workers of Hone run the program and tell what it reported")
    func worker() async throws {
        let bench = try await ServerBench(
            script: "echo \"{\\\"loss\\\": $1, \\\"step\\\": 1}\" >>$HONE_RESULTS; echo loss: $1; test \"$HONE_SLOT\""
        ) {
            $0.running.trials = 6
        }
        let service = try await bench.service(trials: 6)
        try await bench.serving(service) { url in
            var options = Worker.Options()
            options.parallel = 2
            options.folder = bench.folder
            let worker = try await Worker(try StudyClient(url, token: nil), options: options) { _ in }
            try await worker.run()
            #expect(await worker.count == 6)
        }
        let trials = try await bench.store.history(of: bench.study).trials
        #expect(trials.count == 6 && trials.allSatisfy { $0.state == .complete })
        #expect(trials.allSatisfy { trial in trial.value == (try? trial.configuration.double("x")) })
        #expect(trials.allSatisfy { $0.reports.count == 1 })
    }

    @Test("programs that fail, crash and report nothing are told as what they are")
    func failures() async throws {
        let bench = try await ServerBench(
            script: "case $HONE_TRIAL in 0) exit 3;; 1) kill -9 $$;; 2) ;; 3) echo loss: nan;; *) echo loss: 1;; esac")
        let service = try await bench.service(trials: 5)
        try await bench.serving(service) { url in
            var options = Worker.Options()
            options.folder = bench.folder
            try await Worker(try StudyClient(url, token: nil), options: options) { _ in }.run()
        }
        let trials = try await bench.store.history(of: bench.study).trials
        #expect(trials.map(\.failure?.reason) == [.exit, .signal, .noMetric, .nonFinite, nil])
    }

    @Test("a worker that is asked to stop twice gives its trial back")
    func stoppedWorker() async throws {
        let bench = try await ServerBench(script: "sleep 60")
        let service = try await bench.service(trials: 1)
        try await bench.serving(service) { url in
            var options = Worker.Options()
            options.folder = bench.folder
            options.grace = 0.5
            let worker = try await Worker(try StudyClient(url, token: nil), options: options) { _ in }
            let running = Task { try await worker.run() }
            while try await bench.store.history(of: bench.study).trials.isEmpty {
                try await Task.sleep(for: .milliseconds(20))
            }
            try await Task.sleep(for: .milliseconds(300))
            await worker.stop()
            await worker.stop()
            try await running.value
        }
        #expect(try await bench.store.history(of: bench.study).trials.map(\.state) == [.waiting])
    }

    @Test("a program in Python works with the client that comes with Hone")
    func python() async throws {
        let bench = try await ServerBench { $0.pruner = try PrunerChoice(.median, settings: ["startup": 2]) }
        let service = try await bench.service(trials: 12)
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let program = """
            import sys
            sys.path.insert(0, \"\(root.path)/python\")
            import hone_client
            study = hone_client.Study(sys.argv[1])
            def run(trial):
                x = trial.configuration["x"]
                if trial.number == 3:
                    raise ValueError("three")
                for step in range(3):
                    trial.report(step, loss=x + 3 - step)
                return {"loss": x}
            study.work(run, idle=0.05)
            assert study.ask() == ([], True)
            try:
                study._send("/v1/ask", {"count": 0})
                assert False
            except hone_client.Refused as error:
                assert error.status == 400, error
            print(study.best()[0]["objectives"]["loss"])
            """
        try Data(program.utf8).write(to: URL(fileURLWithPath: bench.folder + "/work.py"))
        let output = try await bench.serving(service) { url in
            try await Self.run("/usr/bin/env", ["python3", bench.folder + "/work.py", url])
        }
        let trials = try await bench.store.history(of: bench.study).trials
        #expect(trials.count == 12 && trials.trial(3)?.failure?.message == "ValueError: three")
        #expect(trials.contains { $0.state == .pruned } && trials.count { $0.state == .complete } >= 3)
        let best = try #require(trials.filter { $0.state == .complete }.compactMap(\.value).min())
        #expect(output.split(separator: "\n").last.flatMap { Double($0) } == best)
    }

    @Test("beyond loopback a token is needed, and without it nothing is answered")
    func tokens() async throws {
        let bench = try await ServerBench()
        let service = try await bench.service()
        #expect(throws: ServerError.self) {
            try StudyServer(service, at: try ServerAddress(parsing: "0.0.0.0:8420"), token: nil)
        }
        let path = bench.folder + "/token"
        try Data("a-word-that-nobody-guesses\n".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: ServerError.self, "others may read it") { try BearerToken(file: path) }
        chmod(path, 0o600)
        let token = try BearerToken(file: path)
        try await bench.serving(service, token: token) { url in
            let stranger = try StudyClient(url, token: nil, patience: 1)
            await #expect { try await stranger.get("/v1/study") } throws: { "\($0)".contains("401") }
            await #expect { try await stranger.post("/v1/ask", [:]) } throws: { "\($0)".contains("401") }
            #expect(try await StudyClient(url, token: token).get("/v1/study")["study"]?.text == "s")
        }
        #expect(try await bench.store.history(of: bench.study).trials.isEmpty)
    }

    @Test("what a browser could send from another page, and what is too large, is refused")
    func foreignBodies() async throws {
        let bench = try await ServerBench()
        let service = try await bench.service()
        try await bench.serving(service) { url in
            let form = try await Self.run(
                "/usr/bin/env", ["curl", "-s", "-d", "count=1", url + "/v1/ask"])
            #expect(form.contains("415"))
            try Data(repeating: 0x20, count: 2 << 20).write(to: URL(fileURLWithPath: bench.folder + "/large"))
            let large = try await Self.run(
                "/usr/bin/env",
                [
                    "curl", "-s", "-H", "Content-Type: application/json", "--data-binary", "@\(bench.folder)/large",
                    url + "/v1/ask",
                ])
            #expect(large.contains("413"))
        }
        #expect(try await bench.store.history(of: bench.study).trials.isEmpty)
    }

    @Test("a server that is away is waited for, and one that stays away is said to be", .timeLimit(.minutes(1)))
    func away() async throws {
        let client = try StudyClient("http://127.0.0.1:1", token: nil, patience: 0.5)
        await #expect { try await client.get("/v1/study") } throws: {
            "\($0)".contains("cannot be reached") && "\($0)".contains("hone serve")
        }
    }

    @Test("a server that has nothing left ends by itself, without an error; a port that is taken is said to be")
    func ending() async throws {
        let bench = try await ServerBench()
        let service = try await bench.service(trials: 1)
        let server = try StudyServer(service, at: try ServerAddress(parsing: "127.0.0.1:0"), token: nil)
        let (ports, port) = AsyncStream<UInt16>.makeStream()
        let running = Task { try await server.run { port.yield($0) } }
        var iterator = ports.makeAsyncIterator()
        let taken = try #require(await iterator.next())
        let second = try StudyServer(service, at: try ServerAddress(parsing: "127.0.0.1:\(taken)"), token: nil)
        await #expect { try await second.run() } throws: { "\($0)".contains("127.0.0.1:\(taken)") }
        _ = try await service.send("POST", "/v1/ask", "{}")
        _ = try await service.send("POST", "/v1/trials/0/tell", #"{"attempt": 1, "metrics": {"loss": 1}}"#)
        try await service.waitForEnd(or: ServingFailure())
        await server.stop()
        try await running.value
    }

    @Test("addresses are read as people write them")
    func addresses() throws {
        #expect(try "\(ServerAddress(parsing: "9000"))" == "127.0.0.1:9000")
        #expect(try "\(ServerAddress(parsing: "localhost:9000"))" == "127.0.0.1:9000")
        #expect(try "\(ServerAddress(parsing: "[::1]:9000"))" == "[::1]:9000")
        #expect(try "\(ServerAddress(parsing: "0.0.0.0"))" == "0.0.0.0:8420")
        #expect(try ServerAddress(parsing: "127.0.0.7:1").isLoopback && !ServerAddress(parsing: "[::]:1").isLoopback)
        for text in ["", "host:80", "127.0.0.1:x", "127.0.0.1:70000", "[::1", "1.2.3:4", "::1:80x"] {
            #expect(throws: ServerError.self, "\(text)") { try ServerAddress(parsing: text) }
        }
        for text in ["", "ftp://a", "http://", "http://a?b", "http://u:p@a"] {
            #expect(throws: ServerError.self, "\(text)") { try StudyClient(text, token: nil) }
        }
    }

    private static func run(_ program: String, _ arguments: [String]) async throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        // Off the actor: the server has to answer meanwhile.
        return await Task.detached {
            let data = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return String(decoding: data, as: UTF8.self)
        }.value
    }
}
