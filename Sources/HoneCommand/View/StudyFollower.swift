import Foundation
import Hone
import HoneCore

/// Shows a study that another process runs, by looking into the store once a second until nobody runs it.
struct StudyFollower {
    let store: TrialStore
    let study: StoredStudy
    let common: CommonOptions

    private static let interval = Duration.seconds(1)

    func run() async throws {
        let first = try await store.currentHistory(of: study)
        let view = StudyView(
            progress: StudyProgress(
                study: study.description, target: study.description.running.trials, history: first,
                startedAt: Date().timeIntervalSince1970),
            header: StudyTitle.line(for: study.description), common: common)
        await view.begin()
        var revision = first.revision
        while try await store.owner(of: study) != nil {
            try await Task.sleep(for: Self.interval)
            let history = try await store.currentHistory(of: study)
            guard history.revision != revision else { continue }
            revision = history.revision
            await view.update(history)
        }
        await view.finish()
        let last = try await store.currentHistory(of: study)
        if !common.json, !common.quiet {
            let best = last.best(in: study.description)
            Console.line(
                "nobody runs \(study.name) now; "
                    + (best.map {
                        "best \(study.description.valueText(of: $0) ?? "") (trial \($0.number))"
                    } ?? "no trial is complete"))
        }
    }
}
