import HoneCore

/// A run of a study that goes on by itself: follow its events, stop it, await its result.
///
///     let run = try await study.start(trials: 100, parallel: 4) { trial in try await evaluate(trial) }
///     for await event in run.events {
///         if case .improved(let trial, _) = event { print(trial.number, trial.value ?? .nan) }
///     }
///     let result = try await run.result
public struct StudyRun: Sendable {
    /// What happens, in order, until the run is over; for one reader. What nobody reads is kept.
    public let events: AsyncStream<StudyEvent>

    private let runner: StudyRunner
    private let task: Task<StudySummary, any Error>

    init(_ runner: StudyRunner, _ function: ObjectiveFunction) {
        self.runner = runner
        events = runner.events
        function.onMistake { Self.stopNow(runner) }
        task = Task {
            let summary = try await runner.run()
            if let mistake = function.mistake { throw mistake }
            return summary
        }
    }

    /// How the run ended, once it has.
    ///
    /// - Throws: what `Study.optimize` throws, except for cancellation: awaiting the result in a task that is cancelled
    ///   does not stop the run.
    public var result: StudySummary {
        get async throws { try await task.value }
    }

    /// Starts no further trial; those that run may end.
    public func requestStop() { runner.requestStop() }

    /// Starts no further trial and tells those that run to stop.
    public func stopNow() { Self.stopNow(runner) }

    private static func stopNow(_ runner: StudyRunner) {
        // Asked once, a run lets its trials end; asked twice, it stops them.
        runner.requestStop()
        runner.requestStop()
    }
}
