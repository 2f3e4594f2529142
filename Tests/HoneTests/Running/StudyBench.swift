import Foundation
import Hone
import HoneCore
import Testing

/// A folder of its own with a store in it, removed when the test is over.
final class StudyBench: Sendable {
    let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "hone-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var storePath: String { folder + "/hone.db" }

    func path(_ name: String) -> String { folder + "/" + name }

    /// Writes a file of the bench, executable if it begins with `#!`.
    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        let path = path(name)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        if text.hasPrefix("#!") { chmod(path, 0o755) }
        return path
    }

    func read(_ name: String) -> String { (try? String(contentsOfFile: path(name), encoding: .utf8)) ?? "" }

    func store() throws -> TrialStore { try TrialStore(path: storePath) }

    /// The driver beside the test bundle: it acts as a Hone that tests may kill.
    static var driver: String {
        #if os(Linux)
            let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
            return URL(fileURLWithPath: executable).deletingLastPathComponent().path + "/HoneTestDriver"
        #else
            let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? ""
            let build = bundle.components(separatedBy: ".xctest")[0]
            return URL(fileURLWithPath: build).deletingLastPathComponent().path + "/HoneTestDriver"
        #endif
    }

    /// The first number of a name in a control file's records.
    static func number(_ name: String, in records: String) -> Int32? {
        guard let range = records.range(of: "\"\(name)\":") else { return nil }
        return Int32(records[range.upperBound...].prefix { $0.isNumber })
    }

    #if os(Linux)
        /// The process that a process is a child of.
        static func parent(of process: Int32) -> Int32? {
            status(of: process)?.dropFirst(1).first.flatMap { Int32($0) }
        }

        /// Whether it is gone, or a child that nobody has waited for.
        static func isDead(_ process: Int32) -> Bool { status(of: process).map { $0.first == "Z" } ?? true }

        /// What `/proc` says behind its name.
        private static func status(of process: Int32) -> [Substring]? {
            guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
                let name = text.lastIndex(of: ")")
            else { return nil }
            return text[text.index(after: name)...].split(separator: " ")
        }
    #endif

    static func localExecutor() -> LocalExecutor { LocalExecutor() }

    /// A study of one float parameter `x` whose program is a shell script.
    func study(
        _ store: TrialStore, name: String = "s", script: String, _ change: (inout StudyDescription) -> Void = { _ in }
    ) async throws -> StoredStudy {
        try await store.createStudy(try description(name: name, script: script, change))
    }

    func description(name: String = "s", script: String, _ change: (inout StudyDescription) -> Void = { _ in }) throws
        -> StudyDescription
    {
        let program = try write("\(name).sh", script)
        var description = StudyDescription(
            name: name, command: ["sh", program, "{x}"], objectives: [Objective(.minimize, "loss")],
            space: try SearchSpace([Parameter("x", .float(low: 0, high: 1, scale: .linear, step: nil))]))
        description.running.trials = 1
        description.running.grace = 0.3
        change(&description)
        return description
    }

    /// Runs a study over real processes and returns its events and its summary.
    func run(
        _ store: TrialStore, _ study: StoredStudy, optimizer: any Optimizer = GoldenSteps(),
        executor: any TrialExecutor = localExecutor(),
        _ watch: @escaping @Sendable (StudyEvent, StudyRunner) -> Void = { _, _ in }
    ) async throws -> (events: [StudyEvent], summary: StudySummary) {
        let runner = try StudyRunner(
            store: store, study: study, optimizer: optimizer, executor: executor,
            options: RunOptions(study.description.running, workingDirectory: folder))
        let reader = Task {
            var events: [StudyEvent] = []
            for await event in runner.events {
                events.append(event)
                watch(event, runner)
            }
            return events
        }
        let summary = try await runner.run()
        return (await reader.value, summary)
    }

    /// Runs one trial of a script and returns it.
    func trial(script: String, _ change: (inout StudyDescription) -> Void = { _ in }) async throws -> Trial {
        let store = try store()
        let study = try await study(store, script: script, change)
        let (_, summary) = try await run(store, study)
        let trial = try #require(summary.history.trials.first)
        #expect(try await store.trial(0, of: study) == trial)
        return trial
    }
}

/// The same walk as the driver's optimiser: trial n has x = frac(n * golden ratio).
struct GoldenSteps: Optimizer {
    static func x(_ number: Int) -> Double {
        (Double(number) * 0.618_033_988_749_894_8).truncatingRemainder(dividingBy: 1)
    }

    func suggest(_ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64) async throws
        -> [Suggestion]
    {
        let next = (history.trials.map(\.number).max() ?? -1) + 1
        return (next..<next + count).map {
            Suggestion(["x": .float(Self.x($0))], SuggestionRecord(origin: "golden"))
        }
    }
}

/// A child process of a test.
final class ChildProcess: Sendable {
    private let process: Process
    private let output: FileHandle

    init(_ arguments: [String], in folder: String) throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: arguments[0])
        process.arguments = Array(arguments.dropFirst())
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        let pipe = Pipe()
        process.standardOutput = pipe
        output = pipe.fileHandleForReading
        try process.run()
    }

    var pid: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }

    func kill(_ signal: Int32 = SIGKILL) { Foundation.kill(pid, signal) }

    // What blocks, blocks a thread of its own: the cooperative pool has as many threads as the machine has cores, and all
    // the tests of a run share it.

    func wait() async -> Int32 {
        await offPool {
            self.process.waitUntilExit()
            return self.process.terminationStatus
        }
    }

    /// All that is printed from now on until the process ends.
    func text() async -> String {
        await offPool { String(decoding: (try? self.output.readToEnd()) ?? Data(), as: UTF8.self) }
    }

    /// What is printed next.
    func nextText() async -> String {
        await offPool { String(decoding: self.output.availableData, as: UTF8.self) }
    }

    private func offPool<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: body()) }
        }
    }
}

/// Waits until a condition holds, looking every few milliseconds.
func eventually(within seconds: Double = 60, _ condition: () throws -> Bool) async rethrows -> Bool {
    let deadline = Date().addingTimeInterval(seconds)
    while Date() < deadline {
        if try condition() { return true }
        try? await Task.sleep(for: .milliseconds(5))
    }
    return try condition()
}
