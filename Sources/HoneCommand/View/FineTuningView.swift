import Foundation
import Hone
import HoneBase
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
        if terminal.isInteractive { Console.screen("\r\u{1B}[K") }
        if !common.quiet { Console.note(text) }
    }

    func handle(_ event: FineTuningEvent) {
        switch event {
        case .started(let plan): started(plan)
        case .resumed(let step): if !common.json { note("going on after step \(step)") }
        case .remote(let environment): remote(environment)
        case .step(let progress): show(progress)
        case .evaluated(let evaluation): if common.json { try? Console.json(Record("evaluation", evaluation)) }
        case .checkpoint: break
        }
    }

    private func started(_ plan: FineTuningPlan) {
        if common.json { try? Console.json(Record("started", StartRecord(plan))) }
        guard !common.quiet, !common.json else { return }
        let out = plan.leftOut.isEmpty ? "" : "; left out: \(plan.leftOut.joined(separator: ", "))"
        Console.line(
            "database \(plan.snapshotHash.prefix(8)): \(plan.trials.grouped) trials, \(plan.datasets) datasets, \(plan.families) families\(out)"
        )
        let millions = (Double(plan.trainableParameters) / 1e6).formatted(significantDigits: 3)
        let held = plan.heldOutTasks == 0 ? "" : " · \(plan.heldOutTasks) tasks held out"
        Console.line("\(plan.adaptedLayers) adapted layers · \(millions) M weights · \(plan.steps) steps\(held)")
        if let computation = plan.computation { Console.line(text(computation)) }
    }

    /// How the steps are computed: `about 640 MB of memory (limit 2 GB): 1,100 tokens at once`.
    private func text(_ computation: FineTuningPlan.Computation) -> String {
        let limit = computation.limit.map { " (limit \(MemorySize(bytes: $0)))" } ?? ""
        let size = computation.inputsAtOnce.map { "\($0.grouped) tokens at once" } ?? "a sequence at a time"
        let again = computation.recomputes ? ", blocks computed again on the way back instead of kept" : ""
        let other =
            computation.replacesCheckpoints
            ? "; the checkpoint was made another way, so last digits may differ from an uninterrupted run" : ""
        return "about \(MemorySize(bytes: computation.expectedBytes)) of memory\(limit): \(size)\(again)\(other)"
    }

    private func remote(_ environment: PEFTEnvironment) {
        if common.json { try? Console.json(Record("remote", environment)) }
        guard !common.quiet, !common.json else { return }
        let packages = ["torch", "transformers", "peft"].compactMap { name in
            environment.versions[name].map { "\(name) \($0)" }
        }
        let count = environment.processes == 1 ? "" : ", \(environment.processes) processes"
        Console.line("training on \(environment.device)\(count) with \(packages.joined(separator: ", "))")
    }

    /// The training was written down to be done elsewhere.
    func prepared(_ folder: URL) throws {
        if common.json {
            try Console.json(Record("prepared", ["folder": folder.path]))
            return
        }
        Console.line("written: \(folder.path)")
        guard !common.quiet else { return }
        Console.line(
            "train it:   python \(folder.path)/peft_train.py \(folder.path)   (where torch, transformers and peft are; --base names the weights)"
        )
        Console.line("collect it: the same hone finetune command, once result.json is there")
    }

    private func show(_ progress: FineTuningProgress) {
        if common.json {
            try? Console.json(Record("step", StepRecord(progress)))
            return
        }
        guard !common.quiet else { return }
        let line = text(progress)
        if terminal.isInteractive {
            Console.screen("\r\u{1B}[K" + PrintableText.line(line).prefix(max(20, terminal.width - 1)))
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
                        database: record.snapshotHash, heldOut: record.evaluations.last,
                        earlyStop: record.earlyStop, peakMemoryBytes: ProcessMemory.peakBytes)))
            return
        }
        Console.line(
            "done: \(folder.path) (\(record.tokens.grouped) tokens, database \(record.snapshotHash.prefix(8)))")
        if let stop = record.earlyStop {
            Console.line(
                "stopped at step \(stop.step) of \(stop.steps): no better ranking in \(stop.patience) looks; the weights are those of step \(record.stepsDone)"
            )
        }
        if let kept = record.evaluations.last(where: { $0.step <= record.stepsDone }) {
            Console.line("on tasks it did not see: rank correlation \(kept.spearman.fixedText(decimals: 2))")
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
        var earlyStop: FineTuningRecord.EarlyStop?
        var peakMemoryBytes: Int
    }

    private struct StartRecord: Encodable {
        var database: String
        var leftOut: [String]
        var trials: Int
        var tasks: Int
        var heldOutTasks: Int
        var steps: Int
        var trainableParameters: Int
        var inputsAtOnce: Int?
        var recomputes: Bool?
        var expectedBytes: Int?
        var limitBytes: Int?

        init(_ plan: FineTuningPlan) {
            database = plan.snapshotHash
            leftOut = plan.leftOut
            trials = plan.trials
            tasks = plan.tasks
            heldOutTasks = plan.heldOutTasks
            steps = plan.steps
            trainableParameters = plan.trainableParameters
            inputsAtOnce = plan.computation?.inputsAtOnce
            recomputes = plan.computation?.recomputes
            expectedBytes = plan.computation?.expectedBytes
            limitBytes = plan.computation?.limit
        }
    }
}
