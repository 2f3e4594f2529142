/// A configuration to try, with where it came from.
public struct Suggestion: Sendable, Hashable, Codable {
    /// One value for every active parameter of the study.
    public var configuration: Configuration
    /// Where it came from and what was expected of it.
    public var record: SuggestionRecord

    /// A configuration, and where it came from.
    public init(_ configuration: Configuration, _ record: SuggestionRecord = SuggestionRecord(origin: "user")) {
        self.configuration = configuration
        self.record = record
    }
}

/// Why a configuration was suggested and what was expected of it.
public struct SuggestionRecord: Sendable, Hashable, Codable {
    /// `default`, `start` (some defaults, middles for the rest), `random`, `gp`, `transfer`, `lm`, `repeat`, `user`.
    public var origin: String
    /// What the surrogate predicted for it, in the objective's own units.
    public var prediction: Prediction?
    /// The acquisition function's value, in the objective's own units.
    public var acquisition: Double?
    /// One line for people.
    public var rationale: String?
    /// How much whose word weighed in it, by name (`past tasks`, `language model`, `own trials`); they add up to 1. Nil where
    /// nothing is weighed.
    public var weights: [String: Double]?
    /// What the optimiser spent on this suggestion.
    public var cost: SuggestionCost?
    /// Which run of its configuration it is, counted from 0; nil for the first (`RepeatRule`).
    public var repetition: Int?

    /// An origin, and what is known besides.
    public init(
        origin: String, prediction: Prediction? = nil, acquisition: Double? = nil, rationale: String? = nil,
        weights: [String: Double]? = nil, cost: SuggestionCost? = nil, repetition: Int? = nil
    ) {
        self.origin = origin
        self.prediction = prediction
        self.acquisition = acquisition
        self.rationale = rationale
        self.weights = weights
        self.cost = cost
        self.repetition = repetition
    }
}

extension SuggestionRecord {
    /// The record without a prediction or acquisition that is not finite: values near the largest number overflow in what
    /// is computed from them, and JSON has no infinity.
    package var finite: SuggestionRecord {
        var record = self
        let numbers = prediction.map { [$0.mean, $0.standardDeviation, $0.low, $0.high] + ($0.quantiles ?? []) } ?? []
        if !numbers.allSatisfy(\.isFinite) { record.prediction = nil }
        if acquisition?.isFinite == false { record.acquisition = nil }
        return record
    }
}

/// Work done for a suggestion.
public struct SuggestionCost: Sendable, Hashable, Codable {
    /// How long it took.
    public var seconds: Double
    /// Candidates that were scored.
    public var candidates: Int
    /// Tokens that went through the language model (0 where its scores were in the cache).
    public var tokens: Int
    /// Floating-point operations of the language model, in 10^9.
    public var gigaflops: Double

    /// What was spent; nothing by default.
    public init(seconds: Double = 0, candidates: Int = 0, tokens: Int = 0, gigaflops: Double = 0) {
        self.seconds = seconds
        self.candidates = candidates
        self.tokens = tokens
        self.gigaflops = gigaflops
    }
}

/// A summary of a predictive distribution of the objective, in its own units.
public struct Prediction: Sendable, Hashable, Codable {
    /// The expected value.
    public var mean: Double
    /// The spread of what may come.
    public var standardDeviation: Double
    /// The central interval that holds `Prediction.coverage` of the probability.
    public var low: Double
    /// The interval's upper end.
    public var high: Double
    /// The ends of the central intervals of 50 % and of 95 %: the quantiles of `Prediction.quantilePlaces`; nil where only the
    /// first four figures are known.
    public var quantiles: [Double]?

    /// The probability inside `low...high`.
    public static let coverage = 0.8
    /// The probabilities of `quantiles`.
    public static let quantilePlaces = [0.025, 0.25, 0.75, 0.975]

    /// A mean, a spread and the ends of the interval.
    public init(
        mean: Double, standardDeviation: Double, low: Double, high: Double, quantiles: [Double]? = nil
    ) {
        self.mean = mean
        self.standardDeviation = standardDeviation
        self.low = low
        self.high = high
        self.quantiles = quantiles
    }
}
