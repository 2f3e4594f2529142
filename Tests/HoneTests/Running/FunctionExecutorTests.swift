import Foundation
import Hone
import HoneCore
import Synchronization
import Testing

/// Objectives written in Swift.
@Suite struct FunctionExecutorTests {
    let bench: StudyBench

    init() throws { bench = try StudyBench() }

    private func request(_ trial: Int) -> AttemptRequest {
        AttemptRequest(
            study: "s", trial: trial, ordinal: 1, configuration: ["x": 0.5], arguments: [],
            workingDirectory: bench.folder, studyDirectory: bench.path("trials"))
    }

    @Test("more functions than cores compute at once, and the rest of the process goes on")
    func functionsDoNotBlockThePool() async throws {
        let count = ProcessInfo.processInfo.activeProcessorCount + 2
        let arrived = Mutex(0)
        let executor = FunctionExecutor { _ in
            arrived.withLock { $0 += 1 }
            // Without a suspension point: only when all are there may any go on.
            while arrived.withLock({ $0 }) < count { usleep(1000) }
            return ["loss": 1]
        }
        var handles: [JobHandle] = []
        for trial in 0..<count { handles.append(try await executor.launch(request(trial))) }
        for handle in handles {
            var last: TrialEvent?
            for try await event in executor.attach(handle) { last = event }
            guard case .ended(let end) = last else {
                Issue.record("it did not end")
                return
            }
            #expect(end.cause == .exited(code: 0))
            #expect(end.results == [["loss": 1]])
        }
    }

    @Test("reports come while the function runs, and it is told to stop")
    func reportsAndStop() async throws {
        let executor = FunctionExecutor { trial in
            var step = 0
            while !trial.isStopping {
                trial.report(["loss": Double(step)], step: step)
                step += 1
                usleep(1000)
            }
            return ["loss": -1]
        }
        let handle = try await executor.launch(request(0))
        var steps: [Int] = []
        for try await event in executor.attach(handle) {
            switch event {
            case .started: break
            case .reported(_, let step):
                steps.append(step)
                if step == 3 { try await executor.stop(handle, grace: .seconds(1)) }
            case .ended(let end):
                #expect(end.cause == .stopped)
                #expect(end.results?.count == steps.count + 1)
            }
        }
        #expect(steps.count > 3 && steps == Array(0..<steps.count))
    }

    @Test("a trial that needs no files makes none, and what the function returns is its value")
    func noFilesWithoutNeed() async throws {
        let store = try bench.store()
        let study = try await bench.study(store, script: "") { $0.running.trials = 3 }
        let (_, summary) = try await bench.run(
            store, study,
            executor: FunctionExecutor { trial in
                if trial.trial == 1 { try Data("kept".utf8).write(to: URL(fileURLWithPath: trial.directory + "/file")) }
                return ["loss": Double(trial.trial), "other": 7]
            })
        #expect(summary.history.trials.map(\.value) == [0, 1, 2])
        #expect(summary.history.trials.allSatisfy { $0.metrics == ["other": 7] })
        #expect(!FileManager.default.fileExists(atPath: study.directory + "/0"))
        #expect(bench.read("hone-trials/s/1/file") == "kept")
    }

    @Test("what a function throws is the reason of the failure")
    func failureIsQuoted() async throws {
        struct Broken: Error, CustomStringConvertible { var description: String { "no such column" } }
        let store = try bench.store()
        let study = try await bench.study(store, script: "")
        let (_, summary) = try await bench.run(store, study, executor: FunctionExecutor { _ in throw Broken() })
        #expect(summary.history.trials[0].failure?.message == "no such column")
    }
}
