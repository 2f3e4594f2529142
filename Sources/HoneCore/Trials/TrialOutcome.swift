/// How a trial ended: what is stored of it in one transaction.
public struct TrialOutcome: Sendable, Hashable {
    public var state: TrialState
    public var values: [Double]
    public var metrics: [String: Double]
    public var reports: [StepReport]
    public var valueSource: String?
    public var failure: TrialFailure?

    public init(
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
    public static func failed(_ reason: TrialFailure.Reason, _ message: String) -> TrialOutcome {
        TrialOutcome(state: .failed, failure: TrialFailure(reason, message))
    }
}
