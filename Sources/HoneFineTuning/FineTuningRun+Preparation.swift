import HoneCore
import HoneLanguageModel
import HoneModelSearch
import HoneSearch

extension FineTuningRun {
    /// The snapshot as the model reads it.
    struct Prepared {
        let tokenizer: RowTokenizer
        let tasks: [TrainingTask]
        let watched: [TrainingTask]
        let sampler: SequenceSampler
    }

    /// - Throws: `FineTuningError.recipe` or `.noTrials`; `RowTokenizerError` for a vocabulary without what rows need.
    func prepare() throws -> Prepared {
        try recipe.validate()
        let tokenizer = try RowTokenizer(base.tokenizer)
        let tasks = snapshot.entries.compactMap { TrainingTask($0, tokenizer: tokenizer) }
        return Prepared(
            tokenizer: tokenizer, tasks: tasks, watched: heldOut.compactMap { TrainingTask($0, tokenizer: tokenizer) },
            sampler: try SequenceSampler(tasks: tasks, recipe: recipe, tokenizer: tokenizer, snapshot: snapshot))
    }

    func plan(_ prepared: Prepared, layout: TrainableLayout, computation: FineTuningPlan.Computation? = nil)
        -> FineTuningPlan
    {
        FineTuningPlan(
            snapshotHash: snapshot.hash, leftOut: snapshot.leftOut,
            trials: prepared.tasks.reduce(0) { $0 + $1.rows.count }, tasks: prepared.tasks.count,
            datasets: seenDatasets().count, families: Set(prepared.tasks.map(\.family)).count,
            heldOutTasks: prepared.watched.count, steps: recipe.steps, trainableParameters: layout.count,
            adaptedLayers: layout.loraTensors().count, computation: computation)
    }

    /// How the steps are computed.
    struct ChosenComputation {
        let choice: TrainingMemory.Choice
        let replacesCheckpoints: Bool

        func described(limit: Int?) -> FineTuningPlan.Computation {
            FineTuningPlan.Computation(
                inputsAtOnce: choice.plan.tokens, recomputes: choice.plan.recomputes, expectedBytes: choice.bytes,
                limit: limit, replacesCheckpoints: replacesCheckpoints)
        }
    }

    /// Steps that are looked at: sequences of all kinds have been drawn by then.
    private static let mostStepsSeen = 4000
    /// The program with its libraries, and a trial as the database, the tokens and the search's summaries hold it.
    private static let programBytes = 48_000_000
    private static let bytesPerTrial = 4_000

    /// The way that a checkpoint was made if it stays within the limit, else the quickest that does.
    ///
    /// - Throws: `FineTuningError.memory` if none does.
    func computation(
        _ prepared: Prepared, layout: TrainableLayout, earlier: ComputationPlan?
    ) throws(FineTuningError) -> ChosenComputation {
        let trials = prepared.tasks.reduce(0) { $0 + $1.rows.count }
        let memory = TrainingMemory(
            layout: layout, threads: threads, weightBytes: TrainingMemory.weightBytes(base.weights),
            loadingBytes: base.file?.bytes ?? 0, programBytes: Self.programBytes + Self.bytesPerTrial * trials,
            watchedInputs: HeldOutScoring.mostInputs(of: prepared.watched))
        let steps = (0..<min(recipe.steps, Self.mostStepsSeen)).map { prepared.sampler.sequences(step: $0) }
        if let earlier {
            let choice = memory.cost(of: earlier, steps: steps)
            if memoryLimit.map({ choice.bytes <= $0 }) ?? true {
                return ChosenComputation(choice: choice, replacesCheckpoints: false)
            }
        }
        do {
            let choice = try memory.choose(steps: steps, limit: memoryLimit)
            return ChosenComputation(choice: choice, replacesCheckpoints: earlier != nil && choice.plan != earlier)
        } catch {
            throw .memory(limit: error.limit, least: error.least)
        }
    }
}
