import CSystem
import Foundation
import HoneBase
import Synchronization

#if canImport(Darwin)
    import Darwin
#endif

/// A process that starts supervisors for this one, by forking: that costs less than loading the program anew. It is started
/// with the first attempt, ends with this object (or with this process, however that ends), and is replaced if somebody
/// kills it. The supervisors outlive it. `Sources/HoneSupervisor/serve.h` describes what it is told.
final class SupervisorServer: Sendable {
    /// Seconds that a request may wait for a server that does not read, before another one is started.
    private static let patience: Int32 = 10

    private let supervisor: SupervisorProgram
    private let child = Mutex<(pid: pid_t, socket: Int32)?>(nil)

    init(_ supervisor: SupervisorProgram) { self.supervisor = supervisor }

    deinit {
        if let child = child.withLock({ $0 }) { Self.dismiss(child) }
    }

    /// Starts a supervisor.
    ///
    /// - Parameters:
    ///   - arguments: its command line.
    ///   - environment: its environment and its program's.
    /// - Returns: the socket on which it tells what happens; at its end the supervisor is gone.
    func start(_ arguments: CStrings, environment: CStrings) throws(ProgramError) -> Int32 {
        var ends: [Int32] = [-1, -1]
        guard hone_socket_pair(&ends) == 0 else { throw refusal(errno) }
        defer { close(ends[1]) }
        let request = Self.request(arguments, environment)
        do throws(ProgramError) {
            // Somebody may have killed the first server since it was last used.
            var number = try send(request, answers: ends[1])
            if number != 0 { number = try send(request, answers: ends[1]) }
            guard number == 0 else { throw refusal(number) }
        } catch {
            close(ends[0])
            throw error
        }
        return ends[0]
    }

    private func refusal(_ number: Int32) -> ProgramError { .supervisorRefused(path: supervisor.path, number: number) }

    /// - Returns: why the request did not reach the server, which then is no longer used; 0 if it did.
    private func send(_ request: [UInt8], answers: Int32) throws(ProgramError) -> Int32 {
        try child.withLock { child throws(ProgramError) in
            if child == nil {
                let launched = try supervisor.launch(
                    CStrings([SupervisorNames.program, "serve"]), environment: CStrings())
                _ = hone_limit_sends(launched.socket, Self.patience)
                child = launched
            }
            guard let server = child else { return ECHILD }
            let number = hone_send_file(server.socket, request, request.count, answers)
            if number != 0 {
                child = nil
                kill(server.pid, SIGKILL)
                Self.dismiss(server)
            }
            return number
        }
    }

    /// Its socket's end ends it, once it has served what was sent. Waited for elsewhere, because it may have been stopped.
    private static func dismiss(_ child: (pid: pid_t, socket: Int32)) {
        close(child.socket)
        DispatchQueue.global().async { _ = ProcessLauncher.wait(for: child.pid) }
    }

    private static func request(_ arguments: CStrings, _ environment: CStrings) -> [UInt8] {
        let size = arguments.text.count + environment.text.count
        var request: [UInt8] = []
        request.reserveCapacity(12 + size)
        for number in [size, arguments.count, environment.count] {
            withUnsafeBytes(of: UInt32(clamping: number)) { request += $0 }
        }
        arguments.text.withUnsafeBytes { request += $0 }
        environment.text.withUnsafeBytes { request += $0 }
        return request
    }
}
