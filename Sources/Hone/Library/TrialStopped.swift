import HoneCore

/// What a closure throws when it has seen that its trial should stop.
///
///     if trial.shouldStop { throw TrialStopped() }
///
/// Any other error does as well, and so does returning: a trial that was told to stop counts as stopped however it ends.
public struct TrialStopped: HoneError, Hashable {
    /// Nothing more than that it stopped.
    public init() {}

    public var place: String? { nil }
    public var problem: String { "the trial stopped, though nothing had asked it to" }
    public var remedy: String? { "throw TrialStopped only where trial.shouldStop is true" }
    public var fault: Fault { .program }
}
