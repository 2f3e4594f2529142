/// Where a trial stands. A start of it is an `Attempt`.
public enum TrialState: String, Sendable, Hashable, Codable, CaseIterable {
    case waiting
    case running
    case complete
    case failed
    case pruned
    case cancelled

    /// Whether the trial will not change any more.
    public var isFinished: Bool {
        switch self {
        case .waiting, .running: false
        case .complete, .failed, .pruned, .cancelled: true
        }
    }

    /// Whether the trial counts towards the number that was asked for (`-n`): finished, but not by being stopped.
    public var countsTowardsTotal: Bool { isFinished && self != .cancelled }
}

/// Why a trial failed, and what a person should know about it.
public struct TrialFailure: Sendable, Hashable, Codable {
    public enum Reason: String, Sendable, Hashable, Codable, CaseIterable {
        case exit
        case signal
        case timeout
        case outOfMemory
        case noMetric
        case nonFinite
        case launch
        case cancelled
        case lost

        /// Whether the failure says something bad about the configuration itself, so that optimisers learn from it.
        public var isEvidenceAgainstConfiguration: Bool {
            switch self {
            case .nonFinite, .outOfMemory, .timeout: true
            case .exit, .signal, .noMetric, .launch, .cancelled, .lost: false
            }
        }
    }

    public var reason: Reason
    public var message: String

    public init(_ reason: Reason, _ message: String) {
        self.reason = reason
        self.message = message
    }
}

/// One start of a trial.
public struct Attempt: Sendable, Hashable, Codable {
    /// How the attempts of asked trials are named: they belong to no executor.
    package static let askedPrefix = "asked/"

    public enum State: String, Sendable, Hashable, Codable {
        case launched
        case running
        case ended
        case lost
    }

    /// Stored before the launch; names the job wherever it runs.
    public var id: String
    public var state: State
    /// Seconds since 1970.
    public var startedAt: Double
    public var endedAt: Double?
    /// Names this attempt and no other, in whatever store; empty for what belongs to no executor, or was started before
    /// there were tokens.
    public var token: String

    public init(id: String, state: State, startedAt: Double, endedAt: Double? = nil, token: String = "") {
        self.token = token
        self.id = id
        self.state = state
        self.startedAt = startedAt
        self.endedAt = endedAt
    }
}
