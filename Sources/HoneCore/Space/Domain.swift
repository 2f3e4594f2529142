/// The values that a parameter can take.
public enum Domain: Sendable, Hashable {
    /// `low...high`, both ends included; with a step, `low`, `low + step`, and so on.
    case float(low: Double, high: Double, scale: Scale, step: Double?)
    /// `low...high`, both ends included; with a step, `low`, `low + step`, and so on.
    case int(low: Int, high: Int, scale: Scale, step: Int?)
    /// Choices without an order.
    case categorical([ParameterValue])
    /// Choices with an order: evenly spaced for the optimiser, or, with a scale, where the numbers lie on it.
    case ordinal([ParameterValue], scale: Scale?)
    /// One value that every trial gets.
    case fixed(ParameterValue)
    /// All of some things in an order; a value is their texts with commas between them, `b,a,c`.
    case permutation([ParameterValue])

    /// How many values there are, or nil for a continuous range.
    public var count: Int? {
        switch self {
        case .float(let low, let high, _, let step):
            if low == high { return 1 }
            guard let step else { return nil }
            let steps = ((high - low) / step * (1 + Domain.stepTolerance)).rounded(.down)
            return steps >= 0 && steps < Domain.mostSteps ? Int(steps) + 1 : Int.max
        case .int(let low, let high, _, let step):
            let (width, overflow) = high.subtractingReportingOverflow(low)
            guard !overflow, width < Int.max else { return Int.max }
            // A step that `SearchSpace` will refuse must not trap before it does.
            return width / max(step ?? 1, 1) + 1
        case .categorical(let values), .ordinal(let values, _): return values.count
        case .fixed: return 1
        case .permutation(let items): return Permutation.number(of: items.count)
        }
    }

    /// Whether the values have no order, so that only equality means something between two of them.
    public var isCategorical: Bool {
        if case .categorical = self { return true }
        return false
    }

    /// Whether an optimiser has something to choose here.
    public var isSearched: Bool { count != 1 }

    /// Room for rounding when a float step is counted: (0.3 - 0) / 0.1 is 2.9999999999999996.
    static let stepTolerance = 1e-9
    /// More values than this count as uncountably many.
    static let mostSteps = 1e15
}

extension Domain {
    /// Whether a value belongs to the domain (on its grid too, where there is a step).
    public func contains(_ value: ParameterValue) -> Bool { canonical(value) != nil }

    /// The value as this domain writes it (a float parameter's `1` becomes `1.0`, `"8"` of a choice list stays text), or
    /// nil if it is not one of the domain's values. A float within rounding of a grid point becomes that point.
    public func canonical(_ value: ParameterValue) -> ParameterValue? {
        switch self {
        case .float(let low, let high, _, let step):
            guard let number = value.number, number >= low, number <= high else { return nil }
            guard let step else { return .float(number) }
            guard step > 0 else { return nil }
            let index = ((number - low) / step).rounded()
            let point = Domain.gridPoint(low: low, step: step, index: index)
            guard abs(point - number) <= step * 1e-6, point <= high + step * Domain.stepTolerance else { return nil }
            return .float(min(point, high))
        case .int(let low, let high, _, let step):
            guard let integer = Domain.integer(value), integer >= low, integer <= high else { return nil }
            let (distance, overflow) = integer.subtractingReportingOverflow(low)
            let width = step ?? 1
            guard !overflow, width > 0, distance % width == 0 else { return nil }
            return .int(integer)
        case .categorical(let values), .ordinal(let values, _):
            return Domain.match(value, in: values)
        case .fixed(let only):
            return Domain.match(value, in: [only])
        case .permutation:
            return order(of: value).map { self.value(inOrder: $0) }
        }
    }

    /// `low + step * index`, freed of the binary noise that repeated steps leave (0.1 * 3 is written 0.3).
    static func gridPoint(low: Double, step: Double, index: Double) -> Double {
        // The rounding below could step outside the range.
        guard index > 0 else { return low }
        let raw = low + step * index
        let text = raw.formatted(significantDigits: 12)
        guard let clean = Double(text), abs(clean - raw) <= step * stepTolerance else { return raw }
        return clean
    }

    private static func integer(_ value: ParameterValue) -> Int? {
        switch value {
        case .int(let integer): integer
        case .float(let number): Int(exactly: number)
        case .string, .bool: nil
        }
    }

    /// The choice that equals the value; numbers match by value, so 1 and 1.0 are the same choice.
    private static func match(_ value: ParameterValue, in values: [ParameterValue]) -> ParameterValue? {
        if values.contains(value) { return value }
        guard let number = value.number else { return nil }
        return values.first { $0.number == number }
    }
}
