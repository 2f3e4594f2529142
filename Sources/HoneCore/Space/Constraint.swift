/// A condition between parameters that every configuration must meet, such as `layers * width <= 4096`.
///
/// Numbers, parameter names, quoted text, `+ - * / % **`, comparisons, `and`, `or`, `not`, parentheses, `min`, `max`, `abs`, `log`.
/// A constraint that names an inactive parameter holds.
public struct Constraint: Sendable, Hashable {
    /// The text as the user wrote it.
    public let source: String
    /// The parameters it names, in order of appearance.
    public let names: [String]
    private let expression: Expression

    /// - Throws: `SpaceError` naming the column and what was expected there.
    public init(parsing source: String) throws(SpaceError) {
        var parser = try ConstraintParser(source)
        expression = try parser.parse()
        names = parser.names
        self.source = source
    }

    /// Whether the configuration meets it.
    public func holds(in configuration: Configuration) -> Bool {
        guard names.allSatisfy({ configuration[$0] != nil }) else { return true }
        return expression.value(in: configuration).isTrue
    }

    public static func == (a: Constraint, b: Constraint) -> Bool { a.source == b.source }

    public func hash(into hasher: inout Hasher) { hasher.combine(source) }
}

/// A parsed expression over a configuration's values.
indirect enum Expression: Sendable {
    enum Operator: String, Sendable {
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
        case remainder = "%"
        case power = "**"
        case min, max, abs, log
    }

    case literal(ParameterValue)
    case name(String)
    case apply(Operator, [Expression])

    /// Numbers where numbers are asked for; arithmetic on text yields NaN, which no comparison accepts.
    func value(in configuration: Configuration) -> ParameterValue {
        switch self {
        case .literal(let value): value
        case .name(let name): configuration[name] ?? .float(.nan)
        case .apply(let operation, let operands):
            Expression.apply(operation, operands.map { $0.value(in: configuration) })
        }
    }

    private static func apply(_ operation: Operator, _ values: [ParameterValue]) -> ParameterValue {
        func number(_ index: Int) -> Double { values[index].number ?? .nan }
        switch operation {
        case .or: return .bool(values.contains(where: \.isTrue))
        case .and: return .bool(values.allSatisfy(\.isTrue))
        case .not: return .bool(!values[0].isTrue)
        case .negate: return .float(-number(0))
        case .equal: return .bool(isEqual(values[0], values[1]))
        case .notEqual: return .bool(!isEqual(values[0], values[1]))
        case .lessOrEqual: return .bool(number(0) <= number(1))
        case .greaterOrEqual: return .bool(number(0) >= number(1))
        case .less: return .bool(number(0) < number(1))
        case .greater: return .bool(number(0) > number(1))
        case .add: return .float(number(0) + number(1))
        case .subtract: return .float(number(0) - number(1))
        case .multiply: return .float(number(0) * number(1))
        case .divide: return .float(number(0) / number(1))
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

    private static func isEqual(_ a: ParameterValue, _ b: ParameterValue) -> Bool {
        if let x = a.number, let y = b.number { return x == y }
        return a == b
    }
}

extension ParameterValue {
    fileprivate var isTrue: Bool {
        switch self {
        case .bool(let value): value
        case .int, .float: number.map { !$0.isNaN && $0 != 0 } ?? false
        case .string: false
        }
    }
}
