import HoneCore

/// All that an executor needs to start an attempt.
public struct AttemptRequest: Sendable, Hashable {
    /// `STUDY/TRIAL/ATTEMPT`: unique within the store.
    public var id: String
    /// The study's name.
    public var study: String
    /// The trial's number.
    public var trial: Int
    /// Counted from 1.
    public var ordinal: Int
    /// Which run of its configuration the trial is, counted from 0.
    public var repetition: Int
    /// One value for every active parameter.
    public var configuration: Configuration
    /// The program and its arguments with the configuration filled in.
    public var arguments: [String]
    /// What is added to the environment of the program besides the `HONE_...` variables that the executor sets.
    public var environment: [String: String]
    /// Where the program runs; absolute.
    public var workingDirectory: String
    /// Where the attempt's files lie.
    public var files: AttemptFiles
    /// Names this attempt and no other, in whatever store: a copied or restored store counts on where another one has been,
    /// and must not take that life's results for its own.
    public var token: String
    /// The tokens of the trial's earlier attempts, whose folder this one shares.
    public var earlierTokens: [String]

    /// A request; its id and its files follow from study, trial and ordinal.
    public init(
        study: String, trial: Int, ordinal: Int, repetition: Int = 0, configuration: Configuration, arguments: [String],
        environment: [String: String] = [:], workingDirectory: String, studyDirectory: String,
        token: String = AttemptToken.random(), earlierTokens: [String] = []
    ) {
        self.id = Self.id(study: study, trial: trial, ordinal: ordinal)
        self.study = study
        self.trial = trial
        self.ordinal = ordinal
        self.repetition = repetition
        self.configuration = configuration
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.files = AttemptFiles(trialDirectory: "\(studyDirectory)/\(trial)", ordinal: ordinal)
        self.token = token
        self.earlierTokens = earlierTokens
    }

    /// `STUDY/TRIAL/ATTEMPT`.
    package static func id(study: String, trial: Int, ordinal: Int) -> String { "\(study)/\(trial)/\(ordinal)" }
}
