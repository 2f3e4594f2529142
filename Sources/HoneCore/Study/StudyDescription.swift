/// Everything that decides what a study does: written once, versioned on change, stored with the study.
///
/// It is decoded in one place (`study.yaml` or the command line's flags, in target Hone) and validated there.
public struct StudyDescription: Sendable, Hashable, Codable {
    /// The study's name within its store.
    public var name: String
    /// The program and its arguments, with `{parameter}` where a value goes; empty for studies that are asked and told.
    public var command: [String]
    /// At least one.
    public var objectives: [Objective] {
        didSet { precondition(!objectives.isEmpty, "a study has an objective") }
    }
    /// Bounds on reported metrics that a trial must keep to count as good.
    public var metricConstraints: [MetricConstraint]
    /// What gives up trials that report worse steps than others; nil for none.
    public var pruner: PrunerChoice?
    /// Whether promising configurations run several times; nil for one run of each.
    public var repeats: RepeatRule?
    /// What the study tunes, for optimisers that know past trials.
    public var task: TaskDescription
    /// Free text for the language model.
    public var context: String?
    /// The parameters and the constraints between them.
    public var space: SearchSpace
    /// Which optimiser makes the suggestions.
    public var optimizer: OptimizerChoice
    /// The seed of everything random in the study.
    public var seed: UInt64
    /// Whether the parameters' defaults make the first trial.
    public var usesDefault: Bool
    /// How many trials, how many at a time, what ends them.
    public var running: RunSettings

    /// A description; only its name, its objectives and its space have no default.
    public init(
        name: String, command: [String] = [], objectives: [Objective],
        metricConstraints: [MetricConstraint] = [], pruner: PrunerChoice? = nil, repeats: RepeatRule? = nil,
        task: TaskDescription = TaskDescription(), context: String? = nil, space: SearchSpace,
        optimizer: OptimizerChoice = OptimizerChoice(), seed: UInt64 = 0,
        usesDefault: Bool = true, running: RunSettings = RunSettings()
    ) {
        precondition(!objectives.isEmpty, "a study has an objective")
        self.name = name
        self.command = command
        self.objectives = objectives
        self.metricConstraints = metricConstraints
        self.pruner = pruner
        self.repeats = repeats
        self.task = task
        self.context = context
        self.space = space
        self.optimizer = optimizer
        self.seed = seed
        self.usesDefault = usesDefault
        self.running = running
    }

    /// The first objective.
    public var objective: Objective { objectives[0] }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        objectives = try container.decode([Objective].self, forKey: .objectives)
        guard !objectives.isEmpty else {
            throw DecodingError.dataCorruptedError(
                forKey: .objectives, in: container, debugDescription: "a study without an objective")
        }
        metricConstraints = try container.decodeIfPresent([MetricConstraint].self, forKey: .metricConstraints) ?? []
        pruner = try container.decodeIfPresent(PrunerChoice.self, forKey: .pruner)
        repeats = try container.decodeIfPresent(RepeatRule.self, forKey: .repeats)
        name = try container.decode(String.self, forKey: .name)
        command = try container.decode([String].self, forKey: .command)
        task = try container.decode(TaskDescription.self, forKey: .task)
        context = try container.decodeIfPresent(String.self, forKey: .context)
        space = try container.decode(SearchSpace.self, forKey: .space)
        optimizer = try container.decode(OptimizerChoice.self, forKey: .optimizer)
        seed = try container.decode(UInt64.self, forKey: .seed)
        usesDefault = try container.decode(Bool.self, forKey: .usesDefault)
        running = try container.decode(RunSettings.self, forKey: .running)
    }
}

/// Which optimiser a study uses, and the artefacts that its suggestions depend on.
public struct OptimizerChoice: Sendable, Hashable, Codable {
    /// A name from the list of optimisers: `auto`, `lm`, `gp`, `tpe`, `random`, ...
    public var name: String
    /// For `auto`: what was chosen when the study was created, and why.
    public var resolved: Resolution?
    /// SHA-256 of the adapter's weights, for optimisers that read one.
    public var adapterHash: String?
    /// Content hash of the database snapshot, for optimisers that read one.
    public var databaseHash: String?
    /// Content hash of the past tasks that the study was begun with, kept in `HONE_HOME/past`; nil for none.
    public var pastHash: String?

    /// What `auto` stands for in a study.
    public struct Resolution: Sendable, Hashable, Codable {
        /// The optimiser that runs.
        public var name: String
        /// Why, in words.
        public var reason: String

        /// A name from the list of optimisers, and why.
        public init(name: String, reason: String) {
            self.name = name
            self.reason = reason
        }
    }

    /// An optimiser by name.
    public init(
        name: String = "auto", resolved: Resolution? = nil, adapterHash: String? = nil, databaseHash: String? = nil,
        pastHash: String? = nil
    ) {
        self.name = name
        self.resolved = resolved
        self.adapterHash = adapterHash
        self.databaseHash = databaseHash
        self.pastHash = pastHash
    }

    /// The optimiser that really runs.
    public var effectiveName: String { resolved?.name ?? name }
}

/// How many trials run, how many at a time, and what ends them. Nothing here changes what is suggested next to what
/// history; only `auto` looks at the number of trials, once, when a study is created.
public struct RunSettings: Sendable, Hashable, Codable {
    /// The total of finished trials at which the study ends; nil for no limit.
    public var trials: Int?
    /// Trials at a time.
    public var parallel: Int
    /// Rules that end the study for what came out so far.
    public var until: [StoppingRule]
    /// Seconds after which the study ends.
    public var timeout: Double?
    /// Seconds after which a trial is stopped.
    public var trialTimeout: Double?
    /// Seconds between SIGTERM and SIGKILL when a trial is stopped.
    public var grace: Double
    /// The study ends after this many failed trials; nil for no limit.
    public var maxFailures: Int?
    /// A regular expression whose first group is the objective's value on stdout.
    public var metricRegex: String?
    /// Whether `--name=value` is appended per parameter when the command has no placeholder.
    public var appendsParameters: Bool

    /// Settings; by default one trial at a time, without any limit.
    public init(
        trials: Int? = nil, parallel: Int = 1, until: [StoppingRule] = [], timeout: Double? = nil,
        trialTimeout: Double? = nil, grace: Double = 10,
        maxFailures: Int? = nil, metricRegex: String? = nil, appendsParameters: Bool = true
    ) {
        self.trials = trials
        self.parallel = parallel
        self.until = until
        self.timeout = timeout
        self.trialTimeout = trialTimeout
        self.grace = grace
        self.maxFailures = maxFailures
        self.metricRegex = metricRegex
        self.appendsParameters = appendsParameters
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        trials = try container.decodeIfPresent(Int.self, forKey: .trials)
        parallel = try container.decode(Int.self, forKey: .parallel)
        until = try container.decodeIfPresent([StoppingRule].self, forKey: .until) ?? []
        timeout = try container.decodeIfPresent(Double.self, forKey: .timeout)
        trialTimeout = try container.decodeIfPresent(Double.self, forKey: .trialTimeout)
        grace = try container.decode(Double.self, forKey: .grace)
        maxFailures = try container.decodeIfPresent(Int.self, forKey: .maxFailures)
        metricRegex = try container.decodeIfPresent(String.self, forKey: .metricRegex)
        appendsParameters = try container.decode(Bool.self, forKey: .appendsParameters)
    }
}
