import Foundation
import HoneCore
import Synchronization

/// Runs trials as processes of this machine, each under a supervisor that outlives this process.
public final class LocalExecutor: Executor {
    /// The command that runs the supervisor; the request's path is appended.
    private let supervisor: [String]
    /// Supervisors that this process started and has to reap, by attempt. A class because of these.
    private let children = Mutex<[String: pid_t]>([:])

    /// - Parameter supervisor: a program and its first arguments that run `TrialSupervisor.main`; by default this
    ///   executable with `exec`, as the tool `hone` understands it.
    public init(supervisor: [String]? = nil) {
        self.supervisor = supervisor ?? [LocalExecutor.executablePath, TrialSupervisor.subcommand]
    }

    /// This process's program file.
    static var executablePath: String {
        #if os(Linux)
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        #else
            Bundle.main.executablePath ?? CommandLine.arguments[0]
        #endif
    }

    public var needsCommand: Bool { true }

    public func check(_ command: [String], workingDirectory: String) async throws {
        _ = try ProgramLookup.resolve(command.first ?? "", workingDirectory: workingDirectory)
    }

    public func launch(_ attempt: AttemptRequest) async throws -> JobHandle {
        let files = attempt.files
        try Self.store(SmallFile.makeFolder(files.control), files.control)
        try Self.store(
            SmallFile.write(TrialEnvironment.json(attempt.configuration).utf8, to: files.parameters, .replacing),
            files.parameters)
        try Self.store(try SmallFile.encode(attempt, to: files.request, .replacing), files.request)
        // The supervisor's signals are blocked from its first instruction on, before its own code can do so: a library's
        // thread that took SIGTERM would end it.
        let launcher = ProcessLauncher(
            path: supervisor[0], arguments: supervisor + [files.request],
            environment: ProcessInfo.processInfo.environment,
            grouping: .ownSession, blockedSignals: SupervisedProgram.signals,
            standardError: files.control + "/supervisor.log")
        do {
            let pid = try launcher.launch()
            children.withLock { $0[attempt.id] = pid }
        } catch {
            throw ProgramError.refused(
                program: supervisor[0], problem: String(cString: strerror(error.number)),
                hint: "this is Hone's own supervisor; was Hone moved or deleted while it runs?")
        }
        return JobHandle(attempt: attempt.id, files: files)
    }

    public func recover(_ attempt: AttemptRequest) async throws -> JobHandle? {
        let files = attempt.files
        let handle = JobHandle(attempt: attempt.id, files: files)
        if access(files.claim, F_OK) == 0 { return isAbandoned(files) ? nil : handle }
        // Nobody claimed it yet. Whoever started it may still be on the way, so claim it first: then it never runs.
        _ = SmallFile.makeFolder(files.control)
        switch try SmallFile.encode(SupervisorClaim(supervisor: nil), to: files.claim, .claiming) {
        case nil: return nil
        case EEXIST: return handle
        case .some(let number): throw AttemptFileError(path: files.claim, number: number)
        }
    }

    private func isAbandoned(_ files: AttemptFiles) -> Bool {
        guard let claim = SmallFile.decode(SupervisorClaim.self, from: files.claim) else { return false }
        return claim.supervisor == nil
    }

    public func hasEnded(_ handle: JobHandle) -> Bool { access(handle.files.ended, F_OK) == 0 }

    public func attach(_ handle: JobHandle) -> AsyncThrowingStream<TrialEvent, any Error> {
        AsyncThrowingStream { continuation in
            let task = Task {
                var watch = AttemptWatch(files: handle.files)
                while !Task.isCancelled {
                    let hasExited = self.reap(handle.attempt)
                    for event in watch.look(supervisorHasExited: hasExited) {
                        continuation.yield(event)
                        if case .ended = event {
                            await self.reapEnded(handle.attempt)
                            continuation.finish()
                            return
                        }
                    }
                    try? await Task.sleep(for: watch.pause)
                }
                continuation.finish(throwing: CancellationError())
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    public func stop(_ handle: JobHandle, grace: Duration) async throws {
        let files = handle.files
        let request = StopRequest(grace: grace.inSeconds)
        try Self.store(try SmallFile.encode(request, to: files.stop, .replacing), files.stop)
        let claimed = SmallFile.decode(SupervisorClaim.self, from: files.claim)?.supervisor
        if let claimed {
            claimed.signal(SIGTERM)
        } else if let child = children.withLock({ $0[handle.attempt] }) {
            // Not that far yet; the signal waits for it, being blocked.
            kill(child, SIGTERM)
        }
    }

    // MARK: - Children

    /// Whether the supervisor is a child of this process that has exited.
    private func reap(_ attempt: String) -> Bool {
        children.withLock { children in
            guard let pid = children[attempt] else { return false }
            var status: Int32 = 0
            guard waitpid(pid, &status, WNOHANG) != 0 else { return false }
            children[attempt] = nil
            return true
        }
    }

    /// The supervisor exits a moment after it has written the end.
    private func reapEnded(_ attempt: String) async {
        for _ in 0..<200 where children.withLock({ $0[attempt] != nil }) {
            if reap(attempt) { return }
            try? await Task.sleep(for: .milliseconds(1))
        }
    }

    private static func store(_ failure: Int32?, _ path: String) throws {
        if let failure { throw AttemptFileError(path: path, number: failure) }
    }
}

/// A file of an attempt could not be written.
public struct AttemptFileError: Error, Sendable, Hashable, CustomStringConvertible {
    public let path: String
    public let number: Int32

    public var description: String {
        let remedy =
            number == ENOSPC || number == EDQUOT
            ? "free some space and go on" : "check the folder and its rights, then go on"
        return
            "\(path): it could not be written (\(String(cString: strerror(number)))); \(remedy) with hone run --resume; nothing that was stored is lost"
    }
}
