import HoneCore

/// A study as the store holds it: its current description and where its trials' files lie.
public struct StoredStudy: Sendable, Hashable {
    /// The row's id within the store.
    public let id: Int64
    /// Names the study anywhere and for ever (a random UUID); a study that is deleted and begun again is another one.
    public let identifier: String
    /// The description that new trials follow, with the settings of the last run.
    public var description: StudyDescription
    /// The description's version, counted from 1; each trial knows the one it was suggested under.
    public var version: Int
    /// Seconds since 1970.
    public var createdAt: Double
    /// Absolute path of the folder that holds one folder per trial.
    public var directory: String
    /// Where the program runs (absolute); nil where nobody said so yet.
    public var workingDirectory: String?
    /// Grows with every change to the study's trials.
    public var revision: Int

    /// The study's name within the store.
    public var name: String { description.name }

    package init(
        id: Int64, identifier: String, description: StudyDescription, version: Int, createdAt: Double,
        directory: String, workingDirectory: String?, revision: Int
    ) {
        self.id = id
        self.identifier = identifier
        self.description = description
        self.version = version
        self.createdAt = createdAt
        self.directory = directory
        self.workingDirectory = workingDirectory
        self.revision = revision
    }
}

extension StoredStudy {
    /// The version that a trial belongs to once its result is read by the present description: this one, unless its
    /// configuration does not fit.
    package func version(ofResultOf trial: Trial) -> Int {
        description.space.contains(trial.configuration) ? version : trial.descriptionVersion
    }
}

/// One version of a study's description.
public struct DescriptionVersion: Sendable, Hashable {
    /// Counted from 1.
    public let version: Int
    /// The description as it was then.
    public let description: StudyDescription
    /// Seconds since 1970.
    public let createdAt: Double
}

/// What a list of studies shows of each.
public struct StudyOverview: Sendable, Hashable {
    /// The study.
    public let study: StoredStudy
    /// Trials by state; states without trials are absent.
    public let counts: [TrialState: Int]
    /// The best complete trial.
    public let best: Trial?
    /// When the last trial was suggested or finished; seconds since 1970.
    public let changedAt: Double
    /// The process that runs the study now, if any.
    public let owner: LeaseOwner?

    /// Trials that will not change any more.
    public var finished: Int { counts.filter { $0.key.isFinished }.values.reduce(0, +) }
}
