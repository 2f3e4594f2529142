import Foundation
import Hone
import HoneBase
import HoneCore
import HoneServer
import Testing

/// What a served study answers, whatever carries it.
@Suite struct ServiceTests {
    private static func first(_ answer: JSON) throws -> (trial: Int, attempt: Int) {
        let trial = try #require(answer["trials"]?.elements?.first)
        return (try #require(trial["trial"]?.integer), try #require(trial["attempt"]?.integer))
    }

    @Test("a trial is asked for, reported, told, and listed")
    func wholeTrial() async throws {
        let bench = try await ServerBench()
        let service = try await bench.service()
        let asked = try await service.send("POST", "/v1/ask", #"{"count": 2}"#)
        #expect(asked.status == 200 && asked.body["trials"]?.elements?.count == 2 && asked.body["done"]?.bool == false)
        let assignment = try #require(asked.body["trials"]?.elements?.first)
        let x = try #require(assignment["configuration"]?["x"]?.double)
        #expect(assignment["command"]?.elements?.last?.text == x.shortestText)
        #expect(assignment["trial"]?.integer == 0 && assignment["attempt"]?.integer == 1)
        let report = try await service.send(
            "POST", "/v1/trials/0/report", #"{"attempt": 1, "step": 3, "metrics": {"loss": 0.5}}"#)
        #expect(report.body["stop"]?.bool == false)
        let told = try await service.send(
            "POST", "/v1/trials/0/tell", #"{"attempt": 1, "metrics": {"loss": 0.25, "seconds": 2}}"#)
        #expect(told.body["state"]?.text == "complete" && told.body["objectives"]?["loss"]?.double == 0.25)
        #expect(told.body["metrics"]?["seconds"]?.double == 2)
        _ = try await service.send(
            "POST", "/v1/trials/1/tell", #"{"attempt": 1, "failed": "no data", "kind": "timeout"}"#)
        let listed = try await service.send("GET", "/v1/trials")
        #expect(listed.body["total"]?.integer == 2)
        #expect(listed.body["trials"]?.elements?[1]["failure"]?.text == "timeout: no data")
        #expect(try await service.send("GET", "/v1/trials?from=1&limit=1").body["trials"]?.elements?.count == 1)
        #expect(try await service.send("GET", "/v1/best").body["trials"]?.elements?.first?["trial"]?.integer == 0)
        let study = try await service.send("GET", "/v1/study").body
        #expect(study["trials"]?["complete"]?.integer == 1 && study["trials"]?["failed"]?.integer == 1)
        let history = try await bench.store.history(of: bench.study)
        #expect(history.trials.map(\.state) == [.complete, .failed])
        #expect(history.trials.trial(0)?.reports == [StepReport(step: 3, value: 0.5)])
        #expect(history.trials.trial(1)?.failure?.reason == .timeout)
    }

    @Test("a silent worker's trial is given to another one, once, and what the first tells then is refused")
    func lostWorker() async throws {
        let bench = try await ServerBench()
        let service = try await bench.service(patience: 0.05, trials: 1)
        let first = try Self.first(try await service.send("POST", "/v1/ask", "{}").body)
        #expect(try await service.send("POST", "/v1/ask", "{}").body["trials"]?.elements?.isEmpty == true)
        try await Task.sleep(for: .milliseconds(80))
        let second = try Self.first(try await service.send("POST", "/v1/ask", "{}").body)
        #expect(second == (first.trial, 2))
        let late = try await service.send("POST", "/v1/trials/0/tell", #"{"attempt": 1, "metrics": {"loss": 1}}"#)
        #expect(late.status == 409 && late.body["detail"]?.text?.contains("silent") == true)
        #expect(try await service.send("POST", "/v1/trials/0/heartbeat", #"{"attempt": 1}"#).status == 409)
        try await Task.sleep(for: .milliseconds(80))
        // Lost twice: it has failed, and another one takes its place only if the study asked for more.
        let third = try await service.send("POST", "/v1/ask", "{}")
        #expect(third.body["trials"]?.elements?.isEmpty == true && third.body["done"]?.bool == true)
        #expect(try await bench.store.history(of: bench.study).trials.map(\.failure?.reason) == [.lost])
    }

    @Test(
        "a trial that nobody runs any more is given back and paused by nobody, which is no fault of the server",
        arguments: [#""returned": true"#, #""pruned": true"#])
    func afterLoss(_ outcome: String) async throws {
        let bench = try await ServerBench {
            $0.pruner = try PrunerChoice(.median, settings: [PrunerChoice.pauseKey: .bool(true)])
        }
        let service = try await bench.service(patience: 0.05, trials: 1)
        for attempt in 1...2 {
            #expect(try Self.first(try await service.send("POST", "/v1/ask", "{}").body) == (0, attempt))
            try await Task.sleep(for: .milliseconds(80))
        }
        // Lost twice, so it has failed; what is told late is taken, where it says something.
        _ = try await service.send("POST", "/v1/ask", "{}")
        let late = try await service.send("POST", "/v1/trials/0/tell", #"{"attempt": 2, \#(outcome)}"#)
        #expect(late.status == (outcome.contains("pruned") ? 200 : 409), "\(late.body)")
    }

    @Test("heartbeats and reports keep a trial alive")
    func heartbeats() async throws {
        let bench = try await ServerBench()
        let service = try await bench.service(patience: 0.3, trials: 1)
        _ = try await service.send("POST", "/v1/ask", "{}")
        for step in 0..<6 {
            try await Task.sleep(for: .milliseconds(100))
            let body =
                step % 2 == 0
                ? try await service.send("POST", "/v1/trials/0/heartbeat", #"{"attempt": 1}"#)
                : try await service.send(
                    "POST", "/v1/trials/0/report", #"{"attempt": 1, "step": \#(step), "metrics": {"loss": 1}}"#)
            #expect(body.status == 200)
            #expect(try await service.send("POST", "/v1/ask", "{}").body["trials"]?.elements?.isEmpty == true)
        }
    }

    @Test("a trial that is given back goes to the next who asks, and a server that is stopped hands out no more")
    func givenBack() async throws {
        let bench = try await ServerBench()
        let service = try await bench.service()
        _ = try await service.send("POST", "/v1/ask", "{}")
        #expect(
            try await service.send("POST", "/v1/trials/0/tell", #"{"attempt": 1, "returned": true}"#).body["state"]?
                .text == "waiting")
        #expect(try Self.first(try await service.send("POST", "/v1/ask", "{}").body) == (0, 2))
        // A server that is being stopped hands nothing out, and lets what runs go on.
        service.end()
        let beat = try await service.send("POST", "/v1/trials/0/heartbeat", #"{"attempt": 2}"#)
        #expect(beat.status == 200 && beat.body["expires"]?.double ?? 0 > Date().timeIntervalSince1970)
        let after = try await service.send("POST", "/v1/ask", "{}")
        #expect(after.body["done"]?.bool == false && after.body["trials"]?.elements?.isEmpty == true)
    }

    @Test("a worker of before a server's restart goes on with its trial")
    func restart() async throws {
        let bench = try await ServerBench()
        _ = try await bench.service(patience: 0.05).send("POST", "/v1/ask", "{}")
        try await Task.sleep(for: .milliseconds(80))
        let next = try await bench.service(patience: 5)
        #expect(try await next.send("POST", "/v1/trials/0/heartbeat", #"{"attempt": 1}"#).status == 200)
        #expect(try Self.first(try await next.send("POST", "/v1/ask", "{}").body) == (1, 1))
        #expect(
            try await next.send("POST", "/v1/trials/0/tell", #"{"attempt": 1, "metrics": {"loss": 1}}"#).status == 200)
    }

    @Test("many who ask at once get different trials, as many as were asked for")
    func manyWorkers() async throws {
        let bench = try await ServerBench()
        let service = try await bench.service(trials: 100)
        let numbers = try await withThrowingTaskGroup(of: [Int].self) { group in
            for _ in 0..<40 {
                group.addTask {
                    let answer = try await service.send("POST", "/v1/ask", #"{"count": 3}"#).body
                    return answer["trials"]?.elements?.compactMap { $0["trial"]?.integer } ?? []
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(numbers.sorted() == Array(0..<100))
    }

    @Test("pruned trials are told to stop", .timeLimit(.minutes(1)))
    func pruned() async throws {
        let bench = try await ServerBench { $0.pruner = try PrunerChoice(.median, settings: ["startup": 1]) }
        let service = try await bench.service()
        for trial in 0..<2 {
            _ = try await service.send("POST", "/v1/ask", "{}")
            let report = try await service.send(
                "POST", "/v1/trials/\(trial)/report", #"{"attempt": 1, "step": 1, "metrics": {"loss": \#(trial)}}"#)
            #expect(report.body["stop"]?.bool == (trial == 1))
            let end = trial == 0 ? #"{"attempt": 1, "metrics": {"loss": 0}}"# : #"{"attempt": 1, "pruned": true}"#
            _ = try await service.send("POST", "/v1/trials/\(trial)/tell", end)
        }
        #expect(try await bench.store.history(of: bench.study).trials.map(\.state) == [.complete, .pruned])
    }

    @Test(
        "what makes no sense is refused with its reason, and changes nothing",
        arguments: [
            ("GET", "/", "", 404), ("GET", "/v1/nothing", "", 404), ("POST", "/v1/study", "{}", 405),
            ("GET", "/v1/ask", "", 405), ("POST", "/v1/ask", "[]", 400), ("POST", "/v1/ask", "{", 400),
            ("POST", "/v1/ask", #"{"count": 0}"#, 400), ("POST", "/v1/ask", #"{"count": 1.5}"#, 400),
            ("POST", "/v1/ask", #"{"cuont": 1}"#, 400), ("POST", "/v1/ask", #"{"count": 1, "count": 2}"#, 400),
            ("GET", "/v1/trials?from=-1", "", 400), ("GET", "/v1/trials?limit=0", "", 400),
            ("GET", "/v1/trials?x=1", "", 400),
            ("GET", "/v1/trials/00", "", 404), ("GET", "/v1/trials/7", "", 404), ("GET", "/v1/trials/x", "", 404),
            ("POST", "/v1/trials/7/tell", #"{"attempt": 1, "metrics": {"loss": 1}}"#, 404),
            ("POST", "/v1/trials/0/tell", "{}", 400), ("POST", "/v1/trials/0/tell", #"{"attempt": 1}"#, 400),
            ("POST", "/v1/trials/0/tell", #"{"attempt": 1, "metrics": {}}"#, 400),
            ("POST", "/v1/trials/0/tell", #"{"attempt": 1, "metrics": {"loss": "big"}}"#, 400),
            ("POST", "/v1/trials/0/tell", #"{"attempt": 1, "metrics": {"los": 1}}"#, 409),
            ("POST", "/v1/trials/0/tell", #"{"attempt": 1, "metrics": {"loss": 1}, "failed": "x"}"#, 400),
            ("POST", "/v1/trials/0/tell", #"{"attempt": 1, "failed": "x", "kind": "bad"}"#, 400),
            ("POST", "/v1/trials/0/tell", #"{"attempt": 2, "metrics": {"loss": 1}}"#, 409),
            ("POST", "/v1/trials/0/report", #"{"attempt": 1, "metrics": {"loss": 1}}"#, 400),
            ("POST", "/v1/trials/0/report", #"{"attempt": 1, "step": 1, "metrics": {"other": 1}}"#, 409),
        ])
    func refused(_ method: String, _ path: String, _ body: String, _ status: Int) async throws {
        let bench = try await ServerBench()
        let service = try await bench.service()
        _ = try await service.send("POST", "/v1/ask", "{}")
        let before = try await bench.store.history(of: bench.study)
        let answer = try await service.send(method, path, body)
        #expect(answer.status == status, "\(answer.body)")
        #expect(answer.body["status"]?.integer == status && answer.body["detail"]?.text?.isEmpty == false)
        #expect(try await bench.store.history(of: bench.study) == before)
    }

    @Test("a loss that is no number makes the trial fail, as anywhere else")
    func notFinite() async throws {
        let bench = try await ServerBench()
        let service = try await bench.service()
        _ = try await service.send("POST", "/v1/ask", "{}")
        let told = try await service.send("POST", "/v1/trials/0/tell", #"{"attempt": 1, "metrics": {"loss": "nan"}}"#)
        #expect(told.body["state"]?.text == "failed" && told.body["failure"]?.text?.hasPrefix("nonFinite") == true)
    }
}
