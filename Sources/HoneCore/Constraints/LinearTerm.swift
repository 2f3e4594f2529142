import HoneBase

/// What is known of a part of a constraint while its linear conditions are looked for: as the largest or the smallest of some
/// sums, as a product of powers, or as a condition.
struct LinearTerm {
    /// `constant + Σ weight · name`.
    struct Sum {
        var weights: [String: Double] = [:]
        var constant = 0.0

        func times(_ factor: Double) -> Sum {
            Sum(weights: weights.mapValues { $0 * factor }, constant: constant * factor)
        }

        func plus(_ other: Sum) -> Sum {
            Sum(weights: weights.merging(other.weights, uniquingKeysWith: +), constant: constant + other.constant)
        }
    }

    /// Sums of parameters on linear scales; the term is the largest of them, and if there is one only, this one.
    private var largest: [Sum]?
    /// The same for the smallest.
    private var smallest: [Sum]?
    /// The logarithm of a positive product of parameters on logarithmic scales.
    private var logarithm: Sum?
    private(set) var conditions: [LinearCondition] = []
    /// Whether the conditions say all that the term says as a condition.
    private(set) var isComplete = false

    /// Nothing is known.
    init() {}

    init(number: Double) {
        self.init(sum: Sum(constant: number))
        if number > 0 { logarithm = Sum(constant: naturalLogarithm(number)) }
    }

    init(_ name: String, _ reading: LinearCondition.Reading) {
        switch reading {
        case .linear: self.init(sum: Sum(weights: [name: 1]))
        case .logarithmic:
            self.init()
            logarithm = Sum(weights: [name: 1])
        case .constant(let number): self.init(number: number)
        case .other: self.init()
        }
    }

    private init(sum: Sum) {
        largest = [sum]
        smallest = [sum]
    }

    /// The only sum that it is.
    private var sum: Sum? { largest?.count == 1 && smallest?.count == 1 ? largest?.first : nil }
    private var constant: Double? { sum.flatMap { $0.weights.isEmpty ? $0.constant : nil } }

    /// More pieces than any constraint of a user has.
    private static let mostPieces = 64

    // MARK: - Arithmetic

    static func result(of operation: ConstraintProgram.Operator, _ terms: [LinearTerm]) -> LinearTerm {
        switch operation {
        case .and:
            var result = LinearTerm()
            result.conditions = terms.flatMap(\.conditions)
            result.isComplete = terms.allSatisfy(\.isComplete)
            return result
        case .negate: return terms[0].times(-1)
        case .add: return terms[0].plus(terms[1])
        case .subtract: return terms[0].plus(terms[1].times(-1))
        case .multiply: return product(terms[0], terms[1])
        case .divide: return quotient(terms[0], terms[1])
        case .power:
            var result = LinearTerm()
            if let exponent = terms[1].constant { result.logarithm = terms[0].logarithm?.times(exponent) }
            if let base = terms[0].constant, let exponent = terms[1].constant {
                return LinearTerm(number: HoneBase.power(base, exponent))
            }
            return result
        case .max: return extreme(terms, \.largest)
        case .min: return extreme(terms, \.smallest)
        case .abs: return extreme([terms[0], terms[0].times(-1)], \.largest)
        case .log:
            return terms[0].constant.map { LinearTerm(number: naturalLogarithm($0)) } ?? LinearTerm()
        case .or, .not, .equal, .notEqual, .lessOrEqual, .greaterOrEqual, .less, .greater, .floorDivide, .remainder:
            return LinearTerm()
        }
    }

    private static func product(_ a: LinearTerm, _ b: LinearTerm) -> LinearTerm {
        var result = LinearTerm()
        if let factor = b.constant {
            result = a.times(factor)
        } else if let factor = a.constant {
            result = b.times(factor)
        }
        if let first = a.logarithm, let second = b.logarithm { result.logarithm = first.plus(second) }
        return result
    }

