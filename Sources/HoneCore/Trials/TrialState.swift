/// Where a trial stands. A start of it is an `Attempt`.
public enum TrialState: String, Sendable, Hashable, Codable, CaseIterable {
    /// It was suggested and waits to be started.
    case waiting
    /// It runs, or was asked for and is not told yet.
    case running
    /// It was stopped because others did better at its step, and goes on from its checkpoint if they turn out not to.
    case paused
    /// Its objectives have values.
    case complete
    /// It ended without a value; its failure says why.
    case failed
    /// It was given up because others did better at its step.
    case pruned
    /// It was stopped on request, and does not count.
    case cancelled

    /// Whether the trial will not change any more.
    public var isFinished: Bool {
        switch self {
        case .waiting, .running, .paused: false
        case .complete, .failed, .pruned, .cancelled: true
        }
    }

    /// Whether the trial counts towards the number that was asked for (`-n`): finished, but not by being stopped, or paused.
    public var countsTowardsTotal: Bool { (isFinished && self != .cancelled) || self == .paused }
}

/// Why a trial failed, and what a person should know about it.
public struct TrialFailure: Sendable, Hashable, Codable {
    /// The kind of a failure.
    public enum Reason: String, Sendable, Hashable, Codable, CaseIterable {
        /// The program ended with an exit code that is not 0, or the function threw an error.
        case exit
        /// A signal that Hone did not send ended it.
        case signal
        /// Its time was up.
        case timeout
        /// The system ran out of memory.
        case outOfMemory
        /// It ended well and reported no value of the objective.
        case noMetric
        /// The objective's value is infinite or no number.
        case nonFinite
        /// It could not be started.
        case launch
        /// It was stopped on request.
        case cancelled
        /// Nobody knows how it ended.
        case lost

        /// Whether the failure says something bad about the configuration itself, so that optimisers learn from it.
        public var isEvidenceAgainstConfiguration: Bool {
            switch self {
            case .nonFinite, .outOfMemory, .timeout: true
            case .exit, .signal, .noMetric, .launch, .cancelled, .lost: false
            }
        }
    }

    /// What kind of failure it is.
    public var reason: Reason
    /// What a person should know about it.
    public var message: String

    /// A failure with its message.
    public init(_ reason: Reason, _ message: String) {
        self.reason = reason
        self.message = message
    }
}

/// One start of a trial.
public struct Attempt: Sendable, Hashable, Codable {
    /// How the attempts of asked trials are named: they belong to no executor.
    package static let askedPrefix = "asked/"

    /// Where an attempt stands.
    public enum State: String, Sendable, Hashable, Codable {
        /// Its id is stored; it is about to be started.
        case launched
        /// It runs.
        case running
        /// It is over.
        case ended
        /// It is gone without a result.
        case lost
    }

    /// Stored before the launch; names the job wherever it runs.
    public var id: String
    /// Where it stands.
    public var state: State
    /// Seconds since 1970.
    public var startedAt: Double
    /// When it ended, in seconds since 1970.
    public var endedAt: Double?
    /// Names this attempt and no other, in whatever store; empty for what belongs to no executor, or was started before
    /// there were tokens.
    public var token: String

    /// An attempt by its id.
    public init(id: String, state: State, startedAt: Double, endedAt: Double? = nil, token: String = "") {
        self.token = token
        self.id = id
        self.state = state
        self.startedAt = startedAt
        self.endedAt = endedAt
    }
}
