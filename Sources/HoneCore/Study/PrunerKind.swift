/// The kinds of pruners by the names that files and flags give them, with the settings of each: the only list of both.
public enum PrunerKind: String, Sendable, Hashable, CaseIterable {
    /// Worse than the median, or a percentile, of the complete trials at the same step.
    case median, percentile
    /// No better for some steps; may ask another pruner then.
    case patient
    /// Outside a known range.
    case threshold
    /// Worse than the best trial on the folds that both have seen.
    case wilcoxon
    /// Not among the best of its rung: successive halving as in Optuna, as in Ray Tune and Syne Tune, and in brackets.
    case halving, asha, hyperband
    /// Unlikely to become the best, by what its learning curve promises.
    case curve

    /// The keys of this kind in the order in which they are read and written.
    public var settings: [PrunerSetting] {
        switch self {
        case .median: PrunerSetting.comparison
        case .percentile: [PrunerSetting("percent", 0...100, .required)] + PrunerSetting.comparison
        case .patient:
            [.whole("patience", from: 0, .required), PrunerSetting("delta", 0...Double.infinity, .usually(0))]
        case .threshold:
            [PrunerSetting("lower", .anywhere, .optional), PrunerSetting("upper", .anywhere, .optional)]
                + PrunerSetting.schedule
        case .wilcoxon: [PrunerSetting("p", 0...1, .usually(0.1)), .whole("startup", from: 0, .usually(2))]
        case .halving:
            [
                .whole("min", from: 1, .optional), PrunerSetting("factor", .factors, .usually(4)),
                .whole("skip", from: 0, .usually(0)), .whole("bootstrap", from: 0, .usually(0)),
            ]
        case .asha:
            [
                .whole("min", from: 1, .usually(1)), .whole("max", from: 1, .optional),
                PrunerSetting("factor", .factors, .usually(3)),
            ]
        case .hyperband:
            [
                .whole("min", from: 1, .usually(1)), .whole("max", from: 1, .optional),
                PrunerSetting("factor", .factors, .usually(3)), .whole("bootstrap", from: 0, .usually(0)),
            ]
        case .curve:
            [
                .whole("max", from: 1, .optional), PrunerSetting("chance", 0...1, .usually(0.05)),
                .whole("startup", from: 1, .usually(3)), .whole("least", from: 2, .usually(4)),
                .whole("interval", from: 1, .usually(1)),
            ]
        }
    }

    /// Whether it may ask another pruner.
    public var wraps: Bool { self == .patient }

    /// All names, for messages.
    public static var names: [String] { allCases.map(\.rawValue) }
}

/// One key of a pruner: what it is called, which numbers may stand there, and what holds where it is missing.
public struct PrunerSetting: Sendable, Hashable {
    /// What a missing key means.
    public enum Presence: Sendable, Hashable {
        /// It must be there.
        case required
        /// It may be left out; the pruner finds a value, or does without.
        case optional
        /// This number.
        case usually(Double)
    }

    /// The key's name.
    public let key: String
    /// The numbers that may stand there.
    public let range: ClosedRange<Double>
    /// Whether it must be a whole number.
    public let isWhole: Bool
    /// What holds where it is missing.
    public let presence: Presence

    init(_ key: String, _ range: ClosedRange<Double>, _ presence: Presence, isWhole: Bool = false) {
        self.key = key
        self.range = range
        self.isWhole = isWhole
        self.presence = presence
    }

    static func whole(_ key: String, from least: Double, _ presence: Presence) -> PrunerSetting {
        // Larger whole numbers are not exact in a Double.
        PrunerSetting(key, least...0x1p53, presence, isWhole: true)
    }

    /// From which step on, and how often, a pruner decides.
    static let schedule = [whole("warmup", from: 0, .usually(0)), whole("interval", from: 1, .usually(1))]
    /// How many trials there must be to compare with.
    static let comparison =
        [whole("startup", from: 0, .usually(5))] + schedule + [whole("least", from: 1, .usually(1))]
}

extension ClosedRange<Double> {
    fileprivate static let anywhere = -Double.infinity...Double.infinity
    /// What successive halving can divide by.
    fileprivate static let factors = 1.1...1000.0
}
