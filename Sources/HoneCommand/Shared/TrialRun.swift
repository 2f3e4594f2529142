import ArgumentParser
import Foundation
import Hone
import HoneCore

/// One trial of a study, in a store of its own that is thrown away: shows whether the program works and reports.
struct TrialRun {
    let study: StudyDescription
    let common: CommonOptions

    func run() async throws {
        guard !study.command.isEmpty else { throw StudyError.noCommand(study: study.name) }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hone-check-\(getpid())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var single = study
        single.optimizer = OptimizerChoice(name: "random")
        single.running.trials = 1
        single.running.parallel = 1
        let store = try TrialStore(path: folder + "/check.db")
        let stored = try await store.createStudy(single)
        let runner = try StudyRunner(
            store: store, study: stored, optimizer: try StudyOptimizers().optimizer(for: single),
            options: RunOptions(single.running))
        let watch = InterruptWatch { _ in runner.requestStop() }
        defer { watch.stop() }
        if !common.json, !common.quiet { Console.note("running one trial …") }
        let summary = try await runner.run()
        guard let trial = summary.history.trials.first else { throw CommandFailure.failed("no trial was run") }
        if common.json {
            try Console.json(EventRecord("trial", TrialRecord(trial, study: single)))
        } else {
            for line in TrialDetails(trial, of: stored).lines { Console.line(line) }
        }
        if trial.state != .complete { throw ExitCode(CommandEnding.failed) }
    }
}
