import CSystem
import Foundation
import Synchronization

#if canImport(Darwin)
    import Darwin
#endif

/// One thread that hears what all supervisors tell over their sockets: nobody is kept waiting, and an attempt costs no thread.
final class AttemptListener: Sendable {
    private let state: State

    init(for supervisor: SupervisorProgram) throws(ProgramError) {
        var ends: [Int32] = [-1, -1]
        guard hone_socket_pair(&ends) == 0 else {
            throw .supervisorRefused(path: supervisor.path, number: errno)
        }
        state = State(bell: ends[0], ear: ends[1])
        let thread = Thread { [state] in state.listen() }
        thread.name = "hone.attempts"
        thread.start()
    }

    /// The thread goes on until the last attempt is over.
    deinit { state.dismiss() }

    /// Hands what comes over the socket to the attempt, which closes it in the end.
    func listen(to socket: Int32, for attempt: SupervisedAttempt) { state.add(socket, attempt) }

    /// What the thread shares with the listener that is handed out.
    private final class State: Sendable {
        private let attempts = Mutex<(heard: [Int32: SupervisedAttempt], isDismissed: Bool)>(([:], false))
        private let bell: Int32
        private let ear: Int32

        init(bell: Int32, ear: Int32) {
            (self.bell, self.ear) = (bell, ear)
        }

        deinit {
            close(bell)
            close(ear)
        }

        func add(_ socket: Int32, _ attempt: SupervisedAttempt) {
            attempts.withLock { $0.heard[socket] = attempt }
            ring()
        }

        func dismiss() {
            attempts.withLock { $0.isDismissed = true }
            ring()
        }

        private func ring() { _ = hone_send(bell, [1], 1) }

        func listen() {
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let (heard, isDismissed) = attempts.withLock { $0 }
                if isDismissed, heard.isEmpty { return }
                var sources = [pollfd(fd: ear, events: Int16(POLLIN), revents: 0)]
                for socket in heard.keys { sources.append(pollfd(fd: socket, events: Int16(POLLIN), revents: 0)) }
                guard poll(&sources, nfds_t(sources.count), -1) > 0 else { continue }
                for source in sources where source.revents != 0 {
                    let count = hone_receive(source.fd, &buffer, buffer.count)
                    guard source.fd != ear, let attempt = heard[source.fd] else { continue }
                    if count > 0 {
                        attempt.heed(buffer[..<count])
                    } else if count == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
                        // Forgotten before the socket is closed: its number may be given to the next at once.
                        attempts.withLock { $0.heard[source.fd] = nil }
                        attempt.noteSilence()
                    }
                }
            }
        }
    }
}
