/// One task of the trial database: what was tuned on what data, in which space, for which objective.
public struct PastTask: Sendable, Hashable, Codable {
    /// Unique within the database: `SOURCE/FAMILY/DATASET`.
    public var id: String
    /// Which tasks share a program and a space: `mlp`, `hpobench`. "Leave one family out" goes by it.
    public var family: String
    /// Model, dataset and facts. The dataset's name never reaches the language model.
    public var task: TaskDescription
    /// Hash of the dataset's rows where they were at hand; equal ones are one dataset, whatever their names.
    public var fingerprint: String?
    /// What the program is, in words: `multilayer perceptron, 20 epochs of Adam (scikit-learn)`.
    public var summary: String?
    public var space: SearchSpace
    /// Whether the space was guessed from the trials' values, so that it grows with them; nil where it was stated.
    public var isSpaceInferred: Bool?
    public var objective: Objective
    /// What was done to the objective before it was stored, `log10` say; values are comparable only within one task anyway.
    public var transform: String?
    /// Where the trials come from, and under which licence.
    public var source: String
    public var licence: String?

    public init(
        id: String, family: String, task: TaskDescription, fingerprint: String? = nil, summary: String? = nil,
        space: SearchSpace, isSpaceInferred: Bool? = nil,
        objective: Objective, transform: String? = nil, source: String, licence: String? = nil
    ) {
        self.id = id
        self.family = family
        self.task = task
        self.fingerprint = fingerprint
        self.summary = summary
        self.space = space
        self.isSpaceInferred = isSpaceInferred
        self.objective = objective
        self.transform = transform
        self.source = source
        self.licence = licence
    }
}

/// One trial of a past task.
public struct PastTrial: Sendable, Hashable, Codable {
    /// Unique within the task's source; what makes a second import of the same trial a duplicate. Equal configurations are
    /// not duplicates: repeats tell the noise.
    public var id: String
    public var configuration: Configuration
    /// The objective's value; nil where the trial has none.
    public var value: Double?
    public var state: TrialState
    public var failure: TrialFailure?
    public var metrics: [String: Double]
    public var seed: Int?
    /// How much of the full cost was spent (epochs, rows), where the source says so.
    public var fidelity: Double?
    public var seconds: Double?
    /// The trial's place in its study, from 0; nil where the source has no order.
    public var position: Int?

    public init(
        id: String, configuration: Configuration, value: Double?, state: TrialState = .complete,
        failure: TrialFailure? = nil,
        metrics: [String: Double] = [:], seed: Int? = nil, fidelity: Double? = nil, seconds: Double? = nil,
        position: Int? = nil
    ) {
        self.id = id
        self.configuration = configuration
        self.value = value
        self.state = state
        self.failure = failure
        self.metrics = metrics
        self.seed = seed
        self.fidelity = fidelity
        self.seconds = seconds
        self.position = position
    }
}

/// What a run reads of the trial database: fixed, with leave-outs applied, named by the hash of its content.
public struct PastTrialsSnapshot: Sendable {
    /// A task with its trials.
    public struct Entry: Sendable {
        public var task: PastTask
        public var trials: [PastTrial]

        public init(task: PastTask, trials: [PastTrial]) {
            self.task = task
            self.trials = trials
        }
    }

    /// In the order of the tasks' ids, trials in the order of theirs.
    public let entries: [Entry]
    /// SHA-256 over the canonical form of every record, in hexadecimal.
    public let hash: String
    /// What was left out on request: `dataset:vehicle`, `family:mlp`.
    public let leftOut: [String]

    public init(entries: [Entry], hash: String, leftOut: [String]) {
        self.entries = entries
        self.hash = hash
        self.leftOut = leftOut
    }
}
