import Foundation
import HoneCore
import Synchronization

/// The ways to speak: results on stdout, errors and passing remarks on stderr.
///
/// Whatever is said here may hold words of a program, a file, a store or a model. So everything passes one place that takes
/// out what a terminal would obey; only `screen`, which says what this tool itself composed, does not.
enum Console {
    /// A line of the command's result, or several.
    static func line(_ text: String) {
        write(PrintableText.block(text) + "\n", to: STDOUT_FILENO)
    }

    /// One object as one line of JSON with its keys sorted; numbers that JSON lacks are written as text.
    static func json(_ value: some Encodable) throws {
        json(text: try JSONText.encode(value))
    }

    /// A line that is JSON already.
    static func json(text: String) {
        write(PrintableText.json(text) + "\n", to: STDOUT_FILENO)
    }

    /// An error: what is wrong, where, what to do.
    static func error(_ text: String) { note(text) }

    /// Something worth knowing that is not the result.
    static func note(_ text: String) {
        write(PrintableText.block(text) + "\n", to: STDERR_FILENO)
    }

    /// A question; the answer is typed behind it.
    static func prompt(_ text: String) {
        write(PrintableText.block(text), to: STDERR_FILENO)
    }

    /// Text with control sequences for a terminal. Nothing that came from elsewhere may stand in it unless
    /// `PrintableText.line` has seen it.
    static func screen(_ text: String) {
        write(text, to: STDOUT_FILENO)
    }

    // MARK: - Writing

    /// Why stdout could not be written (an error number), once that has happened; 0 before.
    private static let failure = Atomic<Int32>(0)

    /// The error of a result that could not be written, for the end of the command: a study goes on without its reader, but
    /// nobody may take half a table for a whole one.
    static var outputError: String? {
        switch failure.load(ordering: .relaxed) {
        case 0: nil
        case EPIPE: "stdout: its reader went away before all was written; read to the end, or write to a file"
        case ENOSPC, EDQUOT:
            "stdout: the disk is full, so what was written is cut short; free some space and do it again"
        case let number:
            "stdout: it cannot be written (\(String(cString: strerror(number)))), so what was written is cut short; send it somewhere else"
        }
    }

    /// Writes at once and unbuffered, so that a reader on the other side of a pipe sees whole lines as they come.
    private static func write(_ text: String, to descriptor: Int32) {
        guard descriptor != STDOUT_FILENO || failure.load(ordering: .relaxed) == 0 else { return }
        var text = text
        let problem = text.withUTF8 { writeAll($0, to: descriptor) }
        if let problem, descriptor == STDOUT_FILENO { failure.store(problem, ordering: .relaxed) }
    }

    /// - Returns: nil once everything is written, else the error number.
    private static func writeAll(_ bytes: UnsafeBufferPointer<UInt8>, to descriptor: Int32) -> Int32? {
        var rest = UnsafeRawBufferPointer(bytes)[...]
        while !rest.isEmpty {
            let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count < 0, errno == EAGAIN {
                // Somebody made the pipe non-blocking; its reader is only slow.
                var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&request, 1, -1)
            } else if count < 0, errno != EINTR {
                return errno
            }
        }
        return nil
    }
}

/// JSON as the tool prints it.
enum JSONText {
    static func encode(_ value: some Encodable) throws -> String {
        try ExactJSONEncoder(nonFinite: .text).text(of: value)
    }
}
