import HoneBase

/// What ends a study before its trials are done: a rule about what came out so far.
///
///     let rule = try StoppingRule(parsing: "no improvement in 20")
///
/// It is written as people say it: `loss <= 0.02`, `no improvement in 20`, `expected gain < 0.001`.
public enum StoppingRule: Sendable, Hashable {
    /// A trial that keeps all bounds on metrics has reported this of the metric.
    case target(MetricConstraint)
    /// So many finished trials in a row have not been better than what was known.
    case noImprovement(trials: Int)
    /// The optimiser expects of its next suggestion, several times in a row, to improve the best value by less than this, in the
    /// objective's unit: the rule of Makarova et al., "Automatic termination for hyperparameter optimization" (2022), with
    /// the expected improvement in place of their bound on the regret.
    case expectedGain(below: Double)

    /// Suggestions in a row that must promise less: a single one may be the model's mistake.
    package static let patience = 3

    /// - Throws: `StoppingRuleError` for a text that is none of the three.
    public init(parsing text: String) throws(StoppingRuleError) {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        if words.count == 4, words.prefix(3) == ["no", "improvement", "in"] {
            guard let trials = Int(words[3]), trials >= 1 else {
                throw StoppingRuleError(text, "\(words[3]) is not a number of trials")
            }
            self = .noImprovement(trials: trials)
        } else if words.count == 4, words.prefix(3) == ["expected", "gain", "<"] {
            guard let gain = Double(words[3]), gain > 0, gain.isFinite else {
                throw StoppingRuleError(text, "\(words[3]) is not a gain, a number above 0")
            }
            self = .expectedGain(below: gain)
        } else {
            do { self = .target(try MetricConstraint(parsing: text)) } catch {
                throw StoppingRuleError(text, error.problem)
            }
        }
    }
}

extension StoppingRule: CustomStringConvertible, Codable {
    public var description: String {
        switch self {
        case .target(let constraint): constraint.description
        case .noImprovement(let trials): "no improvement in \(trials)"
        case .expectedGain(let gain): "expected gain < \(gain.shortestRangeText)"
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            try self.init(parsing: try container.decode(String.self))
        } catch let error as StoppingRuleError {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .target(let constraint): try container.encode(constraint)
        case .noImprovement: try container.encode(description)
        case .expectedGain(let gain): try container.encode("expected gain < \(gain)")
        }
    }
}

/// A text that is no rule for the end of a study.
public struct StoppingRuleError: HoneError, Hashable {
    private let text: String
    /// What is wrong with it.
    public let problem: String

    init(_ text: String, _ problem: String) {
        self.text = text
        self.problem = problem
    }

    public var place: String? { "until \"\(PrintableText.line(String(text.prefix(100))))\"" }

    public var remedy: String? {
        "write \"loss <= 0.02\", \"no improvement in 20\" or \"expected gain < 0.001\""
    }

    public var fault: Fault { .input }
}