    private static func quotient(_ a: LinearTerm, _ b: LinearTerm) -> LinearTerm {
        var result = LinearTerm()
        if let divisor = b.constant, divisor != 0 { result = a.times(1 / divisor) }
        if let first = a.logarithm, let second = b.logarithm { result.logarithm = first.plus(second.times(-1)) }
        return result
    }

    private static func extreme(_ terms: [LinearTerm], _ pieces: WritableKeyPath<LinearTerm, [Sum]?>) -> LinearTerm {
        var result = LinearTerm()
        let all = terms.map { $0[keyPath: pieces] }
        let known = all.compactMap(\.self)
        if known.count == all.count, known.joined().count <= mostPieces {
            result[keyPath: pieces] = Array(known.joined())
        }
        return result
    }

    private func times(_ factor: Double) -> LinearTerm {
        var result = LinearTerm()
        guard factor.isFinite else { return result }
        let scaledLargest = largest?.map { $0.times(factor) }
        let scaledSmallest = smallest?.map { $0.times(factor) }
        (result.largest, result.smallest) =
            factor >= 0 ? (scaledLargest, scaledSmallest) : (scaledSmallest, scaledLargest)
        if factor > 0 { result.logarithm = logarithm?.plus(Sum(constant: naturalLogarithm(factor))) }
        return result
    }

    private func plus(_ other: LinearTerm) -> LinearTerm {
        func added(_ a: [Sum]?, _ b: [Sum]?) -> [Sum]? {
            guard let a, let b, a.count * b.count <= Self.mostPieces else { return nil }
            return a.flatMap { first in b.map { first.plus($0) } }
        }
        var result = LinearTerm()
        result.largest = added(largest, other.largest)
        result.smallest = added(smallest, other.smallest)
        return result
    }

    // MARK: - Comparisons

    static func compared(_ terms: [LinearTerm], _ operators: [ConstraintProgram.Operator]) -> LinearTerm {
        var result = LinearTerm()
        result.isComplete = true
        for (index, operation) in operators.enumerated() {
            let (a, b) = (terms[index], terms[index + 1])
            let found: [LinearCondition]? =
                switch operation {
                case .lessOrEqual: atMost(a, b, isStrict: false)
                case .less: atMost(a, b, isStrict: true)
                case .greaterOrEqual: atMost(b, a, isStrict: false)
                case .greater: atMost(b, a, isStrict: true)
                case .equal: equal(a, b)
                default: nil
                }
            result.conditions += found ?? []
            if found == nil { result.isComplete = false }
        }
        return result
    }

    private static func atMost(_ a: LinearTerm, _ b: LinearTerm, isStrict: Bool) -> [LinearCondition]? {
        if let largest = a.largest, let smallest = b.smallest {
            return largest.flatMap { left in
                smallest.map { condition(left.plus($0.times(-1)), .numbers, isStrict: isStrict) }
            }
        }
        if let left = a.logarithm, let right = b.logarithm {
            return [condition(left.plus(right.times(-1)), .logarithms, isStrict: isStrict)]
        }
        // A product of positive numbers is above 0 and everything below it.
        if let left = a.constant, left < 0 || (left == 0 && isStrict), b.logarithm != nil { return [] }
        return nil
    }

    private static func equal(_ a: LinearTerm, _ b: LinearTerm) -> [LinearCondition]? {
        if let left = a.sum, let right = b.sum {
            return [condition(left.plus(right.times(-1)), .numbers, isEquality: true)]
        }
        if let left = a.logarithm, let right = b.logarithm {
            return [condition(left.plus(right.times(-1)), .logarithms, isEquality: true)]
        }
        return nil
    }

    /// The difference is at most 0.
    private static func condition(
        _ difference: Sum, _ measure: LinearCondition.Measure, isEquality: Bool = false, isStrict: Bool = false
    ) -> LinearCondition {
        LinearCondition(
            measure: measure, weights: difference.weights.filter { $0.value != 0 }, bound: 0 - difference.constant,
            isEquality: isEquality, isStrict: isStrict)
    }
}
