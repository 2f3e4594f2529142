import Foundation
import HoneCore
import HoneKernels
import HoneLanguageModel
import HoneModelSearch
import HonePastTrials
import HoneSearch

/// Trains an adapter on a snapshot of the trial database.
///
/// The output folder holds the run's checkpoint while it lasts, and the adapter with its card when it ends; the
/// checkpoint goes then. A run that finds a checkpoint of its own goes on from there and ends with the same weights, bit
/// for bit, as one that was never interrupted.
public struct FineTuningRun: Sendable {
    /// What became of a run.
    public enum Outcome: Sendable {
        /// The adapter is made.
        case finished(FineTuningRecord)
        /// Stopped on request after a step; the checkpoint holds it.
        case stopped(step: Int)
        /// Everything that another machine needs is in a folder.
        case prepared(folder: URL)
    }

    /// The past trials that it learns from.
    public let snapshot: PastTrialsSnapshot
    /// Tasks that watch the training and are never trained on.
    public let heldOut: [PastTrialsSnapshot.Entry]
    /// How it learns.
    public let recipe: FineTuningRecipe
    /// The adapter's folder.
    public let output: URL
    /// Bytes that the training may take at its peak; decides how it is computed, not what. nil: no limit.
    public var memoryLimit: Int?
    /// What the training goes on from; nil to begin with a low-rank update of nought. The held-out tasks are then judged before
    /// the first step, too.
    package var start: StartingAdapter?
    let base: BaseModel
    let threads: ComputeThreads
    let aliases: DatasetAliases

    /// - Parameters:
    ///   - snapshot: what is trained on, leave-outs applied.
    ///   - heldOut: entries that must not be in the snapshot.
    ///   - output: a folder; made if missing.
    package init(
        snapshot: PastTrialsSnapshot, heldOut: [PastTrialsSnapshot.Entry] = [], recipe: FineTuningRecipe,
        base: BaseModel,
        output: URL, aliases: DatasetAliases = .standard, threads: ComputeThreads = .machine
    ) {
        self.snapshot = snapshot
        self.heldOut = heldOut
        self.recipe = recipe
        self.base = base
        self.output = output
        self.aliases = aliases
        self.threads = threads
    }

    /// Reads the base model and prepares a run on it.
    ///
    /// - Throws: `FineTuningError.recipe`, or `ModelFileError` if the weights are missing or damaged.
    public init(
        snapshot: PastTrialsSnapshot, heldOut: [PastTrialsSnapshot.Entry] = [], recipe: FineTuningRecipe,
        baseModel: URL,
        output: URL, aliases: DatasetAliases = .standard
    ) throws {
        try recipe.validate()
        self.init(
            snapshot: snapshot, heldOut: heldOut, recipe: recipe,
            base: try BaseModel(contentsOf: baseModel, layers: recipe.layers), output: output, aliases: aliases)
    }

    /// Trains until the recipe's last step, until the watched tasks are ranked no better for the recipe's patience, or until
    /// `isStopping` says so after a step. Busy all the time: call it off the cooperative thread pool.
    ///
    /// - Throws: `FineTuningError`, `ModelFileError` (no room for a checkpoint), `TransformerError`.
    public func run(isStopping: () -> Bool = { false }, progress: (FineTuningEvent) -> Void = { _ in }) throws
        -> Outcome
    {
        let prepared = try prepare()
        try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
        let scoring = HeldOutScoring(tasks: prepared.watched, tokenizer: prepared.tokenizer, recipe: recipe)
        let transformer = Transformer(base.weights, threads: threads)
        let session = try session(on: transformer, watched: prepared.watched)
        let trainer = session.trainer
        let computation = try computation(prepared, layout: trainer.layout, earlier: session.notes.computation)
        progress(
            .started(
                plan(prepared, layout: trainer.layout, computation: computation.described(limit: memoryLimit))))
        session.compute(computation.choice)
        if trainer.state.step > 0 { progress(.resumed(step: trainer.state.step)) }
        if start != nil, trainer.state.step == 0,
            let evaluation = try scoring.evaluate(trainer.parameters, on: transformer, step: 0)
        {
            _ = try session.record(evaluation)
            progress(.evaluated(evaluation))
        }

        var pace = TrainingPace(tokens: trainer.state.tokens, step: trainer.state.step)
        var endsEarly = false
        while trainer.state.step < recipe.steps, !endsEarly {
            let report = try trainer.step(prepared.sampler.sequences(step: trainer.state.step))
            guard report.loss.isFinite, report.gradientNorm.isFinite else {
                throw FineTuningError.diverged(step: report.step, loss: report.loss)
            }
            if report.step == recipe.steps || report.step % recipe.evaluationInterval == 0,
                let evaluation = try scoring.evaluate(trainer.parameters, on: transformer, step: report.step)
            {
                endsEarly = try session.record(evaluation)
                progress(.evaluated(evaluation))
            }
            let isLast = endsEarly || report.step == recipe.steps
            let stops = !isLast && isStopping()
            if stops || (!isLast && report.step % recipe.checkpointInterval == 0) {
                try session.writeCheckpoint()
                progress(.checkpoint(step: report.step, file: session.checkpointFile))
            }
            pace.advance(tokens: trainer.state.tokens, step: report.step)
            progress(
                .step(
                    FineTuningProgress(
                        step: report.step, steps: recipe.steps, loss: report.loss,
                        heldOut: session.notes.evaluations.last, tokensPerSecond: pace.tokensPerSecond,
                        secondsLeft: pace.secondsPerStep * Double(recipe.steps - report.step),
                        lastCheckpoint: session.lastCheckpoint)))
            if stops { return .stopped(step: report.step) }
        }
        let record = try save(try session.result(endedEarly: endsEarly), prepared)
        session.removeFiles()
        return .finished(record)
    }

    private func session(on transformer: Transformer, watched: [TrainingTask]) throws -> FineTuningSession {
        let identity = FineTuningNotes.Identity(
            recipe: recipe, snapshotHash: snapshot.hash, heldOutTasks: watched.map(\.id), start: start?.hash)
        return try FineTuningSession(folder: output, identity: identity, base: base, on: transformer) {
            transformer, configuration in
            guard let start else {
                return LoRATrainer(
                    transformer, configuration: configuration, initialValueRows: try initialValueRows())
            }
            return LoRATrainer(
                transformer, configuration: configuration,
                state: TrainingState(parameters: start.state, seed: configuration.seed))
        }
    }

    /// Value rows laid between the digits' embeddings.
    func initialValueRows() throws -> [Float] {
        let digits = (0...9).compactMap { base.tokenizer.encode("\($0)").first }
        return try TrainableParameters.interpolatedValueRows(
            count: RowSymbol.valueCount, between: digits, of: base.weights)
    }
}
