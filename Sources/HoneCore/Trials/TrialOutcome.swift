/// How a trial ended: what is stored of it in one transaction.
package struct TrialOutcome: Sendable, Hashable {
    /// What the trial became.
    package var state: TrialState
    /// The objectives' values; empty unless it is complete.
    package var values: [Double]
    /// What else was reported, by name.
    package var metrics: [String: Double]
    /// Intermediate values of the first objective.
    package var reports: [StepReport]
    /// Where the objective's value was read.
    package var valueSource: String?
    /// Why it failed, if it did.
    package var failure: TrialFailure?

    /// A state, and what was reported.
    package init(
        state: TrialState, values: [Double] = [], metrics: [String: Double] = [:], reports: [StepReport] = [],
        valueSource: String? = nil, failure: TrialFailure? = nil
    ) {
        self.state = state
        self.values = values
        self.metrics = metrics
        self.reports = reports
        self.valueSource = valueSource
        self.failure = failure
    }

    /// A trial that ended without a value.
    package static func failed(_ reason: TrialFailure.Reason, _ message: String) -> TrialOutcome {
        TrialOutcome(state: .failed, failure: TrialFailure(reason, message))
    }
}
