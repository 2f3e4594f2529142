import CSystem
import Dispatch
import Foundation
import Synchronization

/// An attempt whose supervisor this process started: its socket tells at once what happens.
final class SupervisedAttempt: Sendable {
    /// Seconds between looks for step reports: at first the shortest, then a share of the attempt's age up to the longest.
    private static let pauses = (shortest: 0.05, longest: 0.25, shareOfAge: 0.02)
    /// Seconds between tries to end what is left of a program whose supervisor was killed.
    private static let settlingPause = 1.0

    let events = EventSink()
    private let supervisor: SupervisorProgram
    private let child: (pid: pid_t, socket: Int32)
    private let request: AttemptRequest
    private let files: AttemptFiles
    /// Dispatch's objects may be used from any thread; the module does not say so.
    private nonisolated(unsafe) let source: any DispatchSourceRead
    private let state: Mutex<State>

    private struct State {
        var text: [UInt8] = []
        var reports: AttemptReports
        var startedAt: Double?
        var isClosed = false
    }

    /// Starts the supervisor; it starts the program.
    init(
        _ supervisor: SupervisorProgram, request: AttemptRequest, files: AttemptFiles, program: String,
        environment: CStrings
    )
        throws(ProgramError)
    {
        var arguments = CStrings([
            SupervisorNames.program, "run", files.control, request.token, request.workingDirectory,
            files.standardOutput, files.standardError, files.results, program,
        ])
        for argument in request.arguments { arguments.append(argument) }
        do {
            child = try supervisor.launch(arguments, environment: environment)
        } catch {
            // The supervisor is handed the program's arguments and environment.
            guard case .supervisorRefused(_, E2BIG) = error else { throw error }
            throw .refusal(of: request.arguments.first ?? "", step: "exec", number: E2BIG)
        }
        self.supervisor = supervisor
        self.request = request
        self.files = files
        state = Mutex(State(reports: AttemptReports(files: files)))
        let socket = child.socket
        source = DispatchSource.makeReadSource(fileDescriptor: socket)
        // It keeps this object alive until the supervisor is gone.
        source.setEventHandler { self.read() }
        source.setCancelHandler { close(socket) }
        source.activate()
    }

    /// Asks the supervisor to stop the program.
    func stop(grace: Double) {
        state.withLock { state in
            guard !state.isClosed else { return }
            let text = Array("stop \(grace)\n".utf8)
            _ = hone_send(child.socket, text, text.count)
        }
    }

    // MARK: - The socket

    private func read() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = hone_receive(child.socket, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { return }
            guard count > 0 else { return closed() }
            for record in take(buffer[..<count]) { heed(record) }
        }
    }

    private func take(_ bytes: ArraySlice<UInt8>) -> [AttemptRecord] {
        state.withLock { state in
            state.text += bytes
            guard let end = state.text.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
            let records = state.text[..<end].split(separator: UInt8(ascii: "\n")).compactMap { AttemptRecord(line: $0) }
            state.text.removeSubrange(...end)
            return records
        }
    }

    private func heed(_ record: AttemptRecord) {
        if let time = record.startedAt {
            state.withLock { $0.startedAt = BootClock.now }
            events.tell(.started(at: time))
            lookForReports(after: Self.pauses.shortest)
        } else if let end = record.end(of: request.arguments.first ?? "") {
            finish(end)
        } else if record.kind == "answer" {
            switch record.text("state") {
            case "foreign":
                finish(.lostNow("its folder was taken by another run of this study, of a copied store perhaps"))
            case "failed":
                events.fail(AttemptFileError(path: files.control, number: Int32(clamping: record.count("number") ?? 0)))
            default:
                // Somebody claimed it before: another supervisor, which is followed by its file.
                follow()
            }
        }
    }

    private func finish(_ end: AttemptEnd) {
        // What was reported before the end must be seen before it.
        tellReports()
        events.tell(.ended(end))
    }

    /// The supervisor is gone.
    private func closed() {
        state.withLock { state in
            state.isClosed = true
            source.cancel()
        }
        _ = ProcessLauncher.wait(for: child.pid)
        if !events.isOver { follow() }
    }

    /// Follows the attempt by its file, where the socket has nothing more to tell.
    private func follow() {
        let watch = AttemptWatch(supervisor, request: request, files: files)
        let reports = state.withLock { $0.reports }
        Task {
            await watch.follow(
                into: self.events, reports: reports, hasStarted: self.state.withLock { $0.startedAt != nil })
        }
    }

    // MARK: - Reports

    private func lookForReports(after pause: Double) {
        DispatchQueue.global().asyncAfter(deadline: .now() + pause) { [weak self] in
            guard let self, !events.isOver else { return }
            tellReports()
            let age = BootClock.now - (state.withLock { $0.startedAt } ?? 0)
            lookForReports(after: min(max(Self.pauses.shortest, age * Self.pauses.shareOfAge), Self.pauses.longest))
        }
    }

    private func tellReports() {
        // Under the lock, so that reports stay in order and none comes after the end.
        state.withLock { state in
            for event in state.reports.next() { events.tell(event) }
        }
    }
}

extension AttemptEnd {
    static func lostNow(_ message: String) -> AttemptEnd {
        AttemptEnd(.lost(message: message), at: Date().timeIntervalSince1970)
    }
}
