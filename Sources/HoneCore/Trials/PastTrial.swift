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
    /// The space that the configurations are from.
    public var space: SearchSpace
    /// Whether the space was guessed from the trials' values, so that it grows with them; nil where it was stated.
    public var isSpaceInferred: Bool?
    /// What the values are of.
    public var objective: Objective
    /// What was done to the objective before it was stored, `log10` say; values are comparable only within one task anyway.
    public var transform: String?
    /// Where the trials come from, and under which licence.
    public var source: String
    /// The licence of the trials.
    public var licence: String?

    /// A task; what is not known may be left out.
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
    /// One value for every active parameter.
    public var configuration: Configuration
    /// The objective's value; nil where the trial has none.
    public var value: Double?
    /// How the trial ended.
    public var state: TrialState
    /// Why it failed, if it did.
    public var failure: TrialFailure?
    /// What else was reported, by name.
    public var metrics: [String: Double]
    /// The seed that the program was run with, where the source says so.
    public var seed: Int?
    /// How much of the full cost was spent (epochs, rows), where the source says so.
    public var fidelity: Double?
    /// How long it took, where the source says so.
    public var seconds: Double?
    /// The trial's place in its study, from 0; nil where the source has no order.
    public var position: Int?
    /// Who chose the configuration: `default`, `random`, `local_search`, an optimiser's name; nil where the source does not
    /// say. `OriginWeights` makes up for who chose well.
    public var origin: String?

    /// A trial; what is not known may be left out.
    public init(
        id: String, configuration: Configuration, value: Double?, state: TrialState = .complete,
        failure: TrialFailure? = nil,
        metrics: [String: Double] = [:], seed: Int? = nil, fidelity: Double? = nil, seconds: Double? = nil,
        position: Int? = nil, origin: String? = nil
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
        self.origin = origin
    }
}

/// What a run reads of the trial database: fixed, with leave-outs applied, named by the hash of its content.
public struct PastTrialsSnapshot: Sendable {
    /// A task with its trials.
    public struct Entry: Sendable {
        /// The task.
        public var task: PastTask
        /// Its trials, in the order of their ids.
        public var trials: [PastTrial]

        /// A task with its trials.
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

    /// Tasks with their trials, the hash of all of it, and what is not in it.
    public init(entries: [Entry], hash: String, leftOut: [String]) {
        self.entries = entries
        self.hash = hash
        self.leftOut = leftOut
    }
}
