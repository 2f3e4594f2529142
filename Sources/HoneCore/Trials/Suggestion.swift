/// A configuration to try, with where it came from.
public struct Suggestion: Sendable, Hashable, Codable {
    public var configuration: Configuration
    public var record: SuggestionRecord

    public init(_ configuration: Configuration, _ record: SuggestionRecord) {
        self.configuration = configuration
        self.record = record
    }
}

/// Why a configuration was suggested and what was expected of it.
public struct SuggestionRecord: Sendable, Hashable, Codable {
    /// `default`, `start` (some defaults, middles for the rest), `random`, `gp`, `lm`, `user`.
    public var origin: String
    /// What the surrogate predicted for it, in the objective's own units.
    public var prediction: Prediction?
    /// The acquisition function's value, in the objective's own units.
    public var acquisition: Double?
    /// One line for people.
    public var rationale: String?
    /// What the optimiser spent on this suggestion.
    public var cost: SuggestionCost?

    public init(
        origin: String, prediction: Prediction? = nil, acquisition: Double? = nil, rationale: String? = nil,
        cost: SuggestionCost? = nil
    ) {
        self.origin = origin
        self.prediction = prediction
        self.acquisition = acquisition
        self.rationale = rationale
        self.cost = cost
    }
}

extension SuggestionRecord {
    /// The record without a prediction or acquisition that is not finite: values near the largest number overflow in what
    /// is computed from them, and JSON has no infinity.
    package var finite: SuggestionRecord {
        var record = self
        let numbers = prediction.map { [$0.mean, $0.standardDeviation, $0.low, $0.high] } ?? []
        if !numbers.allSatisfy(\.isFinite) { record.prediction = nil }
        if acquisition?.isFinite == false { record.acquisition = nil }
        return record
    }
}

/// Work done for a suggestion.
public struct SuggestionCost: Sendable, Hashable, Codable {
    public var seconds: Double
    /// Candidates that were scored.
    public var candidates: Int
    /// Tokens that went through the language model (0 where its scores were in the cache).
    public var tokens: Int
    /// Floating-point operations of the language model, in 10^9.
    public var gigaflops: Double

    public init(seconds: Double = 0, candidates: Int = 0, tokens: Int = 0, gigaflops: Double = 0) {
        self.seconds = seconds
        self.candidates = candidates
        self.tokens = tokens
        self.gigaflops = gigaflops
    }
}

/// A summary of a predictive distribution of the objective, in its own units.
public struct Prediction: Sendable, Hashable, Codable {
    public var mean: Double
    public var standardDeviation: Double
    /// The central interval that holds `Prediction.coverage` of the probability.
    public var low: Double
    public var high: Double

    /// The probability inside `low...high`.
    public static let coverage = 0.8

    public init(mean: Double, standardDeviation: Double, low: Double, high: Double) {
        self.mean = mean
        self.standardDeviation = standardDeviation
        self.low = low
        self.high = high
    }
}
