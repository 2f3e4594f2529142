import Foundation

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
        try Data().write(to: errorLog)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = try FileHandle(forWritingTo: errorLog)
        do {
            try process.run()
        } catch {
            throw FineTuningError.python(
                problem: "\(executable): cannot be started (\(error.localizedDescription))",
                remedy: "name the Python of an environment with --python, such as venv/bin/python")
        }
        var rest = Data()
        do {
            while true {
                let data = pipe.fileHandleForReading.availableData
                if data.isEmpty { break }
                rest += data
                while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                    let line = Data(rest[rest.startIndex..<end])
                    rest = Data(rest[(end + 1)...])
                    try onLine(line)
                }
            }
        } catch {
            process.terminate()
            process.waitUntilExit()
            throw error
        }
        process.waitUntilExit()
        return process.terminationReason == .exit
            ? .exit(process.terminationStatus) : .signal(process.terminationStatus)
    }

    /// The last line on standard error that says something.
    var lastError: String? {
        let text = (try? Data(contentsOf: errorLog)).map { String(decoding: $0.suffix(20_000), as: UTF8.self) }
        return text?.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }.map(String.init)
    }
}
