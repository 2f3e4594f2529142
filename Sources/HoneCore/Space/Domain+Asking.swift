// What an optimiser or a writer of text asks a domain instead of looking at its kind.
extension Domain {
    /// The listed values of categorical and ordinal domains, the only value of a fixed one; nil for ranges.
    public var choices: [ParameterValue]? {
        switch self {
        case .categorical(let values), .ordinal(let values, _): values
        case .fixed(let value): [value]
        case .float, .int, .permutation: nil
        }
    }

    /// The ends of a scale of numbers: of a range, or of an ordinal list that lies on a scale. Nil where only the order, or
    /// not even that, means something.
    public var scaleEnds: (low: Double, high: Double, scale: Scale)? {
        switch self {
        case .float(let low, let high, let scale, _): return (low, high, scale)
        case .int(let low, let high, let scale, _): return (Double(low), Double(high), scale)
        case .ordinal(let values, let scale?):
            guard let low = values.first?.number, let high = values.last?.number else { return nil }
            return (low, high, scale)
        case .ordinal, .categorical, .fixed, .permutation: return nil
        }
    }

    /// Whether the values are numbers on a scale or at least in an order that numbers have.
    public var isNumeric: Bool {
        switch self {
        case .float, .int: true
        case .ordinal(let values, let scale): scale != nil || values.allSatisfy { $0.number != nil }
        case .categorical, .fixed, .permutation: false
        }
    }

    /// Number of a listed value, counted from 0; 1 and 1.0 are the same. Nil for ranges and for what is not listed.
    public func index(of value: ParameterValue) -> Int? {
        guard let choices, let value = canonical(value) else { return nil }
        return choices.firstIndex(of: value)
    }

    /// The value of a range that lies nearest to a number outside it; nil for lists.
    public func nearest(_ number: Double) -> ParameterValue? {
        switch self {
        case .float, .int:
            guard let ends = scaleEnds else { return nil }
            return value(atUnit: number <= ends.low ? 0 : (number >= ends.high ? 1 : 0.5))
        case .ordinal, .categorical, .fixed, .permutation: return nil
        }
    }
}
