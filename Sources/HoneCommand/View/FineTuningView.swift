import Foundation
import Hone
import HoneCore

/// What `hone finetune` shows: what will happen, a line that is redrawn on a terminal and written now and then elsewhere,
/// and what to do with the result.
final class FineTuningView: Sendable {
    private let common: CommonOptions
    private let terminal: Terminal
    /// Steps between lines where nothing can be redrawn.
    private static let plainInterval = 10

    init(common: CommonOptions) {
        self.common = common
        terminal = common.json || common.quiet ? .plain : .current
    }

    func note(_ text: String) {
        if terminal.isInteractive { Console.write("\r\u{1B}[K", to: .standardOutput) }
        if !common.quiet { Console.note(text) }
    }

    func handle(_ event: FineTuningEvent) {
        switch event {
        case .started(let plan): started(plan)
        case .resumed(let step): if !common.json { note("going on after step \(step)") }
        case .step(let progress): show(progress)
        case .evaluated(let evaluation): if common.json { try? Console.json(Record("evaluation", evaluation)) }
        case .checkpoint: break
        }
    }

    private func started(_ plan: FineTuningPlan) {
        guard !common.quiet, !common.json else { return }
        let out = plan.leftOut.isEmpty ? "" : "; left out: \(plan.leftOut.joined(separator: ", "))"
        Console.line(
            "database \(plan.snapshotHash.prefix(8)): \(plan.trials.grouped) trials, \(plan.datasets) datasets, \(plan.families) families\(out)"
        )
        let millions = (Double(plan.trainableParameters) / 1e6).formatted(significantDigits: 3)
        let held = plan.heldOutTasks == 0 ? "" : " · \(plan.heldOutTasks) tasks held out"
        Console.line("\(plan.adaptedLayers) adapted layers · \(millions) M weights · \(plan.steps) steps\(held)")
    }

    private func show(_ progress: FineTuningProgress) {
        if common.json {
            try? Console.json(Record("step", StepRecord(progress)))
            return
        }
        guard !common.quiet else { return }
        let line = text(progress)
        if terminal.isInteractive {
            Console.write("\r\u{1B}[K" + String(line.prefix(max(20, terminal.width - 1))), to: .standardOutput)
            if progress.step == progress.steps { Console.line("") }
        } else if progress.step % Self.plainInterval == 0 || progress.step == progress.steps {
            Console.line(line)
        }
    }

    private func text(_ progress: FineTuningProgress) -> String {
        let held = progress.heldOut.map {
            " (held-out \($0.loss.fixedText(decimals: 2)), rank correlation \($0.spearman.fixedText(decimals: 2)))"
        }
        let left = Duration.seconds(progress.secondsLeft).clockText
        return "step \(progress.step) of \(progress.steps)  loss \(progress.loss.fixedText(decimals: 2))\(held ?? "")"
            + " · \(Int(progress.tokensPerSecond)) tokens/s · \(left) left"
            + (progress.lastCheckpoint.map { " · checkpoint at \($0)" } ?? "")
    }

    func finish(_ record: FineTuningRecord, folder: URL) throws {
        if common.json {
            try Console.json(
                Record(
                    "done",
                    Ending(
                        folder: folder.path, steps: record.stepsDone, tokens: record.tokens,
                        database: record.snapshotHash, heldOut: record.evaluations.last)))
            return
        }
        Console.line(
            "done: \(folder.path) (\(record.tokens.grouped) tokens, database \(record.snapshotHash.prefix(8)))")
        if let last = record.evaluations.last {
            Console.line("on tasks it did not see: rank correlation \(last.spearman.fixedText(decimals: 2))")
        }
        guard !common.quiet else { return }
        Console.line(
            "use it:  \(common.invocation.text("run", "study.yaml", "--optimizer", "lm", "--adapter", folder.path))")
    }

    private struct Record<Value: Encodable>: Encodable {
        var event: String
        var value: Value

        init(_ event: String, _ value: Value) {
            self.event = event
            self.value = value
        }

        private enum CodingKeys: CodingKey { case event }

        func encode(to encoder: any Encoder) throws {
            try value.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(event, forKey: .event)
        }
    }

    private struct StepRecord: Encodable {
        var step: Int
        var steps: Int
        var loss: Double
        var tokensPerSecond: Double
        var secondsLeft: Double

        init(_ progress: FineTuningProgress) {
            step = progress.step
            steps = progress.steps
            loss = progress.loss
            tokensPerSecond = progress.tokensPerSecond
            secondsLeft = progress.secondsLeft
        }
    }

    private struct Ending: Encodable {
        var folder: String
        var steps: Int
        var tokens: Int
        var database: String
        var heldOut: FineTuningEvaluation?
    }
}
