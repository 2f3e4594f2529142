import Foundation

/// What a fine-tuning run tells whoever watches it.
public enum FineTuningEvent: Sendable {
    case started(FineTuningPlan)
    case resumed(step: Int)
    case step(FineTuningProgress)
    /// The held-out tasks were scored.
    case evaluated(FineTuningEvaluation)
    case checkpoint(step: Int, file: URL)
}

/// What will happen, known before the first step.
public struct FineTuningPlan: Sendable, Hashable {
    public var snapshotHash: String
    public var leftOut: [String]
    public var trials: Int
    public var tasks: Int
    public var datasets: Int
    public var families: Int
    public var heldOutTasks: Int
    public var steps: Int
    /// Numbers that are trained: low-rank updates, value rows, scoring head.
    public var trainableParameters: Int
    /// Linear layers with a low-rank update.
    public var adaptedLayers: Int
}

/// Where a run stands after a step.
public struct FineTuningProgress: Sendable, Hashable {
    /// Steps done.
    public var step: Int
    public var steps: Int
    /// Mean cross-entropy at the score positions over this step's sequences, in nats.
    public var loss: Double
    public var heldOut: FineTuningEvaluation?
    public var tokensPerSecond: Double
    public var secondsLeft: Double
    public var lastCheckpoint: Int?
}

/// How well the model ranks tasks that it is not trained on.
public struct FineTuningEvaluation: Sendable, Hashable, Codable {
    public var step: Int
    /// Mean cross-entropy over the tasks, in nats.
    public var loss: Double
    /// Mean over the tasks of Spearman's rank correlation between predicted mean quantile and value.
    public var spearman: Double
    public var byTask: [String: Double]

    public init(step: Int, loss: Double, spearman: Double, byTask: [String: Double]) {
        self.step = step
        self.loss = loss
        self.spearman = spearman
        self.byTask = byTask
    }
}
