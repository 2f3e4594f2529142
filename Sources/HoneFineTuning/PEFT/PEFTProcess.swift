import CSystem
import Foundation
import HoneExecution

/// A Python process that reports on its standard output, one JSON object a line.
struct PEFTProcess {
    let executable: String
    let arguments: [String]
    let errorLog: URL

    enum Ending: Equatable {
        case exit(Int32)
        case signal(Int32)
    }

    /// Runs it to its end; never through a shell.
    ///
    /// - Parameter onLine: told every line of output.
    /// - Throws: `FineTuningError.python` if it cannot be started; what `onLine` throws, after the process was ended.
    func run(onLine: (Data) throws -> Void) throws -> Ending {
        let (pid, output) = try launch()
        let file = FileHandle(fileDescriptor: output, closeOnDealloc: true)
        var rest = Data()
        do {
            while true {
                let data = file.availableData
                if data.isEmpty { break }
                rest += data
                while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                    let line = Data(rest[rest.startIndex..<end])
                    rest = Data(rest[(end + 1)...])
                    try onLine(line)
                }
            }
        } catch {
            kill(pid, SIGTERM)
            _ = ProcessLauncher.wait(for: pid)
            throw error
        }
        // The low seven bits of a status are the signal, the next byte the code, on Linux and macOS alike.
        let status = ProcessLauncher.wait(for: pid)
        return status & 0x7F == 0 ? .exit((status >> 8) & 0xFF) : .signal(status & 0x7F)
    }

    /// - Returns: the process and the end of its standard output to read from.
    private func launch() throws -> (pid: pid_t, output: Int32) {
        try Data().write(to: errorLog)
        let errors = hone_open_regular(errorLog.path, O_WRONLY | O_APPEND, 0)
        var ends: [Int32] = [-1, -1]
        guard errors >= 0, hone_socket_pair(&ends) == 0 else { throw failure(errno) }
        defer {
            close(errors)
            close(ends[1])
        }
        do {
            let launcher = ProcessLauncher(
                path: executable, arguments: CStrings([executable] + arguments), environment: .environment(),
                standardOutput: .descriptor(ends[1]), standardError: .descriptor(errors))
            return (try launcher.launch(), ends[0])
        } catch {
            close(ends[0])
            throw failure(error.number)
        }
    }

    private func failure(_ number: Int32) -> FineTuningError {
        .python(
            problem: "\(executable): cannot be started (\(String(cString: strerror(number))))",
            remedy: "name the Python of an environment with --python, such as venv/bin/python")
    }

    /// The last line on standard error that says something.
    var lastError: String? {
        let text = (try? Data(contentsOf: errorLog)).map { String(decoding: $0.suffix(20_000), as: UTF8.self) }
        return text?.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }.map(String.init)
    }
}
