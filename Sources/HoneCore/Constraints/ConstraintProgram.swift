import HoneBase

/// A parsed constraint as instructions for a stack, so that neither length nor nesting of its text costs stack space when it
/// is evaluated, copied or dropped.
package struct ConstraintProgram: Sendable {
    package enum Operator: String, Sendable {
        case or, and, not, negate
        case equal = "=="
        case notEqual = "!="
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case less = "<"
        case greater = ">"
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case floorDivide = "//"
        case remainder = "%"
        case power = "**"
        case min, max, abs, log
    }

    package enum Instruction: Sendable {
        case push(ParameterValue)
        /// The value of the parameter that is number so many among `names`.
        case load(Int)
        /// Takes so many values and leaves one.
        case apply(Operator, count: Int)
        /// Takes one value more than there are comparisons and leaves whether all of them hold: `1 < a <= b`.
        case compare([Operator])
        /// Takes a value and so many others above it; leaves whether it is one of them.
        case among(count: Int)
    }

    package private(set) var instructions: [Instruction] = []
    package private(set) var names: [String] = []
    private var indices: [String: Int] = [:]

    mutating func append(_ instruction: Instruction) { instructions.append(instruction) }

    mutating func load(_ name: String) {
        let index = indices[name] ?? names.count
        if index == names.count {
            names.append(name)
            indices[name] = index
        }
        instructions.append(.load(index))
    }

    /// The named parameters' values, or nil if one of them is inactive: then the constraint holds.
    package func values(in configuration: Configuration) -> [ParameterValue]? {
        var values: [ParameterValue] = []
        values.reserveCapacity(names.count)
        for name in names {
            guard let value = configuration[name] else { return nil }
            values.append(value)
        }
        return values
    }

    func holds(in configuration: Configuration) -> Bool {
        guard let values = values(in: configuration) else { return true }
        return value(of: values).isTrue
    }

    /// Whether the whole constraint says that one number equals another.
    package var isEquality: Bool {
        if case .compare(let operators)? = instructions.last { operators == [.equal] } else { false }
    }

    /// For an equality the left side less the right one, given the named parameters' values; nil where a side is no number.
    package func residual(of values: [ParameterValue]) -> Double? {
        let sides = stack(after: instructions.dropLast(), values)
        guard isEquality, sides.count == 2, let left = sides[0].number, let right = sides[1].number else { return nil }
        return left - right
    }

    private func value(of values: [ParameterValue]) -> ParameterValue {
        stack(after: instructions[...], values).last ?? .bool(true)
    }

    /// Numbers where numbers are asked for; arithmetic on text yields NaN, which no comparison accepts.
    private func stack(after instructions: ArraySlice<Instruction>, _ values: [ParameterValue]) -> [ParameterValue] {
        var stack: [ParameterValue] = []
        for instruction in instructions {
            switch instruction {
            case .push(let value): stack.append(value)
            case .load(let index): stack.append(values[index])
            case .apply(let operation, let count):
                let first = stack.count - count
                let result = operation.result(of: stack[first...])
                stack.removeSubrange(first...)
                stack.append(result)
            case .compare(let operators):
                let first = stack.count - operators.count - 1
                let holds = operators.indices.allSatisfy {
                    operators[$0].compares(stack[first + $0], stack[first + $0 + 1])
                }
                stack.removeSubrange(first...)
                stack.append(.bool(holds))
            case .among(let count):
                let first = stack.count - count - 1
                let holds = stack[(first + 1)...].contains { stack[first].equals($0) }
                stack.removeSubrange(first...)
                stack.append(.bool(holds))
            }
        }
        return stack
    }
}

extension ConstraintProgram.Operator {
    func result(of values: ArraySlice<ParameterValue>) -> ParameterValue {
        func number(_ offset: Int) -> Double { values[values.startIndex + offset].number ?? .nan }
        switch self {
        case .or: return .bool(values.contains(where: \.isTrue))
        case .and: return .bool(values.allSatisfy(\.isTrue))
        case .not: return .bool(values.first.map { !$0.isTrue } ?? false)
        case .equal, .notEqual, .lessOrEqual, .greaterOrEqual, .less, .greater:
            return .bool(compares(values[values.startIndex], values[values.startIndex + 1]))
        case .negate: return .float(-number(0))
        case .add: return .float(number(0) + number(1))
        case .subtract: return .float(number(0) - number(1))
        case .multiply: return .float(number(0) * number(1))
        case .divide: return .float(number(0) / number(1))
        case .floorDivide: return .float((number(0) / number(1)).rounded(.down))
        case .remainder:
            let divisor = number(1)
            let rest = number(0).truncatingRemainder(dividingBy: divisor)
            // The remainder has the divisor's sign, as in the languages that most users tune.
            return .float(rest != 0 && (rest < 0) != (divisor < 0) ? rest + divisor : rest)
        case .power: return .float(HoneBase.power(number(0), number(1)))
        case .min: return .float(values.map { $0.number ?? .nan }.reduce(.infinity, Swift.min))
        case .max: return .float(values.map { $0.number ?? .nan }.reduce(-.infinity, Swift.max))
        case .abs: return .float(number(0).magnitude)
        case .log: return .float(naturalLogarithm(number(0)))
        }
    }

    func compares(_ a: ParameterValue, _ b: ParameterValue) -> Bool {
        switch self {
        case .equal: a.equals(b)
        case .notEqual: !a.equals(b)
        case .lessOrEqual: (a.number ?? .nan) <= (b.number ?? .nan)
        case .greaterOrEqual: (a.number ?? .nan) >= (b.number ?? .nan)
        case .less: (a.number ?? .nan) < (b.number ?? .nan)
        case .greater: (a.number ?? .nan) > (b.number ?? .nan)
        default: false
        }
    }
}

extension ParameterValue {
    var isTrue: Bool {
        switch self {
        case .bool(let value): value
        case .int, .float: number.map { !$0.isNaN && $0 != 0 } ?? false
        case .string: false
        }
    }

    /// Equality as constraints mean it: 1 and 1.0 are equal, 1 and "1" are not.
    fileprivate func equals(_ other: ParameterValue) -> Bool {
        if let x = number, let y = other.number { return x == y }
        return self == other
    }
}
