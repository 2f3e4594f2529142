import Foundation
import HoneCore
import HonePastTrials
import HoneReader

/// Adapts a reader to the user's own trials, and says what that brought on a task of the user's that it did not see.
///
///     let learning = try LearningRun(database, startingFrom: shippedFolder, baseModel: weights, library: .standard)
///     if case .finished(let result) = try learning.run() { print(result.before, result.after) }
///
/// The new reader is a folder of its own: studies that were begun with an earlier one still find it.
public struct LearningRun: Sendable {
    /// What became of it.
    public enum Outcome: Sendable {
        /// The reader is made and judged.
        case finished(LearningResult)
        /// Stopped on request after a step; the same call goes on from there.
        case stopped(step: Int)
    }

    /// Steps of a dozen tasks each.
    public static let steps = 1500
    /// Peak learning rate: half of what a training from nought takes.
    private static let learningRate = 1e-3

    private let plan: LearningPlan
    private let training: ReaderRun

    /// - Parameters:
    ///   - start: the folder of the reader to start from.
    ///   - programs: other people's trials, so that nothing is forgotten: the database of programs that ships with Hone.
    ///   - baseModel: the weights of the language model that reads names.
    ///   - library: where the new one goes.
    ///   - holdingOut: the id of the task to be judged by; drawn by seed if nil.
    ///   - steps: of optimisation; nil for the usual number.
    /// - Throws: `LearningError`, `TrialDatabaseError`, `ModelFileError`, `ReaderError` or `FineTuningError`.
    public init(
        _ database: TrialDatabase, beside programs: TrialDatabase? = nil, startingFrom start: URL, baseModel: URL,
        library: ReaderLibrary = .standard, holdingOut: String? = nil, steps: Int? = nil, seed: UInt64 = 0
    ) throws {
        let start = try StartingReader(contentsOf: start)
        let own = try database.snapshot()
        try self.init(
            try programs.map { own.joined(with: try $0.snapshot()) } ?? own, aliases: try database.aliases(),
            start: start, base: try BaseModel(contentsOf: baseModel, layers: max(1, start.record.layers)),
            output: library.nextOwn, holdingOut: holdingOut, steps: steps, seed: seed)
    }

    package init(
        _ whole: PastTrialsSnapshot, aliases: DatasetAliases = .standard, start: StartingReader, base: BaseModel,
        output: URL, holdingOut: String? = nil, steps: Int? = nil, seed: UInt64 = 0
    ) throws {
        guard base.hash == start.record.baseModelHash else {
            throw FineTuningError.damagedRecord(
                path: start.record.name, problem: "it was trained with \(start.record.baseModel), not with \(base.name)"
            )
        }
        plan = try LearningPlan(whole, aliases: aliases, holdingOut: holdingOut, seed: seed)
        var training = ReaderRun(
            plan.snapshot, aliases: aliases, base: base, layers: start.record.layers, output: output)
        training.start = start
        training.isWatched = false
        training.watched = [plan.heldOut]
        training.recipe.steps = steps ?? Self.steps
        training.recipe.learningRate = Self.learningRate
        training.recipe.sampling.favoured = plan.favoured
        training.recipe.seed = seed
        if let problem = training.recipe.inconsistency { throw ReaderError("the recipe", problem, fault: .input) }
        self.training = training
    }

    /// Trains and judges. Busy for a minute: call it off the cooperative thread pool.
    ///
    /// - Throws: `FileError` where the new reader's folder cannot be written, `ReaderError` where the loss is no longer finite.
    public func run(isStopping: () -> Bool = { false }) throws -> Outcome {
        try run(isStopping: isStopping, progress: { _ in })
    }

    package func run(isStopping: () -> Bool = { false }, progress: (ReaderRun.Event) -> Void) throws -> Outcome {
        switch try training.run(isStopping: isStopping, progress: progress) {
        case .stopped(let step): return .stopped(step: step)
        case .finished(let record):
            guard let before = record.rankingBefore, let after = record.ranking else {
                throw FineTuningError.noTrials(hash: plan.snapshot.hash, leftOut: plan.snapshot.leftOut)
            }
            return .finished(
                LearningResult(
                    folder: training.output, record: record, tasks: plan.own.count,
                    trials: plan.own.reduce(0) { $0 + $1.trials.count }, heldOut: plan.heldOut.task.readableName,
                    heldOutTrials: plan.heldOut.trials.count, isPart: plan.isPart, before: before, after: after))
        }
    }
}
