import Foundation
import Testing

/// The built tool, run as a user runs it: in a folder of its own, with a `HONE_HOME` of its own.
struct Tool {
    let folder: URL
    let home: URL

    struct Result {
        var status: Int32
        var output: String
        var errors: String

        /// The lines of the output as JSON objects.
        var objects: [[String: Any]] {
            output.split(separator: "\n").compactMap {
                (try? JSONSerialization.jsonObject(with: Data($0.utf8))) as? [String: Any]
            }
        }
    }

    /// Makes an empty folder to work in.
    init() throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent(
            "hone-tool-\(UUID().uuidString.prefix(8))")
        folder = root.appendingPathComponent("work")
        home = root.appendingPathComponent("home")
        for url in [folder, home] {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        }
    }

    func remove() { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }

    /// Writes a file into the folder.
    func write(_ text: String, to name: String, executable: Bool = false) throws {
        let url = folder.appendingPathComponent(name)
        try Data(text.utf8).write(to: url)
        if executable { try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path) }
    }

    func read(_ name: String) -> String {
        (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)) ?? ""
    }

    /// A process of the tool that has not been started yet; its output goes to files, so that no pipe can fill up.
    func process(_ arguments: [String], environment: [String: String] = [:]) throws -> Process {
        let process = Process()
        process.executableURL = try Self.executable()
        process.arguments = arguments
        process.currentDirectoryURL = folder
        var variables = ProcessInfo.processInfo.environment
        for name in ["HONE_STORE", "NO_COLOR", "HONE_DATABASE"] { variables[name] = nil }
        variables["HONE_HOME"] = home.path
        process.environment = variables.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        return process
    }

    /// Runs the tool to its end.
    @discardableResult
    func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> Result {
        try await run(arguments, environment: environment)
    }

    @discardableResult
    func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> Result {
        let process = try process(arguments, environment: environment)
        let names = (out: "\(UUID().uuidString).out", err: "\(UUID().uuidString).err")
        let root = folder.deletingLastPathComponent()
        let files = (out: root.appendingPathComponent(names.out), err: root.appendingPathComponent(names.err))
        for file in [files.out, files.err] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: files.out)
        process.standardError = try FileHandle(forWritingTo: files.err)
        try await process.runToEnd()
        return Result(
            status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
            output: try String(contentsOf: files.out, encoding: .utf8),
            errors: try String(contentsOf: files.err, encoding: .utf8))
    }

    /// The tool lies beside the tests' own program, whatever the build's folder is called.
    static func executable() throws -> URL {
        var folders: [URL] = []
        #if os(Linux)
            if let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
                folders.append(URL(fileURLWithPath: path).deletingLastPathComponent())
            }
        #endif
        folders += Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
        folders += CommandLine.arguments.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        folders.append(repository.appendingPathComponent(".build/release"))
        let found = folders.map { $0.appendingPathComponent("hone") }.first {
            FileManager.default.isExecutableFile(atPath: $0.path)
        }
        return try #require(found, "hone was not built beside the tests; run swift build -c release --product hone")
    }
}

/// A folder for one test, thrown away at its end.
func withTool(_ body: (Tool) async throws -> Void) async throws {
    let tool = try Tool()
    defer { tool.remove() }
    try await body(tool)
}

extension Process {
    /// Starts the process and waits for its end without holding a thread of the small pool that all tests share.
    func runToEnd() async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            terminationHandler = { _ in continuation.resume() }
            do {
                try run()
            } catch {
                terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
    }

    /// Waits for the end of a process that runs.
    func end() async throws {
        while isRunning { try await Task.sleep(for: .milliseconds(20)) }
    }
}
