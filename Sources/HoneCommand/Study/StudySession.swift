import ArgumentParser
import Foundation
import Hone
import HoneCore

/// One run of a study from the command line: the runner, its view and Ctrl-C brought together.
struct StudySession {
    let store: TrialStore
    let study: StoredStudy
    let settings: RunSettings
    let common: CommonOptions
    let optimizers: StudyOptimizers

    /// - Throws: what the runner throws; `ExitCode` 1 if no trial is complete in the end.
    func run() async throws {
        let history = try await store.currentHistory(of: study)
        let view = StudyView(
            progress: StudyProgress(
                study: study.description, target: settings.trials, history: history,
                startedAt: Date().timeIntervalSince1970),
            header: StudyTitle.line(for: study.description), common: common)
        if common.json { try Console.json(EventRecord("study", StudyRecord(try await store.overview(of: study)))) }
        await view.begin()
        let summary: StudySummary
        do {
            summary = try await follow(view)
        } catch {
            await view.finish()
            throw error
        }
        await view.finish()
        try report(summary)
    }

    private func follow(_ view: StudyView) async throws -> StudySummary {
        let optimizer = try await optimizer(view)
        let runner = try StudyRunner(
            store: store, study: study, optimizer: optimizer, options: RunOptions(settings))
        let watch = InterruptWatch { count in
            Task { await view.answerInterrupt(isSecond: count > 1) }
            runner.requestStop()
        }
        defer { watch.stop() }
        async let running = runner.run()
        for await event in runner.events { await view.handle(event) }
        return try await running
    }

    /// Loading weights and scoring candidates take a moment, of which the view tells.
    private func optimizer(_ view: StudyView) async throws -> any Optimizer {
        if optimizers.loadsWeights(for: study.description) { await view.begin(activity: "loading the language model") }
        return try optimizers.optimizer(for: study.description) { done, total in
            Task { await view.update(activity: "scoring candidates: \(done) of \(total)") }
        }
    }

    private func report(_ summary: StudySummary) throws {
        if common.json {
            try Console.json(EventRecord("done", SummaryRecord(summary)))
        } else {
            for line in StudyEnding(summary: summary, target: settings.trials, invocation: common.invocation).lines {
                Console.line(line)
            }
        }
        guard summary.history.complete.isEmpty else { return }
        throw ExitCode(ExitStatus.failed)
    }
}
