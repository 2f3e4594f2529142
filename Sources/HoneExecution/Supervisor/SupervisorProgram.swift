import CSystem
import Foundation
import HoneBase
import HoneCore

#if canImport(Darwin)
    import Darwin
#endif

/// The program `hone-supervisor`, of which one runs beside every trial.
struct SupervisorProgram: Sendable {
    let path: String

    /// Looks where `HONE_SUPERVISOR` says, else beside the running program, in `HONE_HOME/bin`, and along `PATH`.
    ///
    /// - Throws: `ProgramError.noSupervisor` if it is not there.
    static func find() throws(ProgramError) -> SupervisorProgram {
        if let path = EnvironmentVariable.value(SupervisorNames.variable), !path.isEmpty {
            guard access(path, X_OK) == 0 else {
                throw .noSupervisor(places: ["\(path) (\(SupervisorNames.variable))"])
            }
            return SupervisorProgram(path: absolute(path))
        }
        var places = [folder(of: executablePath), HoneHome.directory().path + "/bin"]
        if let found = places.first(where: { access("\($0)/\(SupervisorNames.program)", X_OK) == 0 }) {
            return SupervisorProgram(path: absolute("\(found)/\(SupervisorNames.program)"))
        }
        if let path = try? ProgramLookup.resolve(SupervisorNames.program) { return SupervisorProgram(path: path) }
        places.append("PATH")
        throw .noSupervisor(places: places)
    }

    /// This process's program file.
    private static var executablePath: String {
        #if os(Linux)
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        #else
            Bundle.main.executablePath ?? CommandLine.arguments[0]
        #endif
    }

    private static func folder(of path: String) -> String {
        String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }

    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }

    // MARK: - Starting it

    /// Signals that wait until the supervisor is ready for them.
    private static let signals = [SIGCHLD, SIGTERM, SIGINT, SIGHUP]

    /// Starts it with a socket as its standard input.
    ///
    /// - Returns: the process, a child of this one, and this end of the socket.
    func launch(_ arguments: CStrings, environment: CStrings) throws(ProgramError) -> (pid: pid_t, socket: Int32) {
        var ends: [Int32] = [-1, -1]
        guard hone_socket_pair(&ends) == 0 else { throw .supervisorRefused(path: path, number: errno) }
        defer { close(ends[1]) }
        do {
            let launcher = ProcessLauncher(
                path: path, arguments: arguments, environment: environment, grouping: .ownSession,
                blockedSignals: Self.signals, standardInput: .descriptor(ends[1]))
            return (try launcher.launch(), ends[0])
        } catch {
            close(ends[0])
            throw .supervisorRefused(path: path, number: error.number)
        }
    }

    // MARK: - Settling

    /// What became of an attempt that nobody is connected with; `Sources/HoneSupervisor/settle.h` describes the answers.
    enum Settlement: Sendable {
        case alive
        case ended
        case unborn
        case lost
        case lingers
        case foreign
        case failed(Int32)
    }

    /// Finds out what became of an attempt, and ends what is left of one whose supervisor is gone. Takes a millisecond, or
    /// seconds where something has to be ended.
    func settle(_ files: AttemptFiles, token: String) throws(ProgramError) -> Settlement {
        let child = try launch(
            CStrings([
                SupervisorNames.program, "settle", files.control, token, files.standardOutput, files.standardError,
            ]),
            environment: CStrings())
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1024)
        while true {
            let count = recv(child.socket, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            answer += buffer[..<count]
        }
        close(child.socket)
        _ = ProcessLauncher.wait(for: child.pid)
        let record = AttemptRecord(line: answer.dropLast())
        switch record?.text("state") {
        case "alive": return .alive
        case "ended": return .ended
        case "unborn": return .unborn
        case "lost": return .lost
        case "lingers": return .lingers
        case "foreign": return .foreign
        default: return .failed(Int32(clamping: record?.count("number") ?? Int(EIO)))
        }
    }
}
