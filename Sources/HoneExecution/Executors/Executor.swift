import HoneCore

/// Runs attempts of trials somewhere: on this machine (`LocalExecutor`) or inside this process (`FunctionExecutor`).
///
/// The attempt's id is stored before launch and names the job there, so that after a crash the job is found again and
/// never started twice. An executor knows no search space beyond the configuration it is handed.
public protocol Executor: Sendable {
    /// Whether it runs a command; an executor that runs a function needs none.
    var needsCommand: Bool { get }
    /// Checks what can be checked before the first trial: that the program exists, say.
    func check(_ command: [String], workingDirectory: String) async throws
    /// Starts the attempt. A failure of the program to start is no error here but the attempt's end.
    func launch(_ attempt: AttemptRequest) async throws -> JobHandle
    /// The job of an attempt that an earlier process stored and perhaps launched.
    ///
    /// - Returns: nil if it was never started, and now never will be.
    func recover(_ attempt: AttemptRequest) async throws -> JobHandle?
    /// Whether the job is over already, so that `attach` will only tell the past.
    func hasEnded(_ handle: JobHandle) -> Bool
    /// What happens to the job, from the beginning and in order; the last event is `ended`.
    func attach(_ handle: JobHandle) -> AsyncThrowingStream<TrialEvent, any Error>
    /// Asks the job to stop, and makes it stop after the grace period. Returns at once; `attach` tells the end.
    func stop(_ handle: JobHandle, grace: Duration) async throws
}

/// All that an executor needs to start an attempt.
public struct AttemptRequest: Sendable, Hashable, Codable {
    /// `STUDY/TRIAL/ATTEMPT`: unique within the store.
    public var id: String
    public var study: String
    public var trial: Int
    /// Counted from 1.
    public var ordinal: Int
    public var configuration: Configuration
    /// The program and its arguments with the configuration filled in.
    public var arguments: [String]
    /// What is added to the environment of the program besides the `HONE_...` variables that the executor sets.
    public var environment: [String: String]
    /// Where the program runs; absolute.
    public var workingDirectory: String
    public var files: AttemptFiles

    public init(
        study: String, trial: Int, ordinal: Int, configuration: Configuration, arguments: [String],
        environment: [String: String] = [:], workingDirectory: String, studyDirectory: String
    ) {
        self.id = "\(study)/\(trial)/\(ordinal)"
        self.study = study
        self.trial = trial
        self.ordinal = ordinal
        self.configuration = configuration
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.files = AttemptFiles(trialDirectory: "\(studyDirectory)/\(trial)", ordinal: ordinal)
    }
}

/// A launched attempt, in words that a later process understands.
public struct JobHandle: Sendable, Hashable, Codable {
    public var attempt: String
    public var files: AttemptFiles

    public init(attempt: String, files: AttemptFiles) {
        self.attempt = attempt
        self.files = files
    }
}

/// What happens to a job.
public enum TrialEvent: Sendable, Hashable {
    /// The program runs since then (seconds since 1970).
    case started(at: Double)
    /// The program reported a value of a step.
    case reported(metrics: [String: Double], step: Int)
    /// The attempt is over; nothing follows.
    case ended(AttemptEnd)
}

/// How an attempt ended.
public struct AttemptEnd: Sendable, Hashable, Codable {
    public enum Cause: Sendable, Hashable, Codable {
        /// The program ended by itself with this exit code.
        case exited(code: Int32)
        /// A signal that Hone did not send ended the program.
        case signalled(number: Int32, outOfMemory: Bool)
        /// Hone stopped it.
        case stopped
        /// The program could not be started; the message names the remedy.
        case notLaunched(message: String)
        /// It is gone and nobody knows how it ended: the machine went down, or the supervisor was killed.
        case lost(message: String)
    }

    public var cause: Cause
    /// Seconds since 1970.
    public var at: Double
    /// The most memory that the program held, in bytes, where known.
    public var peakMemory: Int?

    public init(_ cause: Cause, at: Double, peakMemory: Int? = nil) {
        self.cause = cause
        self.at = at
        self.peakMemory = peakMemory
    }
}
