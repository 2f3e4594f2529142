import HoneCore

extension Domain {
    /// Whether all its values are numbers.
    var areNumbers: Bool {
        switch self {
        case .float, .int: true
        case .categorical(let values), .ordinal(let values, _): values.allSatisfy { $0.number != nil }
        case .fixed(let value): value.number != nil
        case .permutation: false
        }
    }

    private static let probes = 20

    /// The part of this domain's values that lie within another's.
    func coverage(by other: Domain) -> Double {
        let values: [ParameterValue]
        if let count, count <= Self.probes {
            values = (0..<count).map(value(atIndex:))
        } else {
            values = (0...Self.probes).map { value(atUnit: Double($0) / Double(Self.probes)) }
        }
        let covered = values.filter { value in
            if other.contains(value) { return true }
            guard !other.isCategorical, let number = value.number, let ends = other.ends else { return false }
            let room = abs(ends.high - ends.low) * 1e-9
            return number >= ends.low - room && number <= ends.high + room
        }
        return Double(covered.count) / Double(max(1, values.count))
    }

    /// The lowest and the highest number.
    private var ends: (low: Double, high: Double)? {
        switch self {
        case .float(let low, let high, _, _): return (low, high)
        case .int(let low, let high, _, _): return (Double(low), Double(high))
        case .ordinal(let values, _):
            let numbers = values.compactMap(\.number)
            guard let low = numbers.min(), let high = numbers.max(), numbers.count == values.count else { return nil }
            return (low, high)
        case .categorical, .fixed, .permutation: return nil
        }
    }
}
