import Foundation
import HoneFuzzing

/// The process that may crash: runs a range of cases, writes down which one it is at, and prints its statistics.
struct FuzzWorker {
    private let options: FuzzOptions
    private let runner: FuzzRunner

    init(_ options: FuzzOptions) throws {
        self.options = options
        let scratch = FileManager.default.temporaryDirectory
            .appendingPathComponent("hone-fuzz-\(ProcessInfo.processInfo.processIdentifier)")
        runner = FuzzRunner(
            target: try FuzzTarget(options.target, fixtures: options.fixtures, scratch: scratch), seed: options.seed)
    }

    func run() throws {
        guard let progress = options.progress else { return }
        defer { runner.target.cleanUp() }
        try Data(count: 8).write(to: progress)
        let file = try FileHandle(forWritingTo: progress)
        _ = AllocationMeter.start()
        var statistics = FuzzStatistics()
        let deadline = ContinuousClock.now + .seconds(options.seconds)
        var number = options.from
        while number < options.from + options.count, ContinuousClock.now < deadline {
            var place = Int64(number)
            pwrite(file.fileDescriptor, &place, 8, 0)
            autoreleased { runner.run(number, into: &statistics) }
            number += 1
        }
        FileHandle.standardOutput.write(try JSONEncoder().encode(statistics))
    }

    /// Runs one case in the open, its files kept.
    func runOne(_ number: Int) throws {
        defer { runner.target.cleanUp() }
        if let folder = options.keep { try runner.mutator.makeCase(number).write(to: folder) }
        _ = AllocationMeter.start()
        var statistics = FuzzStatistics()
        runner.run(number, into: &statistics)
        print(statistics)
    }

    private func autoreleased(_ body: () -> Void) {
        #if canImport(ObjectiveC)
            autoreleasepool(invoking: body)
        #else
            body()
        #endif
    }
}
