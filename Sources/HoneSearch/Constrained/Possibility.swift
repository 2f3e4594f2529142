import HoneCore

/// What an expression can come to, seen over a whole box of configurations.
enum Possibility: Sendable {
    case number(Interval)
    /// Exactly this text or truth value.
    case exactly(ParameterValue)
    case truth(Truth)
    case anything

    init(_ value: ParameterValue) { self = value.number.map { .number(Interval($0)) } ?? .exactly(value) }

    /// Whether a condition can hold and whether it can fail.
    struct Truth: Sendable, Hashable {
        var mayHold: Bool
        var mayFail: Bool

        static let open = Truth(mayHold: true, mayFail: true)
        static let holds = Truth(mayHold: true, mayFail: false)
        static let fails = Truth(mayHold: false, mayFail: true)

        static func && (a: Truth, b: Truth) -> Truth {
            Truth(mayHold: a.mayHold && b.mayHold, mayFail: a.mayFail || b.mayFail)
        }

        static func || (a: Truth, b: Truth) -> Truth {
            Truth(mayHold: a.mayHold || b.mayHold, mayFail: a.mayFail && b.mayFail)
        }

        prefix static func ! (a: Truth) -> Truth { Truth(mayHold: a.mayFail, mayFail: a.mayHold) }
    }

    /// Read as a condition: a number other than 0, or a truth value.
    var truth: Truth {
        switch self {
        case .truth(let truth): truth
        case .exactly(.bool(let value)): value ? .holds : .fails
        case .exactly: .fails
        case .anything: .open
        case .number(let interval):
            Truth(
                mayHold: !interval.isEmpty && !(interval.low == 0 && interval.high == 0),
                mayFail: interval.mayBeNaN || (interval.low <= 0 && interval.high >= 0))
        }
    }

    /// Read as a number: texts and truth values are none.
    var interval: Interval {
        switch self {
        case .number(let interval): interval
        case .exactly, .truth: .notANumber
        case .anything: .anything
        }
    }

    func equals(_ other: Possibility) -> Truth {
        switch (self, other) {
        case (.number(let a), .number(let b)):
            let isSame = a.low == a.high && b.low == b.high && a.low == b.low && !a.mayBeNaN && !b.mayBeNaN
            return Truth(mayHold: !a.isEmpty && !b.isEmpty && a.low <= b.high && b.low <= a.high, mayFail: !isSame)
        case (.exactly(let a), .exactly(let b)): return a == b ? .holds : .fails
        case (.number, .exactly), (.exactly, .number): return .fails
        default: return .open
        }
    }

    /// Whether the first is below the second, or equal where `orEqual`.
    static func isBelow(_ a: Interval, _ b: Interval, orEqual: Bool) -> Truth {
        guard !a.isEmpty, !b.isEmpty else { return .fails }
        let mayHold = orEqual ? a.low <= b.high : a.low < b.high
        let mayFail = orEqual ? a.high > b.low : a.high >= b.low
        return Truth(mayHold: mayHold, mayFail: mayFail || a.mayBeNaN || b.mayBeNaN)
    }
}

extension ConstraintProgram {
    /// Whether the constraint can hold and can fail, given what its parameters can be.
    func truth(over values: [Possibility]) -> Possibility.Truth {
        var stack: [Possibility] = []
        for instruction in instructions {
            switch instruction {
            case .push(let value): stack.append(Possibility(value))
            case .load(let index): stack.append(values[index])
            case .apply(let operation, let count):
                let first = stack.count - count
                let result = operation.possibility(of: Array(stack[first...]))
                stack.removeSubrange(first...)
                stack.append(result)
            case .compare(let operators):
                let first = stack.count - operators.count - 1
                var truth = Possibility.Truth.holds
                for (offset, operation) in operators.enumerated() {
                    truth =
                        truth && operation.possibility(of: Array(stack[(first + offset)...(first + offset + 1)])).truth
                }
                stack.removeSubrange(first...)
                stack.append(.truth(truth))
            case .among(let count):
                let first = stack.count - count - 1
                var truth = Possibility.Truth.fails
                for other in stack[(first + 1)...] { truth = truth || stack[first].equals(other) }
                stack.removeSubrange(first...)
                stack.append(.truth(truth))
            }
        }
        return stack.last?.truth ?? .open
    }
}

extension ConstraintProgram.Operator {
    fileprivate func possibility(of values: [Possibility]) -> Possibility {
        func number(_ index: Int) -> Interval { values[index].interval }
        switch self {
        case .or: return .truth(values.map(\.truth).reduce(.fails) { $0 || $1 })
        case .and: return .truth(values.map(\.truth).reduce(.holds) { $0 && $1 })
        case .not: return .truth(!values[0].truth)
        case .equal: return .truth(values[0].equals(values[1]))
        case .notEqual: return .truth(!values[0].equals(values[1]))
        case .less: return .truth(Possibility.isBelow(number(0), number(1), orEqual: false))
        case .lessOrEqual: return .truth(Possibility.isBelow(number(0), number(1), orEqual: true))
        case .greater: return .truth(Possibility.isBelow(number(1), number(0), orEqual: false))
        case .greaterOrEqual: return .truth(Possibility.isBelow(number(1), number(0), orEqual: true))
        case .negate: return .number(-number(0))
        case .add: return .number(number(0) + number(1))
        case .subtract: return .number(number(0) - number(1))
        case .multiply: return .number(number(0) * number(1))
        case .divide: return .number(number(0) / number(1))
        case .floorDivide: return .number((number(0) / number(1)).floor)
        case .remainder: return .number(number(0).remainder(number(1)))
        case .power: return .number(number(0).power(number(1)))
        case .min: return .number(values.dropFirst().reduce(number(0)) { Interval.min($0, $1.interval) })
        case .max: return .number(values.dropFirst().reduce(number(0)) { Interval.max($0, $1.interval) })
        case .abs: return .number(number(0).magnitude)
        case .log: return .number(number(0).logarithm)
        }
    }
}
