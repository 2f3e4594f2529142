import HoneCore
import HoneNumerics

/// Moves one parameter at a time so that constraints of the form `a + b == 1` hold, which random numbers never do.
struct EqualityRepair: Sendable {
    private let space: SearchSpace
    private let equalities: [ConstraintProgram]
    /// Secant steps; one is enough for a linear equality.
    private static let steps = 40
    /// How often all equalities are gone through.
    private static let rounds = 4
    /// Neighbouring numbers that are tried on both sides of a root, because sums round.
    private static let neighbours = 6

    init(_ space: SearchSpace) {
        self.space = space
        equalities = space.constraints.map(\.program).filter(\.isEquality)
    }

    /// - Parameter kept: a parameter that stays as it is if possible.
    /// - Returns: nil if an equality cannot be met by moving one of its parameters.
    func repaired(
        _ configuration: Configuration, keeping kept: String?, using generator: inout SeededGenerator
    ) -> Configuration? {
        guard !equalities.isEmpty else { return nil }
        var result = configuration
        var moved: Set<String> = []
        // What mends one equality may break one before it; then that is mended by what no other has moved yet.
        for _ in 0..<Self.rounds {
            var isMet = true
            for equality in equalities {
                guard let values = equality.values(in: result), equality.residual(of: values) != 0 else { continue }
                isMet = false
                var order = generator.shuffled(Array(equality.names.indices))
                // What another equality has moved already, and what shall be kept, comes last.
                order.sort { rank(equality.names[$0], kept, moved) < rank(equality.names[$1], kept, moved) }
                var solution: (name: String, value: ParameterValue)?
                for index in order where solution == nil {
                    solution = root(of: equality, along: index, from: values).map { (equality.names[index], $0) }
                }
                guard let solution else { return nil }
                result[solution.name] = solution.value
                moved.insert(solution.name)
            }
            if isMet { break }
        }
        return result
    }

    private func rank(_ name: String, _ kept: String?, _ moved: Set<String>) -> Int {
        (name == kept ? 1 : 0) + (moved.contains(name) ? 2 : 0)
    }

    /// The value of one parameter at which the equality holds exactly.
    private func root(of equality: ConstraintProgram, along index: Int, from values: [ParameterValue])
        -> ParameterValue?
    {
        guard let domain = space[equality.names[index]]?.domain, let ends = domain.scaleEnds,
            let start = values[index].number
        else { return nil }
        var values = values
        func residual(at number: Double) -> Double? {
            values[index] = .float(number)
            return equality.residual(of: values)
        }
        var (a, b) = (start, start == ends.high ? ends.low : ends.high)
        guard var atA = residual(at: a), var atB = residual(at: b) else { return nil }
        for _ in 0..<Self.steps where atB != 0 {
            guard atA != atB, atA.isFinite, atB.isFinite else { return nil }
            let next = b - atB * (b - a) / (atB - atA)
            guard next.isFinite, let atNext = residual(at: next) else { return nil }
            (a, atA, b, atB) = (b, atB, next, atNext)
            if a == b { break }
        }
        var candidates = [b, b.rounded()]
        var (below, above) = (b, b)
        for _ in 0..<Self.neighbours {
            (below, above) = (below.nextDown, above.nextUp)
            candidates += [below, above]
        }
        for candidate in candidates {
            guard let value = domain.canonical(.float(candidate)), let number = value.number else { continue }
            if residual(at: number) == 0 { return value }
        }
        return nil
    }
}
