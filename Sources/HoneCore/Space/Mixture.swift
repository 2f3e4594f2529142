import HoneBase

/// Parts that add up to a total: each is a float parameter of its own, named `mixture.part`.
///
///     let mixture = Mixture("mix", parts: ["water", "oil", "salt"])        // sums to 1
///     let space = try SearchSpace([.int("minutes", 1...60)], mixtures: [mixture])
///
/// Programs and optimisers see the parameters `mix.water`, `mix.oil` and `mix.salt`, and a constraint that their sum is the total;
/// where all parts may be anything they are drawn uniformly (the flat Dirichlet distribution).
public struct Mixture: Sendable, Hashable, Codable {
    /// One part of a mixture.
    public struct Part: Sendable, Hashable, Codable {
        /// Its name within the mixture.
        public var name: String
        /// The least that there may be of it.
        public var low: Double
        /// The most.
        public var high: Double

        /// A part by its name and its range.
        public init(_ name: String, _ range: ClosedRange<Double>) {
            self.name = name
            low = range.lowerBound
            high = range.upperBound
        }

        init(name: String, low: Double, high: Double) {
            self.name = name
            self.low = low
            self.high = high
        }
    }

    /// The mixture's name, which the parameters' names begin with.
    public var name: String
    /// In the order in which they are added up.
    public var parts: [Part]
    /// What they add up to.
    public var total: Double
    /// What the first trial takes, one number a part; nil for as equal parts as the ranges allow.
    public var defaults: [Double]?
    /// When the parts are active; all of them must hold, none means always.
    public var conditions: [Condition]
    /// What the mixture is, in a line of the user's.
    public var meaning: String?

    /// Parts with ranges of their own.
    public init(
        _ name: String, parts: [Part], total: Double = 1, default defaults: [Double]? = nil,
        if conditions: [Condition] = [], meaning: String? = nil
    ) {
        self.name = name
        self.parts = parts
        self.total = total
        self.defaults = defaults
        self.conditions = conditions
        self.meaning = meaning
    }

    /// Parts that may all be anything from `low` up to the total, or to `high`.
    public init(
        _ name: String, parts: [String], total: Double = 1, low: Double = 0, high: Double? = nil,
        default defaults: [Double]? = nil, if conditions: [Condition] = [], meaning: String? = nil
    ) {
        self.init(
            name, parts: parts.map { Part(name: $0, low: low, high: high ?? total) }, total: total, default: defaults,
            if: conditions, meaning: meaning)
    }

    /// The name of a part's parameter.
    public func parameterName(of part: Part) -> String { "\(name).\(part.name)" }

    /// The parameters that it stands for.
    public var parameters: [Parameter] {
        let values = defaults.flatMap(balanced) ?? evenParts
        return parts.enumerated().map { index, part in
            Parameter(
                parameterName(of: part), .float(low: part.low, high: part.high, scale: .linear, step: nil),
                default: values.map { .float($0[index]) }, if: conditions,
                meaning: meaning.map { "\(part.name) in \($0)" })
        }
    }

    /// `mix.water + mix.oil + mix.salt == 1`, as a constraint writes it.
    package var constraintText: String {
        let names = parts.map { part in
            let name = parameterName(of: part)
            return ConstraintToken.isOdd(name) ? "`\(name)`" : name
        }
        return names.joined(separator: " + ") + " == \(total.shortestRangeText)"
    }
}

extension Mixture {
    /// A sum may miss the total by so much of it and count as rounded.
    private static let rounding = 1e-6

