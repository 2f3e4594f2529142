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
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hone-check-\(UUID().uuidString)")
            .path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let result: Result<TrialState, any Error>
        do {
            result = .success(try await runTrial(in: folder))
        } catch {
            result = .failure(error)
        }
        try await remove(folder)
        if try result.get() != .complete { throw ExitCode(ExitStatus.failed) }
    }

    /// Runs the trial and shows it.
    private func runTrial(in folder: String) async throws -> TrialState {
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
            for line in TrialDetails(trial, of: stored, keepsFiles: false).lines { Console.line(line) }
        }
        return trial.state
    }

    /// The store closes a moment after its last user, and its files vanish under the hands of whoever deletes them.
    private func remove(_ folder: String) async throws {
        for _ in 0..<50 {
            try? FileManager.default.removeItem(atPath: folder)
            guard FileManager.default.fileExists(atPath: folder) else { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        Console.note("note: \(folder) could not be removed; delete it")
    }
}
