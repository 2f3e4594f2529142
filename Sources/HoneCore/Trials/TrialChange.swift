/// What one event did to one trial: what a store has to write.
package struct TrialChange: Sendable, Hashable {
    /// The trial as it was; nil for a new one.
    package var before: Trial?
    package var after: Trial
    /// When a trial that was asked for is given up (seconds since 1970); nil for all others.
    package var expiresAt: Double?

    package init(before: Trial? = nil, after: Trial, expiresAt: Double? = nil) {
        self.before = before
        self.after = after
        self.expiresAt = expiresAt
    }

    /// Both changes as one, if this one's trial is the other's.
    ///
    /// - Parameter next: a later change of the same trial.
    package func followed(by next: TrialChange) -> TrialChange {
        TrialChange(before: before, after: next.after, expiresAt: next.expiresAt)
    }
}
