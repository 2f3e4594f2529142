import HoneCore

/// What is to be done with a running trial.
package enum PruningDecision: Sendable, Hashable {
    /// It goes on.
    case keep
    /// It is given up; the reason in words: `0.42 at step 5 is worse than the median of 12 trials, 0.37`.
    case stop(String)

    /// Whether the trial is given up.
    package var isStop: Bool { self != .keep }
}

/// Decides whether a running trial is given up because of what it and others reported so far.
///
/// A pure function: the same reports give the same decision. It is asked after each report.
package protocol Pruner: Sendable {
    /// - Parameters:
    ///   - trial: the running trial with its reports, the latest one included.
    ///   - trials: the study's trials in every state; the trial itself may be among them.
    ///   - objectives: the study's. With several, a trial's vector of values at a step counts by its place among the others'
    ///     vectors at that step.
    func decision(for trial: Trial, among trials: TrialList, objectives: [Objective]) -> PruningDecision
}
