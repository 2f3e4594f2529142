import Foundation
import Hone
import HoneCore
import Testing

@Suite struct AskTellTests {
    let bench: StudyBench
    let store: TrialStore
    let study: StoredStudy
    var desk: AskTell { AskTell(store: store, study: study) }

    init() async throws {
        bench = try StudyBench()
        store = try bench.store()
        study = try await bench.study(store, script: "echo loss: $1")
    }

    private func ask(expiresAfter expiry: Double = 60) async throws -> Trial {
        try #require(try await desk.ask(using: GoldenSteps(), expiresAfter: expiry))
    }

    @Test func whatIsAskedIsRunningUntilItIsTold() async throws {
        let trial = try await ask()
        #expect(trial.state == .running)
        #expect(try await ask().number == 1)
        let told = try await desk.tell(trial: 0, values: ["loss": 0.3, "accuracy": 0.9])
        #expect(told.state == .complete)
        #expect(told.value == 0.3)
        #expect(told.metrics == ["accuracy": 0.9])
        #expect(told.valueSource == "told")
        #expect(try await store.history(of: study).pending.map(\.number) == [1])
    }

    @Test func aFailureAndANonFiniteValueAreTold() async throws {
        _ = try await ask()
        _ = try await ask()
        #expect(try await desk.tellFailed(trial: 0, message: "node died").failure == TrialFailure(.exit, "node died"))
        #expect(try await desk.tell(trial: 1, values: ["loss": .infinity]).failure?.reason == .nonFinite)
    }

    @Test func wrongTellsNameTheRemedy() async throws {
        _ = try await ask()
        await #expect { try await desk.tell(trial: 0, values: ["los": 1]) } throws: {
            "\($0)".contains("hone tell s 0 loss=0.31")
        }
        await #expect { try await desk.tell(trial: 5, values: ["loss": 1]) } throws: {
            "\($0)".contains("its trials are 0 to 0")
        }
        _ = try await desk.tell(trial: 0, values: ["loss": 1])
        await #expect { try await desk.tell(trial: 0, values: ["loss": 2]) } throws: {
            "\($0)".contains("it was told already")
        }
        #expect(try await store.trial(0, of: study).value == 1)
    }

    @Test func whatIsNeverToldExpiresButALateResultIsTaken() async throws {
        _ = try await ask(expiresAfter: 0.02)
        try await Task.sleep(for: .milliseconds(60))
        _ = try await ask()
        let expired = try await store.trial(0, of: study)
        #expect(expired.state == .failed)
        #expect(expired.failure?.reason == .lost)
        #expect(try await desk.tell(trial: 0, values: ["loss": 0.5]).state == .complete)
    }

    @Test func manyAskersGetDifferentTrials() async throws {
        let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 { group.addTask { try await self.ask().number } }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(numbers == Set(0..<8))
    }

    @Test func aTrialOfARunCannotBeTold() async throws {
        _ = try await bench.run(store, study)
        await #expect { try await desk.tell(trial: 0, values: ["loss": 1]) } throws: {
            "\($0)".contains("run by hone run")
        }
    }

    @Test func aRunTakesOverWhatIsToldMeanwhile() async throws {
        let asked = try await ask()
        var running = study
        running.description.running.trials = 3
        running.description.running.parallel = 1
        let desk = desk
        let executor = FunctionExecutor { trial in
            if trial.trial == 1 { _ = try await desk.tell(trial: asked.number, values: ["loss": 0.125]) }
            return ["loss": 1]
        }
        let (_, summary) = try await bench.run(store, running, executor: executor)
        #expect(summary.counts == [.complete: 3])
        #expect(summary.best?.number == 0)
    }
}
