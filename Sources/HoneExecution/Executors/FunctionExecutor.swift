import Foundation
import HoneBase
import HoneCore
import Synchronization

/// Runs trials inside this process: an objective written in Swift.
///
///     let executor = FunctionExecutor { trial in
///         var loss = 1.0
///         for epoch in 1...10 where !trial.isStopping {
///             loss = train(trial.configuration, epoch)
///             trial.report(["loss": loss], step: epoch)
///         }
///         return ["loss": loss]
///     }
///
/// Each trial has a thread of its own, so it may compute or block as long as it likes. Trials end with this process; a
/// resumed study runs again what had not ended.
public final class FunctionExecutor: TrialExecutor {
    /// What a function knows about the trial that it evaluates.
    public struct Context: Sendable {
        /// One value for every active parameter.
        public let configuration: Configuration
        /// The trial's number within its study.
        public let trial: Int
        /// Which run of its configuration the trial is, counted from 0.
        public let repetition: Int
        fileprivate let job: Job
        fileprivate let folder: String

        /// The trial's directory, with room for checkpoints. It is made when it is first asked for.
        public var directory: String {
            _ = SmallFile.makeFolder(folder)
            return folder
        }

        /// Whether the trial should stop: its time is up, somebody wants to end the study. (Its task is cancelled, too.)
        public var isStopping: Bool { job.isStopping }

        /// An intermediate report.
        public func report(_ metrics: [String: Double], step: Int) { job.report(metrics, step: step) }
    }

    /// A trial that runs.
    fileprivate final class Job: Sendable {
        let events = EventSink()
        private let state = Mutex<(task: Task<Void, Never>?, isStopping: Bool, reports: [[String: Double]])>(
            (nil, false, []))

        var isStopping: Bool { state.withLock { $0.isStopping } }

        func stop() {
            state.withLock { state in
                state.isStopping = true
                state.task?.cancel()
            }
        }

        func run(_ task: Task<Void, Never>) {
            state.withLock { state in
                state.task = task
                if state.isStopping { task.cancel() }
            }
        }

        func report(_ metrics: [String: Double], step: Int) {
            // Under the lock, so that the stream has the order of the list.
            state.withLock { state in
                state.reports.append(metrics.merging(["step": Double(step)]) { $1 })
                events.tell(.reported(metrics: metrics, step: step))
            }
        }

        func end(_ cause: AttemptEnd.Cause, returned: [String: Double]? = nil) {
            let reports = state.withLock { $0.reports }
            events.tell(.ended(.now(cause, results: reports + (returned.map { [$0] } ?? []))))
        }
    }

    private let function: @Sendable (Context) async throws -> [String: Double]
    /// The trials that run, by attempt. A class because of these.
    private let jobs = Mutex<[String: Job]>([:])

    /// - Parameter function: evaluates a configuration and returns its metrics, the objectives among them. What it throws
    ///   makes the trial fail with that message.
    public init(_ function: @escaping @Sendable (Context) async throws -> [String: Double]) {
        self.function = function
    }

    public var needsCommand: Bool { false }

    public func check(_ command: [String], workingDirectory: String) async throws {}

    public func launch(_ attempt: AttemptRequest) async throws -> JobHandle {
        let job = Job()
        let context = Context(
            configuration: attempt.configuration, trial: attempt.trial, repetition: attempt.repetition, job: job,
            folder: attempt.files.trialDirectory)
        jobs.withLock { $0[attempt.id] = job }
        job.events.tell(.started(at: Date().timeIntervalSince1970))
        let thread = TrialThread()
        job.run(
            Task(executorPreference: thread) { [function] in
                await Self.run(function, context, job)
                thread.end()
            })
        return JobHandle(attempt: attempt.id, files: attempt.files)
    }

    public func recover(_ attempt: AttemptRequest) async throws -> JobHandle? { nil }

    public func hasEnded(_ handle: JobHandle) -> Bool { jobs.withLock { $0[handle.attempt] }?.events.isOver ?? false }

    public func attach(_ handle: JobHandle) -> AsyncThrowingStream<TrialEvent, any Error> {
        guard let job = jobs.withLock({ $0[handle.attempt] }) else {
            let events = EventSink()
            events.tell(.ended(.now(.lost(message: "it ran in a process that has ended"))))
            return events.stream()
        }
        return job.events.stream { [weak self] in
            if job.events.isOver { self?.jobs.withLock { $0[handle.attempt] = nil } }
        }
    }

    public func stop(_ handle: JobHandle, grace: Duration) async throws {
        jobs.withLock { $0[handle.attempt] }?.stop()
    }

    private static func run(
        _ function: @Sendable (Context) async throws -> [String: Double], _ context: Context, _ job: Job
    ) async {
        do {
            let metrics = try await function(context)
            // One that was told to stop and ends by itself was stopped all the same, as a program is.
            if job.isStopping {
                job.end(.stopped, returned: metrics)
            } else {
                job.end(.exited(code: 0), returned: metrics)
            }
        } catch {
            guard !job.isStopping else { return job.end(.stopped) }
            job.end(.threw(message: Self.text(of: error)))
        }
    }

    /// What an error says, as it would be printed; a long one by its beginning.
    private static func text(of error: any Error) -> String {
        let text = (error as? any LocalizedError)?.errorDescription ?? "\(error)"
        return text.count <= 1000 ? text : String(text.prefix(999)) + "…"
    }
}
