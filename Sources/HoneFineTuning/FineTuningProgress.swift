import Foundation

/// What a fine-tuning run tells whoever watches it.
public enum FineTuningEvent: Sendable {
    /// The first event of a run that begins anew.
    case started(FineTuningPlan)
    /// The run goes on behind this step.
    case resumed(step: Int)
    /// The training began in a Python environment.
    case remote(PEFTEnvironment)
    /// A step is done.
    case step(FineTuningProgress)
    /// The held-out tasks were scored.
    case evaluated(FineTuningEvaluation)
    /// All that is needed to go on from this step lies in the file.
    case checkpoint(step: Int, file: URL)
}

/// What will happen, known before the first step.
public struct FineTuningPlan: Sendable, Hashable {
    /// The hash of the past trials that it learns from.
    public var snapshotHash: String
    /// What was left out on request.
    public var leftOut: [String]
    /// How many trials it learns from.
    public var trials: Int
    /// Of how many tasks.
    public var tasks: Int
    /// On how many datasets.
    public var datasets: Int
    /// Of how many families of programs.
    public var families: Int
    /// Tasks that are held out to judge it by.
    public var heldOutTasks: Int
    /// Steps of optimisation.
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
        /// The bytes that it may take; nil for no limit.
        public var limit: Int?
        /// A checkpoint's way did not fit the limit, so that the last bits may differ from an uninterrupted run's.
        public var replacesCheckpoints: Bool
    }
}

/// Where a training in a Python environment runs.
public struct PEFTEnvironment: Sendable, Hashable, Codable {
    /// Where it computes: `cpu`, or a GPU's name.
    public var device: String
    /// Processes that share the work.
    public var processes: Int
    /// By package, and `python`.
    public var versions: [String: String]
}

/// Where a run stands after a step.
public struct FineTuningProgress: Sendable, Hashable {
    /// Steps done.
    public var step: Int
    /// Steps that there are in all.
    public var steps: Int
    /// Mean cross-entropy at the score positions over this step's sequences, in nats.
    public var loss: Double
    /// The last judgement on held-out tasks.
    public var heldOut: FineTuningEvaluation?
    /// The pace, in tokens a second.
    public var tokensPerSecond: Double
    /// Seconds to the end at this pace.
    public var secondsLeft: Double
    /// The step of the last checkpoint.
    public var lastCheckpoint: Int?
}

/// How well the model ranks tasks that it is not trained on.
public struct FineTuningEvaluation: Sendable, Hashable, Codable {
    /// The step behind which it was judged.
    public var step: Int
    /// Mean cross-entropy over the tasks, in nats.
    public var loss: Double
    /// Mean over the tasks of Spearman's rank correlation between predicted mean quantile and value.
    public var spearman: Double
    /// Rank correlation by task.
    public var byTask: [String: Double]

    /// A judgement on held-out tasks.
    public init(step: Int, loss: Double, spearman: Double, byTask: [String: Double]) {
        self.step = step
        self.loss = loss
        self.spearman = spearman
        self.byTask = byTask
    }
}
