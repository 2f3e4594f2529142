import Foundation
import Hone
import Synchronization
import Testing

/// How a running study is stopped, and what runs beside it meanwhile.
@Suite struct StoppingTests {
    private func study() throws -> Study {
        try Study("s", minimize: "loss", parameters: [.float("x", 0...1)], optimizer: .random)
    }

    /// Computes until it is told to stop, without ever waiting.
    @Sendable private static func busy(_ trial: RunningTrial) throws -> Double {
        var sum = 0.0
        while !trial.shouldStop { for i in 1...1000 { sum += sin(Double(i)) } }
        throw TrialStopped()
    }

    @Test("cancelling the task stops the trials, and the call throws CancellationError")
    func cancellation() async throws {
        let study = try study()
        let started = AsyncStream<Void>.makeStream()
        let task = Task {
            try await study.optimize(trials: 100, parallel: 2) { trial in
                started.continuation.yield()
                return try Self.busy(trial)
            }
        }
        for await _ in started.stream.prefix(2) {}
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await study.history.trials.map(\.state) == [.cancelled, .cancelled])
    }

    @Test("a study asked to stop lets its trials end")
    func politely() async throws {
        let study = try study()
        let mayEnd = Mutex(false)
        let run = try await study.start(trials: 100) { trial in
            while !mayEnd.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(2)) }
            return 1.0
        }
        for await event in run.events {
            switch event {
            case .started: run.requestStop()
            case .stopping: mayEnd.withLock { $0 = true }
            default: break
            }
        }
        let result = try await run.result
        #expect(result.stopped == .requested)
        #expect(result.counts == [.complete: 1])
    }

    @Test("the study's time ends it and stops what runs")
    func timeout() async throws {
        let result = try await study().optimize(timeout: .milliseconds(300)) { try Self.busy($0) }
        #expect(result.stopped == .timeout(seconds: 0.3))
        #expect(result.counts == [.cancelled: 1])
    }

    @Test("a trial's time makes it fail as timed out, and the study goes on")
    func trialTimeout() async throws {
        let result = try await study().optimize(trials: 2, trialTimeout: .milliseconds(200)) { trial in
            trial.number == 0 ? try Self.busy(trial) : 1
        }
        #expect(result.history.trials.map(\.state) == [.failed, .complete])
        #expect(result.history.trials[0].failure?.reason == .timeout)
    }

    @Test("eight closures that compute without pause do not keep a timer from ticking")
    func busyClosures() async throws {
        let study = try study()
        let running = Mutex(0)
        let ticks = Mutex(0)
        let ticker = Task {
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(5))
                if running.withLock({ $0 }) == 8 { ticks.withLock { $0 += 1 } }
            }
        }
        let run = try await study.start(trials: 8, parallel: 8) { trial in
            running.withLock { $0 += 1 }
            defer { running.withLock { $0 -= 1 } }
            // Enough ticks for a pool that is not blocked; a blocked one would never come to them.
            while ticks.withLock({ $0 }) < 20 && !trial.shouldStop { _ = (1...1000).reduce(0) { $0 + sin(Double($1)) } }
            return 1.0
        }
        let watchdog = Task {
            try await Task.sleep(for: .seconds(120))
            run.stopNow()
        }
        let result = try await run.result
        watchdog.cancel()
        ticker.cancel()
        #expect(result.counts == [.complete: 8])
        #expect(ticks.withLock { $0 } >= 20)
    }
}
