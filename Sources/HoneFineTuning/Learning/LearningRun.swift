import Foundation
import HoneCore
import HoneLanguageModel
import HonePastTrials
import HoneSearch

/// Adapts an adapter to the user's own trials, and says what that brought on a task of the user's that it did not see.
///
///     let learning = try LearningRun(database, startingFrom: shippedFolder, baseModel: weights, library: .standard)
///     if case .finished(let result) = try learning.run() { print(result.before, result.after) }
///
/// The new adapter is a folder of its own: studies that were begun with an earlier one still find it.
public struct LearningRun: Sendable {
    /// What became of it.
    public enum Outcome: Sendable {
        /// The adapter is made and judged.
        case finished(LearningResult)
        /// Stopped on request after a step; the same call goes on from there.
        case stopped(step: Int)
    }

    /// Steps; some 85,000 tokens.
    public static let steps = 80
    /// Peak learning rate: half of what a training from nought takes.
    private static let learningRate = 5e-4

    private let plan: LearningPlan
    private let tuning: FineTuningRun

    /// - Parameters:
    ///   - start: the folder of the adapter to start from.
    ///   - library: where the new one goes.
    ///   - holdingOut: the id of the task to be judged by; drawn by seed if nil.
    ///   - steps: of optimisation; nil for the usual number.
    /// - Throws: `LearningError`, `TrialDatabaseError`, `ModelFileError` or `FineTuningError`.
    public init(
        _ database: TrialDatabase, startingFrom start: URL, baseModel: URL, library: AdapterLibrary = .standard,
        holdingOut: String? = nil, steps: Int? = nil, seed: UInt64 = 0
    ) throws {
        let known = try FineTuningRecord(contentsOf: start)
        let base = try BaseModel(contentsOf: baseModel, layers: known.recipe.layers)
        try self.init(
            try database.snapshot(), aliases: try database.aliases(),
            start: try StartingAdapter(contentsOf: start, for: base),
            base: base, output: library.nextOwn, holdingOut: holdingOut, steps: steps, seed: seed)
    }

    package init(
        _ whole: PastTrialsSnapshot, aliases: DatasetAliases = .standard, start: StartingAdapter, base: BaseModel,
        output: URL, holdingOut: String? = nil, steps: Int? = nil, seed: UInt64 = 0
    ) throws {
        plan = try LearningPlan(whole, aliases: aliases, holdingOut: holdingOut, seed: seed)
        var recipe = plan.recipe(.shipped.continuing(start.record.recipe))
        recipe.steps = steps ?? Self.steps
        recipe.learningRate = Self.learningRate
        recipe.evaluationInterval = recipe.steps
        recipe.seed = seed
        try recipe.validate()
        var tuning = FineTuningRun(
            snapshot: plan.snapshot, heldOut: [plan.heldOut], recipe: recipe, base: base, output: output,
            aliases: aliases)
        tuning.start = start
        self.tuning = tuning
    }

    /// Trains and judges. Busy for some minutes: call it off the cooperative thread pool.
    ///
    /// - Throws: as `FineTuningRun.run`.
    public func run(isStopping: () -> Bool = { false }, progress: (FineTuningEvent) -> Void = { _ in }) throws
        -> Outcome
    {
        switch try tuning.run(isStopping: isStopping, progress: progress) {
        case .stopped(let step): return .stopped(step: step)
        case .prepared: return .stopped(step: 0)
        case .finished(let record):
            guard let before = record.evaluations.first, let after = record.evaluations.last else {
                throw FineTuningError.noTrials(hash: plan.snapshot.hash, leftOut: plan.snapshot.leftOut)
            }
            return .finished(
                LearningResult(
                    folder: tuning.output, record: record, tasks: plan.own.count,
                    trials: plan.own.reduce(0) { $0 + $1.trials.count }, heldOut: plan.heldOut.task.readableName,
                    heldOutTrials: plan.heldOut.trials.count, isPart: plan.isPart, before: before.spearman,
                    after: after.spearman))
        }
    }
}
