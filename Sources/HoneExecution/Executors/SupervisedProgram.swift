import CSystem
import Foundation
import HoneCore

#if canImport(Darwin)
    import Darwin
#endif

/// The supervisor's one program: claimed, started, watched, stopped if asked, recorded.
struct SupervisedProgram {
    let request: AttemptRequest
    private var files: AttemptFiles { request.files }

    init(request: AttemptRequest) { self.request = request }

    /// What woke the supervisor.
    static let signals: [Int32] = [SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGALRM]

    /// - Returns: the supervisor's own exit code: 0 unless nothing could be recorded.
    func run() -> Int32 {
        Self.blockSignals()
        #if os(Linux)
            _ = hone_adopt_orphans()
        #endif
        do {
            if let failure = try SmallFile.encode(SupervisorClaim(supervisor: .current), to: files.claim, .claiming) {
                // EEXIST: another supervisor, or a Hone that gave the attempt up, was first. Nothing is run twice.
                return failure == EEXIST ? 0 : 1
            }
            let kills = MemoryPressure.killCount()
            let pid: pid_t
            do {
                pid = try ProgramLauncher.launch(request)
            } catch {
                return record(.notLaunched(message: error.description), usage: nil)
            }
            let identity = ProcessIdentity(unreapedPid: pid)
            let start = ProgramStart(program: identity, at: Date().timeIntervalSince1970)
            _ = try SmallFile.encode(start, to: files.started, .replacing)
            return watch(pid, killsBefore: kills)
        } catch {
            return 1
        }
    }

    /// What a shell adds to the number of the signal that ended its program.
    private static let shellCodeOfSignals: Int32 = 128

    /// Seconds that the supervisor waits for room on the disk.
    private static let fullDiskPatience = 3600

    // MARK: - Watching

    private func watch(_ pid: pid_t, killsBefore: Int) -> Int32 {
        var stopping = StopSequence(group: pid)
        var end: (status: Int32, usage: rusage)?
        while true {
            while let child = Self.reap() {
                if child.pid == pid { end = (child.status, child.usage) }
            }
            if end != nil { break }
            switch Self.waitForSignal() {
            case SIGTERM, SIGINT, SIGHUP:
                stopping.begin(
                    grace: SmallFile.decode(StopRequest.self, from: files.stop)?.grace ?? StopSequence.defaultGrace)
            case SIGALRM: stopping.escalate()
            default: break
            }
        }
        // The program is over; what it left behind in its group, or outside it, goes with it.
        Descendants.end(group: pid)
        guard let end else { return 1 }
        return record(
            Self.cause(of: end.status, wasStopped: stopping.hasBegun, killsBefore: killsBefore), usage: end.usage)
    }

    private static func cause(of status: Int32, wasStopped: Bool, killsBefore: Int) -> AttemptEnd.Cause {
        // Wait statuses are laid out alike on Linux and macOS: the low seven bits are the signal, the next byte the code.
        let signal = status & 0x7F
        let code = (status >> 8) & 0xFF
        // A program that catches SIGTERM and ends by itself was stopped all the same.
        if wasStopped { return .stopped }
        // A shell, too, tells with its exit code that its program was killed.
        let wasKilled = signal == SIGKILL || (signal == 0 && code == shellCodeOfSignals + SIGKILL)
        if wasKilled, MemoryPressure.killCount() > killsBefore {
            return .signalled(number: SIGKILL, outOfMemory: true)
        }
        return signal == 0 ? .exited(code: code) : .signalled(number: signal, outOfMemory: false)
    }

    private func record(_ cause: AttemptEnd.Cause, usage: rusage?) -> Int32 {
        #if os(Linux)
            let peak = usage.map { Int($0.ru_maxrss) * 1024 }  // kilobytes
        #else
            let peak = usage.map { Int($0.ru_maxrss) }  // bytes
        #endif
        let end = AttemptEnd(cause, at: Date().timeIntervalSince1970, peakMemory: peak)
        for _ in 0..<Self.fullDiskPatience {
            let failure: Int32?
            do {
                failure = try SmallFile.encode(end, to: files.ended, .replacing)
            } catch {
                return 1
            }
            switch failure {
            case nil: return 0
            // A full disk is somebody's next task; what the program has done must not be lost to it.
            case ENOSPC, EDQUOT: sleep(1)
            default: return 1
            }
        }
        return 1
    }

    // MARK: - Signals and children

    /// Signals are waited for, never handled: they arrive when `sigwait` asks for them. (Hone starts the supervisor with
    /// them blocked already, so that no thread of a library loaded before this point can be interrupted by one.)
    private static func blockSignals() {
        var set = signalSet()
        sigprocmask(SIG_BLOCK, &set, nil)
    }

    static func signalSet() -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        return set
    }

    private static func waitForSignal() -> Int32 {
        var set = signalSet()
        var signal: Int32 = 0
        return sigwait(&set, &signal) == 0 ? signal : 0
    }

    private static func reap() -> (pid: pid_t, status: Int32, usage: rusage)? {
        var status: Int32 = 0
        var usage = rusage()
        let pid = wait4(-1, &status, WNOHANG, &usage)
        return pid > 0 ? (pid, status, usage) : nil
    }
}
