import CSystem
import Foundation
import HoneBase
import Synchronization

/// An attempt whose supervisor this process starts: its socket tells at once what happens.
final class SupervisedAttempt: Sendable {
    /// Seconds between looks for step reports: at first the shortest, then a share of the attempt's age up to the longest.
    private static let pauses = (shortest: 0.05, longest: 0.25, shareOfAge: 0.02)

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
        /// Whether reports are looked for from time to time.
        var isWatched = false
        /// The beginning of a record whose rest has not come.
        var text: [UInt8] = []
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
    func start(program: String, environment: CStrings, by server: SupervisorServer, heardBy listener: AttemptListener) {
        var arguments = CStrings([
            SupervisorNames.program, "run", files.control, request.token, request.workingDirectory,
            files.standardOutput, files.standardError, files.results, program,
        ])
        for argument in request.arguments { arguments.append(argument) }
        do {
            let socket = try server.start(arguments, environment: environment)
            state.withLock { state in
                state.socket = socket
                if let grace = state.requestedGrace { Self.send(grace, to: socket) }
            }
            listener.listen(to: socket, for: self)
        } catch {
            events.fail(error)
        }
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

    // MARK: - What the supervisor tells; on the listener's thread

    /// Heeds the records that are whole.
    func heed(_ bytes: ArraySlice<UInt8>) {
        var text = state.withLock { state in
            defer { state.text = [] }
            return state.text + bytes
        }
        while let end = text.firstIndex(of: UInt8(ascii: "\n")) {
            if let record = AttemptRecord(line: text[..<end]) { heed(record) }
            text.removeSubrange(...end)
        }
        let mayReport = state.withLock { state in
            defer { state.isWatched = state.startedAt != nil }
            state.text = text
            return state.startedAt != nil && !state.isWatched
        }
        // Of a program that is over already there is nothing more to come.
        if mayReport, !events.isOver { lookForReports(after: Self.pauses.shortest) }
    }

    /// The supervisor is gone.
    func noteSilence() {
        state.withLock { state in
            if let socket = state.socket { close(socket) }
            state.socket = nil
        }
        if !events.isOver { follow() }
    }

    private func heed(_ record: AttemptRecord) {
        if let time = record.startedAt {
            state.withLock { $0.startedAt = BootClock.now }
            events.tell(.started(at: time))
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
