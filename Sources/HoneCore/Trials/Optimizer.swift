/// Proposes configurations from what is known.
///
/// An optimizer keeps no state but caches keyed by what they depend on: the same study, history and seed give the same
/// suggestions, so a crashed or distributed study resumes by reading its history.
public protocol Optimizer: Sendable {
    /// - Parameters:
    ///   - count: how many suggestions are wanted; they differ from each other and from every pending trial.
    ///   - study: what is tuned; its space is valid.
    ///   - history: all trials, running ones included (no duplicate, no idle worker).
    ///   - seed: the study's seed; the optimizer derives its own from it and the history.
    /// - Returns: up to `count` suggestions; fewer only if the space has no more configurations.
    func suggest(_ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64) async throws
        -> [Suggestion]

    /// Whether a suggestion for the study takes so little (microseconds) that nothing is gained by computing it beside what
    /// else happens. False unless an optimizer says otherwise.
    func isPrompt(for study: StudyDescription) -> Bool
}

extension Optimizer {
    /// False.
    public func isPrompt(for study: StudyDescription) -> Bool { false }
}
