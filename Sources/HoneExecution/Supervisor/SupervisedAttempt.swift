import CSystem
import Foundation
import HoneBase
import Synchronization

/// An attempt whose supervisor this process starts: its socket tells at once what happens. A thread waits for that, so
/// nobody else is kept waiting, neither by the start of a process nor by its end.
final class SupervisedAttempt: Sendable {
    /// Seconds between looks for step reports: at first the shortest, then a share of the attempt's age up to the longest.
    private static let pauses = (shortest: 0.05, longest: 0.25, shareOfAge: 0.02)
    /// Bytes of the thread's stack.
    private static let stackSize = 512 << 10

    let events = EventSink()
    private let supervisor: SupervisorProgram
    private let request: AttemptRequest
    private let files: AttemptFiles
    private let state: Mutex<State>

    private struct State {
        /// Our end of the supervisor's socket, from its start to its end.
        var socket: Int32?
        /// The grace period of a request to stop that came before there was a socket.
        var requestedGrace: Double?
        var reports: AttemptReports
        var startedAt: Double?
    }

    init(_ supervisor: SupervisorProgram, request: AttemptRequest, files: AttemptFiles) {
        self.supervisor = supervisor
        self.request = request
        self.files = files
        state = Mutex(State(reports: AttemptReports(files: files)))
    }

    /// Starts the supervisor, which starts the program. What keeps it from that is told as an event.
    ///
    /// - Parameter program: the program's file.
    func start(program: String, environment: CStrings) {
        var arguments = CStrings([
            SupervisorNames.program, "run", files.control, request.token, request.workingDirectory,
            files.standardOutput, files.standardError, files.results, program,
        ])
        for argument in request.arguments { arguments.append(argument) }
        let thread = Thread { [arguments] in self.run(arguments, environment) }
        thread.stackSize = Self.stackSize
        thread.name = "hone.attempt"
        thread.start()
    }

    /// Asks the supervisor to stop the program.
    func stop(grace: Double) {
        state.withLock { state in
            if let socket = state.socket { Self.send(grace, to: socket) } else { state.requestedGrace = grace }
        }
    }

    private static func send(_ grace: Double, to socket: Int32) {
        let text = Array("stop \(grace)\n".utf8)
        _ = hone_send(socket, text, text.count)
    }

    // MARK: - The thread

    private func run(_ arguments: CStrings, _ environment: CStrings) {
        do {
            let child = try supervisor.launch(arguments, environment: environment)
            state.withLock { state in
                state.socket = child.socket
                if let grace = state.requestedGrace { Self.send(grace, to: child.socket) }
            }
            listen(to: child.socket)
            state.withLock { state in
                state.socket = nil
                close(child.socket)
            }
            _ = ProcessLauncher.wait(for: child.pid)
            if !events.isOver { follow() }
        } catch .supervisorRefused(_, E2BIG) {
            // The supervisor is handed the program's arguments and environment.
            let refusal = ProgramError.refusal(of: request.arguments.first ?? "", step: "exec", number: E2BIG)
            events.tell(.ended(.now(.notLaunched(message: refusal.description))))
        } catch {
            events.fail(error)
        }
    }

    /// Heeds what the supervisor tells until it is gone.
    private func listen(to socket: Int32) {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 2048)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            text += buffer[..<count]
            while let end = text.firstIndex(of: UInt8(ascii: "\n")) {
                if let record = AttemptRecord(line: text[..<end]) { heed(record) }
                text.removeSubrange(...end)
            }
        }
    }

    private func heed(_ record: AttemptRecord) {
        if let time = record.startedAt {
            state.withLock { $0.startedAt = BootClock.now }
            events.tell(.started(at: time))
            lookForReports(after: Self.pauses.shortest)
        } else if let end = record.end(of: request.arguments.first ?? "") {
            // What was reported before the end must be seen before it.
            tellReports()
            events.tell(.ended(end))
        } else if record.kind == "answer" {
            switch record.text("state") {
            case "foreign":
                let message = "its folder was taken by another run of this study, of a copied store perhaps"
                events.tell(.ended(.now(.lost(message: message))))
            case "failed":
                events.fail(AttemptFileError(path: files.control, number: Int32(clamping: record.count("number") ?? 0)))
            default:
                // Somebody claimed it before: another supervisor, which is followed by its file.
                break
            }
        }
    }

    /// Follows the attempt by its file, where the socket has nothing more to tell.
    private func follow() {
        let watch = AttemptWatch(supervisor, request: request, files: files)
        let (reports, hasStarted) = state.withLock { ($0.reports, $0.startedAt != nil) }
        Task { [events] in await watch.follow(into: events, reports: reports, hasStarted: hasStarted) }
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
