import HoneBase

/// Runs promising configurations again, over seeds or folds, so that luck does not win.
///
///     repeats: {max: 5}
///
/// Each run of a configuration is a trial, whose program finds its count in `HONE_REPEAT`: 0 in the first, 1 in the second, and so on.
/// Which configurations are run again says `RepeatRace`.
public struct RepeatRule: Sendable, Hashable, Codable {
    /// Runs of a configuration, at most.
    public let max: Int

    /// The sensible counts of runs.
    public static let limits = 2...1000

    /// - Throws: `RepeatRuleError` for fewer than two runs, or absurdly many.
    public init(max: Int) throws(RepeatRuleError) {
        guard Self.limits.contains(max) else { throw RepeatRuleError(max) }
        self.max = max
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        do {
            try self.init(max: try container.decode(Int.self, forKey: .max))
        } catch let error as RepeatRuleError {
            throw DecodingError.dataCorruptedError(
                forKey: .max, in: container, debugDescription: error.description)
        }
    }
}

/// A count of runs that makes no sense.
public struct RepeatRuleError: HoneError, Hashable {
    private let max: Int

    init(_ max: Int) { self.max = max }

    public var place: String? { "repeats" }
    public var problem: String {
        "max \(max) is not between \(RepeatRule.limits.lowerBound) and \(RepeatRule.limits.upperBound)"
    }
    public var remedy: String? { "write repeats: {max: 5}, or leave it out for one run of each configuration" }
    public var fault: Fault { .input }
}
