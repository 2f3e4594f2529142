import Foundation
import HoneBase
import HoneExecution

/// Runs a program that is asked for its help: without a shell, without input, in a session of its own, for a limited time,
/// and reading a limited amount of what it prints.
package struct HelpRun: Sendable {
    /// How a program ended that was asked.
    package enum Ending: Sendable, Hashable {
        case exited(Int32)
        case signalled(Int32)
        /// It ran too long and was killed.
        case timedOut
        /// It printed more than is read, and was killed.
        case tooLong
        /// Somebody wanted it to end.
        case interrupted
    }

    package var output: [UInt8]
    package var errors: [UInt8]
    package var ending: Ending

    /// What lists the options: stdout, or stderr where stdout holds none.
    package var text: [UInt8] {
        HelpParser.parse(output).options.isEmpty && !errors.isEmpty ? errors : output
    }

    /// Bytes that are read of each stream.
    package static let limit = 1 << 18
    /// Seconds for which a program is heard after its end, whose children may hold its streams.
    private static let patience = 0.5

    /// Runs the program to its end, or to one of its limits; nothing of it is left running.
    ///
    /// - Parameters:
    ///   - command: the program and its arguments, as they are.
    ///   - timeout: seconds.
    ///   - isInterrupted: asked ten times a second.
    /// - Throws: `ProgramError` where it cannot be found or started.
    package static func run(
        _ command: [String], timeout: Double, isInterrupted: () -> Bool = { false }
    ) throws(ProgramError) -> HelpRun {
        let program = command.first ?? ""
        let path = try ProgramLookup.resolve(program)
        guard let output = Pipe(), let errors = Pipe() else {
            throw .refused(program: program, problem: String(cString: strerror(errno)), hint: "close some files")
        }
        let launcher = ProcessLauncher(
            path: path, arguments: CStrings(command), environment: environment, grouping: .ownSession,
            standardOutput: .descriptor(output.writing), standardError: .descriptor(errors.writing))
        let pid: pid_t
        do {
            pid = try launcher.launch()
        } catch {
            throw .refused(
                program: program, problem: String(cString: strerror(error.number)), hint: "run it by hand to see more")
        }
        output.closeWriting()
        errors.closeWriting()
        var reading = HelpReading([output.reading, errors.reading], limit: limit)
        let early = reading.read(for: timeout, patience: patience, of: pid, isInterrupted: isInterrupted)
        // The whole session, before its first process is taken off the list and its number given to another.
        kill(-pid, SIGKILL)
        let status = ProcessLauncher.wait(for: pid)
        let ending: Ending = status & 0x7F == 0 ? .exited((status >> 8) & 0xFF) : .signalled(status & 0x7F)
        return HelpRun(output: reading.texts[0], errors: reading.texts[1], ending: early ?? ending)
    }

    /// Ours, with what makes help texts plain and wide, and keeps pagers away.
    private static var environment: CStrings {
        let ours = [
            "COLUMNS": "120", "NO_COLOR": "1", "TERM": "dumb", "PAGER": "cat", "MANPAGER": "cat", "GIT_PAGER": "cat",
            "LC_MESSAGES": "C", "PYTHONIOENCODING": "utf-8",
        ]
        var environment = CStrings.environment { ours[$0] != nil || $0 == "FORCE_COLOR" }
        for (name, value) in ours.sorted(by: { $0.key < $1.key }) { environment.append("\(name)=\(value)") }
        return environment
    }

    /// The ends of a pipe, closed with it.
    private final class Pipe {
        let reading: Int32
        private(set) var writing: Int32

        init?() {
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else { return nil }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
            (reading, writing) = (ends[0], ends[1])
        }

        func closeWriting() {
            if writing >= 0 { close(writing) }
            writing = -1
        }

        deinit {
            closeWriting()
            close(reading)
        }
    }
}
