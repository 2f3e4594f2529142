import Foundation
import Hone
import HoneCore
import Testing

/// What a killed Hone leaves behind, and what the next one makes of it.
@Suite struct CrashTests {
    let bench: StudyBench

    init() throws { bench = try StudyBench() }

    /// A program that notes each start, and ends when it may.
    private let script = """
        echo "$HONE_TRIAL" >> starts
        sleep 0.1
        while [ -e hold ]; do sleep 0.02; done
        echo loss: $1
        """

    private func driver(_ study: StoredStudy, trials: Int, parallel: Int) throws -> ChildProcess {
        try ChildProcess(
            [StudyBench.driver, "run", bench.storePath, study.name, "\(trials)", "\(parallel)"], in: bench.folder)
    }

    private func starts() -> [Int] { bench.read("starts").split(separator: "\n").compactMap { Int($0) }.sorted() }

    @Test func trialsOutliveAKilledHoneAndTheirResultsAreFound() async throws {
        let store = try bench.store()
        let study = try await bench.study(store, script: script) { $0.running.trials = 6 }
        try bench.write("hold", "")
        let first = try driver(study, trials: 6, parallel: 3)
        #expect(await eventually { starts().count == 3 })
        first.kill()
        _ = await first.wait()
        // Two end while no Hone is there, one still runs when the next one comes.
        try FileManager.default.removeItem(atPath: bench.path("hold"))
        #expect(
            await eventually { (0..<3).allSatisfy { control($0).contains("\"record\":\"end\"") } })
        let second = try driver(study, trials: 6, parallel: 3)
        let output = await second.text()
        #expect(await second.wait() == 0)
        #expect(output.hasPrefix("opened finished 0 attached [] collected [0, 1, 2] requeued []"))
        #expect(output.hasSuffix("done 6\n"))
        #expect(starts() == Array(0..<6))
        let history = try await store.history(of: study)
        #expect(
            history.trials.allSatisfy {
                $0.state == .complete && $0.value == GoldenSteps.x($0.number) && $0.attempts.count == 1
            })
    }

    @Test func aRunningTrialIsFollowedOnByTheNextHone() async throws {
        let store = try bench.store()
        let study = try await bench.study(store, script: script)
        try bench.write("hold", "")
        let first = try driver(study, trials: 2, parallel: 2)
        #expect(await eventually { starts().count == 2 })
        first.kill()
        _ = await first.wait()
        let second = try driver(study, trials: 2, parallel: 2)
        #expect(
            await second.nextText().hasPrefix("opened finished 0 attached [0, 1]"))
        try FileManager.default.removeItem(atPath: bench.path("hold"))
        #expect(await second.text().hasSuffix("done 2\n"))
        #expect(await second.wait() == 0)
        #expect(starts() == [0, 1])
    }

    @Test func killedAgainAndAgainNothingIsLostAndNothingRunsTwice() async throws {
        let store = try bench.store()
        let study = try await bench.study(store, script: script)
        var delays = [0.02, 0.05, 0.09, 0.14, 0.2, 0.3, 0.45]
        while true {
            let child = try driver(study, trials: 20, parallel: 4)
            guard let delay = delays.popLast() else {
                #expect(await child.text().hasSuffix("done 20\n"))
                #expect(await child.wait() == 0)
                break
            }
            try await Task.sleep(for: .seconds(delay))
            child.kill()
            _ = await child.wait()
        }
        #expect(starts() == Array(0..<20))
        let history = try await store.history(of: study)
        #expect(history.trials.map(\.number) == Array(0..<20))
        #expect(history.trials.allSatisfy { $0.state == .complete && $0.value == GoldenSteps.x($0.number) })
    }

    @Test func aTrialWhoseSupervisorWasKilledRunsAgainAlone() async throws {
        let store = try bench.store()
        let study = try await bench.study(store, script: script)
        try bench.write("hold", "")
        let child = try driver(study, trials: 1, parallel: 1)
        #expect(await eventually { starts().count == 1 })
        #expect(await eventually { number("program", in: control(0)) != nil })
        let supervisor = try #require(number("pid", in: control(0)))
        let program = try #require(number("program", in: control(0)))
        kill(supervisor, SIGKILL)
        #expect(await eventually { starts().count == 2 })
        #expect(ProcessIdentity(livingPid: program) == nil)
        try FileManager.default.removeItem(atPath: bench.path("hold"))
        #expect(await child.text().contains("requeued 0 its supervisor is gone"))
        #expect(await child.wait() == 0)
        let trial = try await store.trial(0, of: study)
        #expect(trial.state == .complete)
        #expect(trial.attempts.map(\.state) == [.lost, .ended])
        #expect(trial.valueSource == "stdout, line 1: loss: 0.0")
    }

    @Test func anAttemptThatWasGivenUpIsNeverStartedByALateSupervisor() async throws {
        let executor = StudyBench.localExecutor()
        let request = AttemptRequest(
            study: "s", trial: 0, ordinal: 1, configuration: ["x": 0.5], arguments: ["sh", "-c", "touch ran"],
            workingDirectory: bench.folder, studyDirectory: bench.path("trials"))
        #expect(try await executor.recover(request) == nil)
        let handle = try await executor.launch(request)
        #expect(try await executor.recover(request) == nil)
        var ends: [AttemptEnd] = []
        for try await event in executor.attach(handle) {
            if case .ended(let end) = event { ends.append(end) }
        }
        #expect(ends.count == 1)
        #expect(!FileManager.default.fileExists(atPath: bench.path("ran")))
    }

    @Test func twoSupervisorsOfOneAttemptRunItOnce() async throws {
        let executor = StudyBench.localExecutor()
        let request = AttemptRequest(
            study: "s", trial: 0, ordinal: 1, configuration: ["x": 0.5],
            arguments: ["sh", "-c", "echo ran >> runs; sleep 0.2"],
            workingDirectory: bench.folder, studyDirectory: bench.path("trials"))
        let handle = try await executor.launch(request)
        _ = try await StudyBench.localExecutor().launch(request)
        for try await _ in executor.attach(handle) {}
        #expect(bench.read("runs") == "ran\n")
    }

    @Test func aSecondHoneNamesTheOwnerUntilItIsGone() async throws {
        let store = try bench.store()
        let study = try await bench.study(store, script: script)
        try bench.write("hold", "")
        let owner = try driver(study, trials: 1, parallel: 1)
        #expect(await eventually { starts().count == 1 })
        await #expect { try await bench.run(store, study) } throws: { error in
            let text = "\(error)"
            return text.contains("study s is being run by process \(owner.pid) on this machine (heartbeat ")
                && text.contains("let it end, or stop it first")
        }
        await #expect { try await store.delete(study) } throws: { "\($0)".contains("being run by process") }
        await #expect { try await AskTell(store: store, study: study).ask(using: GoldenSteps()) } throws: {
            "\($0)".contains("being run by process")
        }
        owner.kill()
        _ = await owner.wait()
        try FileManager.default.removeItem(atPath: bench.path("hold"))
        let (_, summary) = try await bench.run(store, study)
        #expect(summary.counts == [.complete: 1])
        #expect(starts() == [0])
    }

    @Test func ctrlCLetsTheRunningTrialEndAndTheStudyGoesOnLater() async throws {
        let store = try bench.store()
        let study = try await bench.study(store, script: script)
        try bench.write("hold", "")
        let first = try driver(study, trials: 3, parallel: 1)
        #expect(await eventually { starts().count == 1 })
        var output = ""
        first.kill(SIGINT)
        while !output.contains("stopping") { output += await first.nextText() }
        #expect(output.contains("stopping requested 1"))
        try FileManager.default.removeItem(atPath: bench.path("hold"))
        #expect(await first.text().contains("finished 0 complete"))
        #expect(await first.wait() == 0)
        let second = try driver(study, trials: 3, parallel: 1)
        #expect(await second.text().hasSuffix("done 3\n"))
        #expect(await second.wait() == 0)
        #expect(starts() == [0, 1, 2])
    }

    @Test func deletingAStudyEndsTheTrialsThatAKilledHoneLeft() async throws {
        let store = try bench.store()
        let study = try await bench.study(store, script: script)
        try bench.write("hold", "")
        let child = try driver(study, trials: 2, parallel: 2)
        #expect(await eventually { (0..<2).allSatisfy { number("program", in: control($0)) != nil } })
        let programs = (0..<2).compactMap { number("program", in: control($0)) }
        child.kill()
        _ = await child.wait()
        #expect(programs.allSatisfy { ProcessIdentity(livingPid: $0) != nil })
        try await store.delete(study, ending: StudyBench.localExecutor(), grace: .seconds(1))
        #expect(programs.allSatisfy { ProcessIdentity(livingPid: $0) == nil })
        #expect(try await store.studies().isEmpty)
        #expect(!FileManager.default.fileExists(atPath: study.directory))
    }

    private func control(_ trial: Int) -> String { bench.read("hone-trials/s/\(trial)/attempt-1/supervisor.json") }

    private func number(_ name: String, in records: String) -> Int32? { StudyBench.number(name, in: records) }
}
