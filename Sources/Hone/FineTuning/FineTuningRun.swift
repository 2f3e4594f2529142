import Foundation
import HoneCore
import HoneLanguageModel
import HoneSearch

/// Trains an adapter on a snapshot of the trial database.
///
/// The output folder holds the run's checkpoint while it lasts, and the adapter with its card when it ends; the
/// checkpoint goes then. A run that finds a checkpoint of its own goes on from there and ends with the same weights, bit
/// for bit, as one that was never interrupted.
public struct FineTuningRun: Sendable {
    /// What became of a run.
    public enum Outcome: Sendable {
        case finished(FineTuningRecord)
        /// Stopped on request after a step; the checkpoint holds it.
        case stopped(step: Int)
    }

    public let snapshot: DatabaseSnapshot
    /// Tasks that watch the training and are never trained on.
    public let heldOut: [DatabaseSnapshot.Entry]
    public let recipe: FineTuningRecipe
    public let output: URL
    private let base: BaseModel
    private let threads: ComputeThreads
    private let aliases: DatasetAliases

    /// - Parameters:
    ///   - snapshot: what is trained on, leave-outs applied.
    ///   - heldOut: entries that must not be in the snapshot.
    ///   - output: a folder; made if missing.
    package init(
        snapshot: DatabaseSnapshot, heldOut: [DatabaseSnapshot.Entry] = [], recipe: FineTuningRecipe, base: BaseModel,
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
        snapshot: DatabaseSnapshot, heldOut: [DatabaseSnapshot.Entry] = [], recipe: FineTuningRecipe, baseModel: URL,
        output: URL, aliases: DatasetAliases = .standard
    ) throws {
        try recipe.validate()
        self.init(
            snapshot: snapshot, heldOut: heldOut, recipe: recipe,
            base: try BaseModel(contentsOf: baseModel, layers: recipe.layers), output: output, aliases: aliases)
    }

    /// Trains until the recipe's last step, or until `isStopping` says so after a step. Busy all the time: call it off the
    /// cooperative thread pool.
    ///
    /// - Throws: `FineTuningError`, `ModelFileError` (no room for a checkpoint), `TransformerError`.
    public func run(isStopping: () -> Bool = { false }, progress: (FineTuningEvent) -> Void = { _ in }) throws
        -> Outcome
    {
        try recipe.validate()
        try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
        let rows = RowTokenizer(base.tokenizer)
        let tasks = snapshot.entries.compactMap { TrainingTask($0, tokenizer: rows) }
        let watched = heldOut.compactMap { TrainingTask($0, tokenizer: rows) }
        let sampler = try SequenceSampler(tasks: tasks, recipe: recipe, tokenizer: rows, snapshot: snapshot)
        let scoring = HeldOutScoring(tasks: watched, tokenizer: rows, recipe: recipe)
        let transformer = Transformer(base.weights, threads: threads)
        let session = try session(on: transformer, watched: watched)
        progress(.started(plan(tasks: tasks, watched: watched, layout: session.trainer.layout)))
        if session.trainer.state.step > 0 { progress(.resumed(step: session.trainer.state.step)) }

        var pace = TrainingPace(tokens: session.trainer.state.tokens, step: session.trainer.state.step)
        while session.trainer.state.step < recipe.steps {
            let report = try session.trainer.step(sampler.sequences(step: session.trainer.state.step))
            guard report.loss.isFinite, report.gradientNorm.isFinite else {
                throw FineTuningError.diverged(step: report.step, loss: report.loss)
            }
            let isLast = report.step == recipe.steps
            if isLast || report.step % recipe.evaluationInterval == 0,
                let evaluation = try scoring.evaluate(
                    session.trainer.parameters, on: transformer, step: report.step)
            {
                try session.record(evaluation)
                progress(.evaluated(evaluation))
            }
            let stops = !isLast && isStopping()
            if stops || (!isLast && report.step % recipe.checkpointInterval == 0) {
                try session.writeCheckpoint()
                progress(.checkpoint(step: report.step, file: session.checkpointFile))
            }
            pace.advance(tokens: session.trainer.state.tokens, step: report.step)
            progress(
                .step(
                    FineTuningProgress(
                        step: report.step, steps: recipe.steps, loss: report.loss,
                        heldOut: session.notes.evaluations.last, tokensPerSecond: pace.tokensPerSecond,
                        secondsLeft: pace.secondsPerStep * Double(recipe.steps - report.step),
                        lastCheckpoint: session.lastCheckpoint)))
            if stops { return .stopped(step: report.step) }
        }
        let record = try save(session, tasks: tasks, watched: watched)
        session.removeFiles()
        return .finished(record)
    }

