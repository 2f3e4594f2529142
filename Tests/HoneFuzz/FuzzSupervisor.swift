import Foundation
import HoneFuzzing

/// Starts workers one after the other until the time is up, and notes the cases at which one crashed or hung.
struct FuzzSupervisor {
    private let options: FuzzOptions
    /// Cases a worker does before a fresh one takes over, so that nothing piles up.
    private static let batch = 20_000
    /// A case takes milliseconds; one that takes this long, in seconds, hangs.
    private static let patience = 30.0

    init(_ options: FuzzOptions) { self.options = options }

    /// Prints the outcome as JSON; false if there are findings.
    func run() throws -> Bool {
        let start = ContinuousClock.now
        var statistics = FuzzStatistics()
        var next = options.from
        while remaining(start) > 0, next < options.count {
            let (batch, reached, problem) = try runWorker(from: next, seconds: remaining(start))
            if let batch {
                statistics.merge(batch)
                next += batch.executions
                if batch.executions == 0 { break }
            } else {
                statistics.executions += reached - next + 1
                statistics.findings[reached] = problem
                keep(reached)
                note("case \(reached): \(problem)")
                next = reached + 1
            }
        }
        for (number, problem) in statistics.findings.sorted(by: { $0.key < $1.key }).prefix(20) {
            note("finding at case \(number): \(problem)")
            keep(number)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let elapsed = start.duration(to: .now).components.seconds
        print(String(decoding: try encoder.encode(statistics), as: UTF8.self))
        note(
            "\(options.target.rawValue): \(statistics.executions) cases in \(elapsed) s, \(statistics.accepted) accepted, \(statistics.errors.count) kinds of errors, \(statistics.findings.count) findings, at most \(statistics.peakBytes) bytes"
        )
        return statistics.findings.isEmpty
    }

    private func remaining(_ start: ContinuousClock.Instant) -> Double {
        let elapsed = start.duration(to: .now).components
        return options.seconds - Double(elapsed.seconds) - Double(elapsed.attoseconds) * 1e-18
    }

    /// The worker's statistics, or the case at which it ended and why.
    private func runWorker(from first: Int, seconds: Double) throws -> (FuzzStatistics?, Int, String) {
        let progress = FileManager.default.temporaryDirectory
            .appendingPathComponent("hone-fuzz-at-\(ProcessInfo.processInfo.processIdentifier)")
        try? FileManager.default.removeItem(at: progress)
        defer { try? FileManager.default.removeItem(at: progress) }
        let worker = Process()
        worker.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        worker.arguments = [
            options.target.rawValue, "--seed", "\(options.seed)", "--from", "\(first)", "--count",
            "\(min(Self.batch, options.count - first))", "--seconds", "\(seconds)", "--fixtures", options.fixtures.path,
            "--progress", progress.path,
        ]
        let output = Pipe()
        worker.standardOutput = output
        try worker.run()
        var last = -1
        var changed = ContinuousClock.now
        while worker.isRunning {
            usleep(20_000)
            let place = reached(progress)
            if place != last { (last, changed) = (place, .now) }
            if changed.duration(to: .now) > .seconds(Self.patience), worker.isRunning {
                kill(worker.processIdentifier, SIGKILL)
                worker.waitUntilExit()
                return (nil, max(first, reached(progress)), "takes longer than \(Self.patience) s")
            }
        }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        if worker.terminationStatus == 0, let statistics = try? JSONDecoder().decode(FuzzStatistics.self, from: data) {
            return (statistics, 0, "")
        }
        return (nil, max(first, reached(progress)), "crashed (status \(worker.terminationStatus))")
    }

    private func reached(_ progress: URL) -> Int {
        guard let data = try? Data(contentsOf: progress), data.count == 8 else { return -1 }
        return Int(data.withUnsafeBytes { $0.loadUnaligned(as: Int64.self) })
    }

    private func keep(_ number: Int) {
        guard let folder = options.keep else { return }
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("hone-fuzz-\(UUID().uuidString)")
        guard let target = try? FuzzTarget(options.target, fixtures: options.fixtures, scratch: scratch) else { return }
        defer { target.cleanUp() }
        let input = CaseMutator(seeds: target.seeds, seed: options.seed).makeCase(number)
        try? input.write(to: folder.appendingPathComponent("\(options.target.rawValue)-\(number)"))
    }

    private func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
