/// A configuration that is, was or will be evaluated, and all that is known about it.
public struct Trial: Sendable, Hashable, Codable {
    /// Counted from 0 within the study, in the order of suggestion.
    public var number: Int
    /// Where it stands.
    public var state: TrialState
    /// One value for every active parameter.
    public var configuration: Configuration
    /// Where the configuration came from and what was predicted for it.
    public var suggestion: SuggestionRecord?
    /// The version of the study's description under which it was suggested.
    public var descriptionVersion: Int
    /// The objectives' values, in the description's order; empty until the trial is complete (a pruned trial keeps its last).
    public var values: [Double]
    /// Everything else that was reported, by name.
    public var metrics: [String: Double]
    /// Intermediate values, in the order of reporting.
    public var reports: [StepReport]
    /// Why it failed, if it did.
    public var failure: TrialFailure?
    /// Its starts, the first one first.
    public var attempts: [Attempt]
    /// Where the objective's value was read: `results file, line 3`, `stdout, line 12: loss: 0.31`.
    public var valueSource: String?

    /// A trial; only its number and its configuration have no default.
    public init(
        number: Int, state: TrialState = .waiting, configuration: Configuration, suggestion: SuggestionRecord? = nil,
        descriptionVersion: Int = 1, values: [Double] = [], metrics: [String: Double] = [:], reports: [StepReport] = [],
        failure: TrialFailure? = nil, attempts: [Attempt] = [], valueSource: String? = nil
    ) {
        self.number = number
        self.state = state
        self.configuration = configuration
        self.suggestion = suggestion
        self.descriptionVersion = descriptionVersion
        self.values = values
        self.metrics = metrics
        self.reports = reports
        self.failure = failure
        self.attempts = attempts
        self.valueSource = valueSource
    }

    /// The first objective's value, if the trial has one.
    public var value: Double? { values.first }

    /// Seconds that its starts took together, if the last one ended.
    public var seconds: Double? {
        guard attempts.last?.endedAt != nil else { return nil }
        return attempts.reduce(0) { sum, attempt in sum + (attempt.endedAt.map { $0 - attempt.startedAt } ?? 0) }
    }
}

/// An intermediate report of the objectives.
public struct StepReport: Sendable, Hashable {
    /// An epoch, say.
    public var step: Int
    /// The first objective's value at that step.
    public var value: Double
    /// The further objectives' values in the description's order; empty where only the first one was reported.
    public var further: [Double]

    /// A value at a step, and the values of further objectives.
    public init(step: Int, value: Double, further: [Double] = []) {
        self.step = step
        self.value = value
        self.further = further
    }

    /// The values in the order of the objectives.
    public var values: [Double] { [value] + further }
}

extension StepReport: Codable {
    enum CodingKeys: String, CodingKey { case step, value, further }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        step = try container.decode(Int.self, forKey: .step)
        value = try container.decode(Double.self, forKey: .value)
        further = try container.decodeIfPresent([Double].self, forKey: .further) ?? []
    }

    /// Reports of one objective are written as they were before there could be several.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(step, forKey: .step)
        try container.encode(value, forKey: .value)
        if !further.isEmpty { try container.encode(further, forKey: .further) }
    }
}
