import Foundation

/// What a user's own trials taught the reader.
public struct LearningResult: Sendable, Hashable {
    /// The new reader's folder.
    public var folder: URL
    /// How it was made.
    public var record: ReaderRecord
    /// The user's tasks that it learnt from, and their trials.
    public var tasks: Int
    /// Their trials.
    public var trials: Int
    /// The task that it was judged by, and how many trials of it.
    public var heldOut: String
    /// Its trials.
    public var heldOutTrials: Int
    /// Whether these are a part of a task that it learnt from.
    public var isPart: Bool
    /// Spearman's rank correlation on the held-out trials with the reader that it started from.
    public var before: Double
    /// And with the new one.
    public var after: Double

    /// Whether it ranks the held-out trials better than before.
    public var isBetter: Bool { after > before }
}
