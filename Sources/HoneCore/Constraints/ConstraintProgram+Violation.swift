extension ConstraintProgram {
    /// A value with how far it is from holding and from failing as a condition: 0 where it does, otherwise a number that
    /// shrinks on the way there.
    private struct Graded {
        var value: ParameterValue
        var toHold: Double
        var toFail: Double

        /// A value that is no condition by itself.
        init(_ value: ParameterValue) {
            self.value = value
            toHold = value.isTrue ? 0 : 1
            toFail = value.isTrue ? Swift.min(value.number?.magnitude ?? 1, ConstraintProgram.farthest) : 0
        }

        init(toHold: Double, toFail: Double) {
            value = .bool(toHold == 0)
            self.toHold = toHold
            self.toFail = toFail
        }

        static func all(_ parts: some Sequence<Graded>) -> Graded {
            parts.reduce(Graded(toHold: 0, toFail: .infinity)) {
                Graded(toHold: $0.toHold + $1.toHold, toFail: Swift.min($0.toFail, $1.toFail))
            }
        }

        static func any(_ parts: some Sequence<Graded>) -> Graded { !all(parts.map { !$0 }) }

        static prefix func ! (a: Graded) -> Graded { Graded(toHold: a.toFail, toFail: a.toHold) }
    }

    /// What a comparison with something that is no number lacks.
    private static let farthest = 1e100

    /// How far a configuration is from meeting the constraint: 0 if it does, larger the more is missing.
    ///
    /// Of a comparison it is the difference of its sides, of `and` the sum, of `or` the smallest of its parts (as in the
    /// penalty methods of constrained optimisation). It has no unit; it only says which of two configurations is nearer.
    package func violation(in configuration: Configuration) -> Double {
        guard let values = values(in: configuration) else { return 0 }
        var stack: [Graded] = []
        for instruction in instructions {
            switch instruction {
            case .push(let value): stack.append(Graded(value))
            case .load(let index): stack.append(Graded(values[index]))
            case .apply(let operation, let count):
                let operands = stack[(stack.count - count)...]
                let result = Self.graded(operation, operands)
                stack.removeLast(count)
                stack.append(result)
            case .compare(let operators):
                let first = stack.count - operators.count - 1
                let result = Graded.all(
                    operators.enumerated().map {
                        Self.compared($1, stack[first + $0].value, stack[first + $0 + 1].value)
                    })
                stack.removeLast(operators.count + 1)
                stack.append(result)
            case .among(let count):
                let first = stack.count - count - 1
                let result = Graded.any(
                    stack[(first + 1)...].map { Self.compared(.equal, stack[first].value, $0.value) })
                stack.removeLast(count + 1)
                stack.append(result)
            }
        }
        return Swift.min(stack.last?.toHold ?? 0, Self.farthest)
    }

    private static func graded(_ operation: Operator, _ operands: ArraySlice<Graded>) -> Graded {
        switch operation {
        case .and: Graded.all(operands)
        case .or: Graded.any(operands)
        case .not: operands.first.map { !$0 } ?? Graded(toHold: 0, toFail: 1)
        default: Graded(operation.result(of: ArraySlice(operands.map(\.value))))
        }
    }

    private static func compared(_ operation: Operator, _ a: ParameterValue, _ b: ParameterValue) -> Graded {
        let holds = operation.compares(a, b)
        guard let x = a.number, let y = b.number, !x.isNaN, !y.isNaN else {
            return holds ? Graded(toHold: 0, toFail: 1) : Graded(toHold: a.number == nil ? 1 : farthest, toFail: 0)
        }
        // Infinite sides differ by as much as anything can; equal ones by the smallest number there is.
        let difference = Swift.min(Swift.max((x - y).magnitude, .leastNonzeroMagnitude), farthest)
        return holds ? Graded(toHold: 0, toFail: difference) : Graded(toHold: difference, toFail: 0)
    }
}
