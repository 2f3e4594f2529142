import Foundation
import HoneBase
import HoneCore
import Synchronization

/// Runs trials inside this process: an objective written in Swift.
///
///     FunctionExecutor { trial in ["loss": try await train(trial.configuration)] }
///
/// Its trials have the same directories as programs have. They end with this process; a resumed study runs again what had
/// not ended.
public final class FunctionExecutor: Executor {
    /// What a function knows about the trial it evaluates.
    public struct Context: Sendable {
        public let configuration: Configuration
        public let trial: Int
        /// The trial's directory, with room for checkpoints.
        public let directory: String
        fileprivate let results: String

        /// An intermediate report.
        public func report(_ metrics: [String: Double], step: Int) throws {
            try FunctionExecutor.append(metrics, step: step, to: results)
        }
    }

    private let function: @Sendable (Context) async throws -> [String: Double]
    /// The trials that run, by attempt. A class because of these.
    private let jobs = Mutex<[String: Job]>([:])

    private struct Job {
        var task: Task<AttemptEnd, Never>
        var startedAt: Double
    }

    /// - Parameter function: evaluates a configuration and returns its metrics, the objectives among them. When a trial
    ///   is stopped its task is cancelled. What it throws makes the trial fail with that message.
    public init(_ function: @escaping @Sendable (Context) async throws -> [String: Double]) {
        self.function = function
    }

    public var needsCommand: Bool { false }

    public func check(_ command: [String], workingDirectory: String) async throws {}

    public func launch(_ attempt: AttemptRequest) async throws -> JobHandle {
        let files = attempt.files
        if let failure = SmallFile.makeFolder(files.trialDirectory) {
            throw AttemptFileError(path: files.trialDirectory, number: failure)
        }
        let context = Context(
            configuration: attempt.configuration, trial: attempt.trial, directory: files.trialDirectory,
            results: files.results)
        let function = function
        let startedAt = Date().timeIntervalSince1970
        let task = Task { await Self.run(function, context, files) }
        jobs.withLock { $0[attempt.id] = Job(task: task, startedAt: startedAt) }
        return JobHandle(attempt: attempt.id, files: files)
    }

    public func recover(_ attempt: AttemptRequest) async throws -> JobHandle? { nil }

    public func hasEnded(_ handle: JobHandle) -> Bool { false }

    public func attach(_ handle: JobHandle) -> AsyncThrowingStream<TrialEvent, any Error> {
        AsyncThrowingStream { continuation in
            guard let job = jobs.withLock({ $0[handle.attempt] }) else {
                continuation.yield(
                    .ended(
                        AttemptEnd(
                            .lost(message: "it ran in a process that has ended"), at: Date().timeIntervalSince1970)))
                return continuation.finish()
            }
            continuation.yield(.started(at: job.startedAt))
            let watcher = Task {
                let end = await job.task.value
                jobs.withLock { $0[handle.attempt] = nil }
                var tail = ReportTail(path: handle.files.results)
                for report in tail.next() { continuation.yield(.reported(metrics: report.metrics, step: report.step)) }
                continuation.yield(.ended(end))
                continuation.finish()
            }
            continuation.onTermination = { _ in watcher.cancel() }
        }
    }

    public func stop(_ handle: JobHandle, grace: Duration) async throws {
        jobs.withLock { $0[handle.attempt] }?.task.cancel()
    }

    private static func run(
        _ function: @Sendable (Context) async throws -> [String: Double], _ context: Context, _ files: AttemptFiles
    ) async -> AttemptEnd {
        do {
            try append(try await function(context), step: nil, to: files.results)
            return AttemptEnd(.exited(code: 0), at: Date().timeIntervalSince1970)
        } catch {
            let now = Date().timeIntervalSince1970
            if Task.isCancelled { return AttemptEnd(.stopped, at: now) }
            _ = SmallFile.write("\(error)\n".utf8, to: files.standardError, .replacing)
            return AttemptEnd(.exited(code: 1), at: now)
        }
    }

    fileprivate static func append(_ metrics: [String: Double], step: Int?, to path: String) throws {
        var writer = JSONWriter(isSpaced: true, writesNonFinite: true)
        writer.object { writer in
            for (name, value) in metrics.sorted(by: { $0.key < $1.key }) { writer.member(name, value) }
            if let step { writer.member("step", step) }
        }
        let line = Data(writer.bytes + "\n".utf8)
        if !FileManager.default.fileExists(atPath: path) {
            guard FileManager.default.createFile(atPath: path, contents: nil) else {
                throw AttemptFileError(path: path, number: errno)
            }
        }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? file.close() }
        try file.seekToEnd()
        try file.write(contentsOf: line)
    }
}