    /// The same parts, with what rounding left to the total added where it is noticed least, so that adding them up in their order
    /// gives the total to the last digit; nil where that cannot be.
    package func balanced(_ values: [Double]) -> [Double]? {
        guard values.count == parts.count else { return nil }
        let missing = total - values.reduce(0, +)
        guard missing.magnitude <= Self.rounding * total.magnitude else { return nil }
        if missing == 0 { return values }
        // What lies at an end of its range stays there if possible.
        let isAtEnd = zip(values, parts).map { $0 == $1.low || $0 == $1.high }
        for index in values.indices.sorted(by: { isAtEnd[$0] != isAtEnd[$1] ? isAtEnd[$1] : values[$0] > values[$1] }) {
            let moved = min(max(values[index] + missing, parts[index].low), parts[index].high)
            for tried in near(moved, in: parts[index]) {
                var result = values
                result[index] = tried
                if result.reduce(0, +) == total { return result }
                // Sums may step over the total; then a smaller part makes the difference.
                for other in values.indices where other != index {
                    for fine in near(values[other], in: parts[other]) {
                        result[other] = fine
                        if result.reduce(0, +) == total { return result }
                    }
                    result[other] = values[other]
                }
            }
        }
        return nil
    }

    /// The number and its next neighbours, as far as the part's range has them.
    private func near(_ number: Double, in part: Part) -> [Double] {
        var found = [number]
        var (below, above) = (number, number)
        for _ in 0..<4 {
            (below, above) = (below.nextDown, above.nextUp)
            found += [below, above]
        }
        return found.filter { $0 >= part.low && $0 <= part.high }
    }

    /// As equal parts as the ranges allow; nil where these leave nothing.
    package var evenParts: [Double]? {
        guard !parts.isEmpty, parts.allSatisfy({ $0.low <= $0.high && $0.low.isFinite && $0.high.isFinite }),
            total.isFinite
        else { return nil }
        func filled(to level: Double) -> [Double] { parts.map { min(max(level, $0.low), $0.high) } }
        var low = parts.map(\.low).min() ?? 0
        var high = parts.map(\.high).max() ?? 0
        let equal = total / Double(parts.count)
        if let values = balanced(filled(to: equal)) { return values }
        for _ in 0..<200 {
            let level = low + (high - low) / 2
            if filled(to: level).reduce(0, +) < total { low = level } else { high = level }
        }
        return balanced(filled(to: low + (high - low) / 2))
    }

    /// - Throws: `SpaceError` for what no mixture can be.
    func check() throws(SpaceError) {
        let place = SpaceError.Subject.parameter(name)
        guard parts.count > 1 else { throw SpaceError(place, "a mixture has at least two parts") }
        guard parts.count <= Self.mostParts else {
            throw SpaceError(place, "a mixture has at most \(Self.mostParts) parts")
        }
        guard total > 0, total.isFinite else {
            throw SpaceError(place, "its total must be a positive number, not \(total.shortestRangeText)")
        }
        for (index, part) in parts.enumerated() {
            guard !parts[..<index].contains(where: { $0.name == part.name }) else {
                throw SpaceError(place, "the part \(part.name) is listed twice; drop one")
            }
            guard part.low.isFinite, part.high.isFinite, part.low >= 0, part.low <= part.high else {
                throw SpaceError(
                    place,
                    "the range of \(part.name) must begin at 0 or above and end no lower, not \(part.low.shortestRangeText) to \(part.high.shortestRangeText)"
                )
            }
        }
        let (least, most) = (parts.reduce(0) { $0 + $1.low }, parts.reduce(0) { $0 + $1.high })
        guard least <= total * (1 + Self.rounding), most >= total * (1 - Self.rounding) else {
            throw SpaceError(
                place,
                "its parts add up to \(least.shortestRangeText) at least and \(most.shortestRangeText) at most, never to \(total.shortestRangeText); widen the ranges or change the total"
            )
        }
        if let defaults, balanced(defaults) == nil {
            throw SpaceError(
                place,
                "its default adds up to \(defaults.reduce(0, +).shortestRangeText) instead of \(total.shortestRangeText), or has not one number for each of the \(parts.count) parts"
            )
        }
    }

    /// More parts than any mixture has.
    private static let mostParts = 256
}
