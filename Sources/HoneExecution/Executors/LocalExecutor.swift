import Foundation
import HoneBase
import HoneCore
import Synchronization

#if canImport(Darwin)
    import Darwin
#endif

/// Runs trials as processes of this machine, each under a supervisor (the program `hone-supervisor`) that outlives this
/// process.
public final class LocalExecutor: TrialExecutor {
    /// What is known of the attempts that this executor launched or looked for, by attempt. A class because of these.
    private let jobs = Mutex<[String: Job]>([:])
    private let named: String?
    /// As it was when the executor was made.
    private let environment = TrialEnvironment()
    private let found = Mutex<Supervisors?>(nil)

    /// The supervisor's program, who starts it and who hears it.
    private struct Supervisors: Sendable {
        let program: SupervisorProgram
        let server: SupervisorServer
        let listener: AttemptListener
    }

    private enum Job {
        /// Its supervisor is a child of this process.
        case child(SupervisedAttempt)
        /// Somebody else started it.
        case other(AttemptRequest)
        /// It is over without a supervisor having run.
        case over(AttemptEnd)
    }

    /// - Parameter supervisor: the path of `hone-supervisor`; by default what `HONE_SUPERVISOR` names, else the one beside
    ///   the running program, in `HONE_HOME/bin` or along `PATH`.
    public init(supervisor: String? = nil) { named = supervisor }

    public var needsCommand: Bool { true }

    public func check(_ command: [String], workingDirectory: String) async throws {
        _ = try supervisors()
        _ = try ProgramLookup.resolve(command.first ?? "", workingDirectory: workingDirectory)
    }

    private func supervisors() throws(ProgramError) -> Supervisors {
        try found.withLock { found throws(ProgramError) in
            if let found { return found }
            let program = if let named { SupervisorProgram(path: named) } else { try SupervisorProgram.find() }
            let made = Supervisors(
                program: program, server: SupervisorServer(program), listener: try AttemptListener(for: program))
            found = made
            return made
        }
    }

    public func launch(_ attempt: AttemptRequest) async throws -> JobHandle {
        let files = try AttemptFolder.prepare(for: attempt)
        let handle = JobHandle(attempt: attempt.id, files: files)
        let supervisors = try supervisors()
        let job: Job
        do {
            let program = try ProgramLookup.resolve(
                attempt.arguments.first ?? "", workingDirectory: attempt.workingDirectory)
            let child = SupervisedAttempt(supervisors.program, request: attempt, files: files)
            child.start(
                program: program, environment: environment.strings(for: attempt, files: files),
                by: supervisors.server, heardBy: supervisors.listener)
            job = .child(child)
        } catch {
            job = .over(.now(.notLaunched(message: error.description)))
        }
        jobs.withLock { $0[attempt.id] = job }
        return handle
    }

    public func recover(_ attempt: AttemptRequest) async throws -> JobHandle? {
        guard !attempt.token.isEmpty else {
            let end = AttemptEnd.now(.lost(message: "an older Hone started it, and its end cannot be known"))
            jobs.withLock { $0[attempt.id] = .over(end) }
            return JobHandle(attempt: attempt.id, files: attempt.files)
        }
        let files = attempt.files.located(token: attempt.token, earlier: attempt.earlierTokens)
        let handle = JobHandle(attempt: attempt.id, files: files)
        jobs.withLock { $0[attempt.id] = .other(attempt) }
        if ControlFile(path: files.control)?.end(token: attempt.token, program: "") != nil { return handle }
        if let failure = SmallFile.makeFolder(files.controlFolder) {
            throw AttemptFileError(path: files.controlFolder, number: failure)
        }
        switch try await supervisors().program.settleOffPool(files, token: attempt.token) {
        case .alive, .ended, .lost, .lingers: return handle
        case .unborn, .foreign:
            jobs.withLock { $0[attempt.id] = nil }
            return nil
        case .failed(let number): throw AttemptFileError(path: files.control, number: number)
        }
    }

    public func hasEnded(_ handle: JobHandle) -> Bool {
        switch jobs.withLock({ $0[handle.attempt] }) {
        case .child(let child): child.events.isOver
        case .other(let request):
            ControlFile(path: handle.files.control)?.end(token: request.token, program: "") != nil
        case .over: true
        case nil: false
        }
    }

    public func attach(_ handle: JobHandle) -> AsyncThrowingStream<TrialEvent, any Error> {
        let events: EventSink
        var follower: Task<Void, Never>?
        switch jobs.withLock({ $0[handle.attempt] }) {
        case .child(let child): events = child.events
        case .other(let request):
            let sink = EventSink()
            events = sink
            do {
                let watch = AttemptWatch(try supervisors().program, request: request, files: handle.files)
                follower = Task { await watch.follow(into: sink) }
            } catch {
                sink.fail(error)
            }
        case .over(let end):
            events = EventSink()
            events.tell(.ended(end))
        case nil:
            events = EventSink()
            events.tell(.ended(.now(.lost(message: "it was neither launched nor found by this process"))))
        }
        return events.stream { [weak self, follower] in
            follower?.cancel()
            // What has ended is forgotten; what has not may be attached to again.
            if events.isOver { self?.jobs.withLock { $0[handle.attempt] = nil } }
        }
    }

    public func stop(_ handle: JobHandle, grace: Duration) async throws {
        let files = handle.files
        let seconds = grace.inSeconds
        // For the program, which may look at it; if it made something else of that name itself, that is its own affair.
        _ = SmallFile.write("{\"grace\": \(seconds)}\n", to: files.stop)
        switch jobs.withLock({ $0[handle.attempt] }) {
        case .child(let child): child.stop(grace: seconds)
        case .other(let request):
            _ = ControlFile.requestStop(path: files.control, token: request.token, grace: seconds)
            // It looks into the file from time to time, and at once when told so.
            let claim = ControlFile(path: files.control)?.records.first {
                $0.kind == "claim" && $0.token == request.token
            }
            claim.flatMap(ProcessIdentity.init)?.signal(SIGTERM)
        case .over, nil: break
        }
    }
}