    private func session(on transformer: Transformer, watched: [TrainingTask]) throws -> FineTuningSession {
        let identity = FineTuningNotes.Identity(
            recipe: recipe, snapshotHash: snapshot.hash, heldOutTasks: watched.map(\.id))
        return try FineTuningSession(folder: output, identity: identity, base: base, on: transformer) {
            transformer, configuration in
            let digits = (0...9).compactMap { base.tokenizer.encode("\($0)").first }
            let rows = try TrainableParameters.interpolatedValueRows(
                count: RowSymbol.valueCount, between: digits, of: transformer.weights)
            return LoRATrainer(transformer, configuration: configuration, initialValueRows: rows)
        }
    }

    private func plan(tasks: [TrainingTask], watched: [TrainingTask], layout: TrainableLayout) -> FineTuningPlan {
        FineTuningPlan(
            snapshotHash: snapshot.hash, leftOut: snapshot.leftOut, trials: tasks.reduce(0) { $0 + $1.rows.count },
            tasks: tasks.count, datasets: seenDatasets().count, families: Set(tasks.map(\.family)).count,
            heldOutTasks: watched.count, steps: recipe.steps, trainableParameters: layout.count,
            adaptedLayers: layout.loraTensors().count)
    }

    /// Writes the record, then weights and card: a folder with a card is complete.
    private func save(_ session: FineTuningSession, tasks: [TrainingTask], watched: [TrainingTask]) throws
        -> FineTuningRecord
    {
        let (parameters, step) = try session.chosen()
        let state = session.trainer.state
        let seen = seenDatasets()
        let losses = FineTuningRecord.thinned(state.losses)
        let card = AdapterCard(
            baseModel: base.name, baseModelHash: base.hash, layers: recipe.layers, lora: recipe.training.lora,
            valueRows: RowSymbol.valueCount, bins: recipe.bins, snapshotHash: snapshot.hash, leftOut: snapshot.leftOut,
            datasets: seen.flatMap { dataset in
                ([dataset.name] + dataset.aliases).map {
                    AdapterCard.Dataset(name: $0, fingerprint: dataset.fingerprints.first)
                }
            }, steps: step, tokens: state.tokens, losses: losses.map(\.loss), seed: recipe.seed,
            createdBy: HoneVersion.current)
        let record = FineTuningRecord(
            name: output.lastPathComponent, baseModel: base.name, recipe: recipe, snapshotHash: snapshot.hash,
            leftOut: snapshot.leftOut, datasets: seen, trials: tasks.reduce(0) { $0 + $1.rows.count }, stepsDone: step,
            tokens: state.tokens, losses: losses, evaluations: session.notes.evaluations,
            heldOutTasks: watched.map(\.id), families: familySummaries())
        try AtomicFile.write(try record.encoded(), to: output.appendingPathComponent(FineTuningRecord.fileName))
        var adapter = Adapter(card: card, parameters: parameters)
        try adapter.save(to: output)
        return record
    }

    /// The snapshot's datasets under the names that stand for them, with all other names.
    private func seenDatasets() -> [FineTuningRecord.SeenDataset] {
        var seen: [String: FineTuningRecord.SeenDataset] = [:]
        for entry in snapshot.entries where !entry.trials.isEmpty {
            guard let name = entry.task.task.dataset else { continue }
            let group = aliases.group(of: name)
            var dataset =
                seen[group]
                ?? FineTuningRecord.SeenDataset(
                    name: group, aliases: aliases.names(of: name).filter { $0 != group }, fingerprints: [], trials: 0)
            dataset.trials += entry.trials.count
            if let fingerprint = entry.task.fingerprint, !dataset.fingerprints.contains(fingerprint) {
                dataset.fingerprints.append(fingerprint)
            }
            seen[group] = dataset
        }
        return seen.values.sorted { $0.name < $1.name }
    }

    private func familySummaries() -> [FamilySummary] {
        let families = Set(snapshot.entries.map(\.task.family)).sorted()
        return families.compactMap { family in FamilySummary(snapshot.entries.filter { $0.task.family == family }) }
    }
}
