import Foundation

/// What a fine-tuning run tells whoever watches it.
public enum FineTuningEvent: Sendable {
    case started(FineTuningPlan)
    case resumed(step: Int)
    /// The training began in a Python environment.
    case remote(PEFTEnvironment)
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
    /// How the steps are computed; nil where another program does it.
    public var computation: Computation?

    /// What was chosen to stay within a limit of memory, or without one to be quick.
    public struct Computation: Sendable, Hashable {
        /// Inputs that go through the model at once; nil: a sequence at a time.
        public var inputsAtOnce: Int?
        /// Whether the blocks are computed again on the way back.
        public var recomputes: Bool
        /// Peak bytes of the whole run, as far as can be told before it.
        public var expectedBytes: Int
        public var limit: Int?
        /// A checkpoint's way did not fit the limit, so that the last bits may differ from an uninterrupted run's.
        public var replacesCheckpoints: Bool
    }
}

/// Where a training in a Python environment runs.
public struct PEFTEnvironment: Sendable, Hashable, Codable {
    public var device: String
    public var processes: Int
    /// By package, and `python`.
    public var versions: [String: String]
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
