import HoneBase

/// Which pruner a study uses, and its settings.
///
///     try PrunerChoice(name: "hyperband", settings: ["min": 1, "max": 50])
///     try PrunerChoice(name: "patient", settings: ["patience": 3], wrapped: PrunerChoice(name: "median"))
///
/// A value of this type is valid: the initialiser checks everything that `PrunerError` lists. Its coded form is an object of the
/// name and the settings that were given: `{"name": "hyperband", "min": 1, "max": 50}`; a wrapped pruner stands under `of`.
///
/// With `"pause": true` what the pruner would give up waits instead, and goes on once the pruner would let it.
public struct PrunerChoice: Sendable, Hashable {
    /// The kind of pruner.
    public let kind: PrunerKind
    /// The settings that were given, by key.
    public let settings: [String: Double]
    /// Whether a trial that the pruner would give up waits, to go on from its checkpoint when the pruner would let it: the promotion
    /// of Li et al., "A system for massively parallel hyperparameter tuning" (2020), algorithm 2, for every pruner, and the
    /// freezing and thawing of Swersky, Snoek and Adams, "Freeze-thaw Bayesian optimization" (2014), for `curve`.
    public let pauses: Bool
    /// None or one: a value cannot hold one of its own type otherwise.
    private let wrappedChoices: [PrunerChoice]

    /// - Parameters:
    ///   - settings: numbers by key.
    ///   - wrapped: the pruner that is asked where this one would give up a trial; for `patient` only.
    /// - Throws: `PrunerError` for the first setting that makes no sense.
    public init(_ kind: PrunerKind, settings: [String: ParameterValue] = [:], wrapped: PrunerChoice? = nil)
        throws(PrunerError)
    {
        let known = kind.settings
        var numbers: [String: Double] = [:]
        pauses =
            try settings[Self.pauseKey].map { value throws(PrunerError) in try Self.truth(value, of: kind) } ?? false
        if wrapped?.pauses == true { throw PrunerError(kind, Self.pauseKey, "it belongs to the outer pruner") }
        for (key, value) in settings.sorted(by: { $0.key < $1.key }) where key != Self.pauseKey {
            guard let setting = known.first(where: { $0.key == key }) else {
                throw PrunerError(
                    kind, key,
                    "there is no such setting" + NearestName.hint(for: key, among: known.map(\.key) + [Self.pauseKey]))
            }
            numbers[key] = try Self.number(value, for: setting, of: kind)
        }
        for setting in known where setting.presence == .required && numbers[setting.key] == nil {
            throw PrunerError(kind, setting.key, "it is missing")
        }
        if wrapped != nil, !kind.wraps {
            throw PrunerError(kind, Self.wrappedKey, "only patient asks another pruner")
        }
        self.kind = kind
        self.settings = numbers
        wrappedChoices = wrapped.map { [$0] } ?? []
        try checkTogether()
    }

    /// The pruner of a name; see the other initialiser.
    public init(name: String, settings: [String: ParameterValue] = [:], wrapped: PrunerChoice? = nil)
        throws(PrunerError)
    {
        guard let kind = PrunerKind(rawValue: name) else { throw PrunerError(unknownName: name) }
        try self.init(kind, settings: settings, wrapped: wrapped)
    }

    /// The pruner that is asked where this one would give up a trial.
    public var wrapped: PrunerChoice? { wrappedChoices.first }

    /// A setting, or what holds where it was not given; nil where it may be left out and was.
    public func number(_ key: String) -> Double? {
        if let given = settings[key] { return given }
        guard case .usually(let usual)? = kind.settings.first(where: { $0.key == key })?.presence else { return nil }
        return usual
    }

    /// A setting that is a whole number; see `number`.
    public func whole(_ key: String) -> Int? { number(key).map { Int($0) } }

    /// The key under which a wrapped pruner stands.
    public static let wrappedKey = "of"

    /// The key that says whether trials wait rather than being given up.
    public static let pauseKey = "pause"

    private static func truth(_ value: ParameterValue, of kind: PrunerKind) throws(PrunerError) -> Bool {
        switch value {
        case .bool(let truth): return truth
        case .string("true"): return true
        case .string("false"): return false
        default: throw PrunerError(kind, pauseKey, "\(value) must be true or false")
        }
    }

    private static func number(_ value: ParameterValue, for setting: PrunerSetting, of kind: PrunerKind)
        throws(PrunerError) -> Double
    {
        guard let number = value.number, number.isFinite else {
            throw PrunerError(kind, setting.key, "\(value) is not a number")
        }
        guard !setting.isWhole || number == number.rounded() else {
            throw PrunerError(kind, setting.key, "\(value) is not a whole number")
        }
        guard setting.range.contains(number) else {
            let (low, high) = (setting.range.lowerBound, setting.range.upperBound)
            let allowed =
                high >= 0x1p53
                ? "at least \(low.shortestRangeText)"
                : "between \(low.shortestRangeText) and \(high.shortestRangeText)"
            throw PrunerError(kind, setting.key, "\(value) must be \(allowed)")
        }
        return number
    }

    private func checkTogether() throws(PrunerError) {
        if let first = number("min"), let last = number("max"), first >= last {
            throw PrunerError(
                kind, "max", "\(last.shortestRangeText) must be above min, which is \(first.shortestRangeText)")
        }
        guard kind == .threshold else { return }
        guard settings["lower"] != nil || settings["upper"] != nil else {
            throw PrunerError(kind, "lower", "lower, upper or both must be there")
        }
        if let lower = number("lower"), let upper = number("upper"), lower > upper {
            throw PrunerError(
                kind, "lower", "\(lower.shortestRangeText) is above upper, which is \(upper.shortestRangeText)")
        }
    }
}
