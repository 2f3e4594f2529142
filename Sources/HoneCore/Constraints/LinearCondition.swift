/// `Σ weight · parameter ≤ bound`, or `= bound`, as a constraint implies it: of the parameters' numbers, or of their logarithms.
package struct LinearCondition: Sendable, Hashable {
    /// What is added up.
    package enum Measure: Sendable, Hashable { case numbers, logarithms }

    /// What a constraint's name stands for.
    package enum Reading: Sendable, Hashable {
        /// A range of numbers on a linear scale.
        case linear
        /// A range of positive numbers on a logarithmic scale.
        case logarithmic
        /// The same number always.
        case constant(Double)
        /// Anything else.
        case other
    }

    package var measure: Measure
    /// Those that are not 0, by the parameters' names.
    package var weights: [String: Double]
    package var bound: Double
    package var isEquality = false
    /// Whether the bound itself is left out.
    package var isStrict = false
}

extension Constraint {
    /// The linear conditions that follow from the constraint: `a + 2 * b <= 1`, `a < b < c`, `abs(a - b) <= 0.1`,
    /// `max(a, b) <= c` of ranges on a linear scale; `layers * width <= 4096` and `a < b` of ranges on a logarithmic one.
    ///
    /// - Parameter read: what each parameter is.
    /// - Returns: the conditions, and whether they say all that the constraint says.
    package func linearConditions(reading read: (String) -> LinearCondition.Reading) -> (
        conditions: [LinearCondition], isComplete: Bool
    ) {
        let readings = names.map(read)
        var stack: [LinearTerm] = []
        for instruction in program.instructions {
            switch instruction {
            case .push(let value): stack.append(value.number.map(LinearTerm.init(number:)) ?? LinearTerm())
            case .load(let index):
                stack.append(LinearTerm(names[index], readings[index]))
            case .apply(let operation, let count):
                let result = LinearTerm.result(of: operation, Array(stack.suffix(count)))
                stack.removeLast(count)
                stack.append(result)
            case .compare(let operators):
                let result = LinearTerm.compared(Array(stack.suffix(operators.count + 1)), operators)
                stack.removeLast(operators.count + 1)
                stack.append(result)
            case .among(let count):
                stack.removeLast(count + 1)
                stack.append(LinearTerm())
            }
        }
        guard let last = stack.last else { return ([], false) }
        return (last.conditions, last.isComplete)
    }
}
