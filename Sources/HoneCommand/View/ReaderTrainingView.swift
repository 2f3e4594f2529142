import Foundation
import Hone
import HoneBase
import HoneCore
import HoneFineTuning

/// What `hone finetune --surrogate reader` shows.
struct ReaderTrainingView: Sendable {
    let common: CommonOptions
    /// Steps between lines.
    private static let interval = 100

    func handle(_ event: ReaderRun.Event) {
        guard !common.quiet, !common.json else { return }
        switch event {
        case .started(let tasks, let trials, let programs, let heldOut, let steps):
            Console.line(
                "\(trials.grouped) trials of \(tasks.grouped) tasks of \(programs.grouped) programs · \(heldOut.grouped) tasks held out · \(steps.grouped) steps"
            )
        case .reading(let names): Console.line("the language model reads \(names.grouped) names")
        case .resumed(let step): Console.note("going on after step \(step)")
        case .step(let step, let steps, let loss, let left):
            guard step % Self.interval == 0 || step == steps else { return }
            Console.line(
                "step \(step) of \(steps)  loss \(loss.fixedText(decimals: 3)) · \(Duration.seconds(left).clockText) left"
            )
        case .looked(_, let quantile, let score):
            Console.line(
                "  held out: place \(quantile.fixedText(decimals: 3)), result \(score.fixedText(decimals: 3)) (nats)")
        }
    }

    func finish(_ record: ReaderRecord, folder: URL) throws {
        if common.json { return try Console.json(EventRecord("done", record)) }
        Console.line(
            "done: \(folder.path) (\(record.weights.grouped) weights, \(Duration.seconds(record.seconds).clockText), database \(record.snapshotHash.prefix(8)))"
        )
        guard !common.quiet else { return }
        var table = TextTable([
            .init("unseen", .left), .init("tasks"), .init("trials shown"), .init("rank correlation"),
            .init("lying names"),
            .init("no names"), .init("nats"),
        ])
        for row in record.judgements {
            func text(_ value: Double?) -> String { value.map { $0.fixedText(decimals: 3) } ?? "" }
            table.add([
                row.unseen, row.tasks.grouped, row.shown.grouped, text(row.spearman), text(row.rotatedNames),
                text(row.withoutNames), text(row.negativeLogLikelihood),
            ])
        }
        for line in table.lines() { Console.line(line) }
    }
}
