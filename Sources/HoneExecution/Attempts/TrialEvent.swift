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
    /// What a function of this process reported, in order, as the lines of a results file would say it; a program's results
    /// are read from its files.
    public var results: [[String: Double]]?

    public init(_ cause: Cause, at: Double, peakMemory: Int? = nil, results: [[String: Double]]? = nil) {
        self.cause = cause
        self.at = at
        self.peakMemory = peakMemory
        self.results = results
    }
}
