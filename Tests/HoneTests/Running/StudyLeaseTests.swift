import Foundation
import GRDB
import Hone
import HoneCore
import Synchronization
import Testing

@Suite struct StudyLeaseTests {
    let bench: StudyBench
    let store: TrialStore
    let study: StoredStudy

    init() async throws {
        bench = try StudyBench()
        store = try bench.store()
        study = try await bench.study(store, script: "echo loss: $1")
    }

    /// A lease as a process of another machine would have written it.
    private func writeForeignLease(silentFor seconds: Double) throws {
        // The run writes to the store at the same time: wait for it as another machine's process would.
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        let queue = try DatabaseQueue(path: bench.storePath, configuration: configuration)
        let now = Date().timeIntervalSince1970
        try queue.write { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO leases VALUES (?, 'foreign', 4121, 1, 'elsewhere', 'far-away', ?, ?)",
                arguments: [study.id, now - 100, now - seconds])
        }
    }

    @Test func anotherMachinesHeartbeatKeepsTheStudyUntilItGoesStale() async throws {
        try writeForeignLease(silentFor: 5)
        await #expect { try await bench.run(store, study) } throws: {
            "\($0)".contains("is being run by process 4121 on far-away (heartbeat 5 s ago)")
        }
        try writeForeignLease(silentFor: 11)
        #expect(try await store.owner(of: study) == nil)
        let (_, summary) = try await bench.run(store, study)
        #expect(summary.counts == [.complete: 1])
    }

    @Test func aRunThatWasTakenOverStoresNothingMore() async throws {
        var long = study
        long.description.running.trials = 50
        let executor = FunctionExecutor { trial in
            if trial.trial == 3 { try writeForeignLease(silentFor: 0) }
            return ["loss": 1]
        }
        await #expect { try await bench.run(store, long, executor: executor) } throws: { error in
            guard case StoreError.leaseLost(_, _, let owner) = error else { return false }
            return owner?.process.pid == 4121 && "\(error)".contains("was taken over by process 4121 on far-away")
        }
        let states = try await store.history(of: study).trials.map(\.state)
        #expect(states == [.complete, .complete, .complete, .running])
    }

    @Test func theHeartbeatGoesOnWhateverTheOptimizerDoes() async throws {
        let hasBeaten = Mutex(false)
        let optimizer = BlockingOptimizer { hasBeaten.withLock { $0 } }
        let running = Task { try await bench.run(store, study, optimizer: optimizer) }
        var heartbeats: Set<Double> = []
        _ = await eventually(within: 30) { optimizer.isComputing }
        for _ in 0..<600 where heartbeats.count < 2 {
            if let owner = try await store.owner(of: study) { heartbeats.insert(owner.heartbeat) }
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(optimizer.isComputing)
        #expect(heartbeats.count == 2)
        hasBeaten.withLock { $0 = true }
        #expect(try await running.value.summary.counts == [.complete: 1])
    }

    @Test func aRunWaitsForAStoreThatIsLockedForAWhile() async throws {
        let impatient = try TrialStore(path: bench.storePath, busyTimeout: 0.2)
        let holder = Mutex<ChildProcess?>(nil)
        let executor = FunctionExecutor { _ in
            let child = try ChildProcess([StudyBench.driver, "hold", bench.storePath, "600"], in: bench.folder)
            #expect(await child.nextText() == "locked\n")
            holder.withLock { $0 = child }
            return ["loss": 1]
        }
        let (events, summary) = try await bench.run(impatient, study, executor: executor) { event, _ in
            if case .waitingForStore = event { holder.withLock { $0 }?.kill() }
        }
        #expect(events.contains { if case .waitingForStore(.locked) = $0 { true } else { false } })
        #expect(summary.counts == [.complete: 1])
    }
}

/// Computes without ever yielding its thread until it is told to end.
private final class BlockingOptimizer: Optimizer {
    private let mayEnd: @Sendable () -> Bool
    private let computing = Mutex(false)
    var isComputing: Bool { computing.withLock { $0 } }

    init(mayEnd: @escaping @Sendable () -> Bool) { self.mayEnd = mayEnd }

    func suggest(_ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64) async throws
        -> [Suggestion]
    {
        computing.withLock { $0 = true }
        let deadline = Date().addingTimeInterval(60)
        while !mayEnd(), Date() < deadline { usleep(1000) }
        computing.withLock { $0 = false }
        return [Suggestion(["x": 0.5], SuggestionRecord(origin: "test"))]
    }
}
