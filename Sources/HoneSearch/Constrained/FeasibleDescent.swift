import HoneCore
import HoneNumerics

/// Goes from random configurations downhill, one parameter at a time, to where nothing of the constraints is violated.
struct FeasibleDescent: Sendable {
    private let space: SearchSpace
    private let repair: EqualityRepair
    private let searched: [Parameter]
    private let neighbours: Neighbours
    private let stepLimit: Int
    /// Random beginnings before it is given up.
    private static let beginnings = 6
    /// Narrowings of a step before the parameter stays where it is.
    private static let shrinkages = 40

    init(_ space: SearchSpace) {
        self.space = space
        repair = EqualityRepair(space)
        searched = space.searched
        neighbours = Neighbours(space)
        let instructions = space.constraints.map(\.program.instructions.count).reduce(1, +)
        stepLimit = max(20, min(300 + 100 * space.searched.count, 1_000_000 / instructions))
    }

    /// A configuration that meets all constraints; nil if none was reached.
    func find(using generator: inout SeededGenerator) -> Configuration? {
        for _ in 0..<Self.beginnings {
            var current = space.configuration { $0.domain.value(atQuantile: generator.uniform()) }
            var violation = violation(of: current)
            for _ in 0..<stepLimit {
                if violation == 0, space.satisfiesConstraints(current) { return current }
                if let repaired = repair.repaired(current, keeping: nil, using: &generator),
                    space.satisfiesConstraints(repaired)
                {
                    return repaired
                }
                step(from: &current, &violation, using: &generator)
            }
        }
        return nil
    }

    private func violation(of configuration: Configuration) -> Double {
        space.constraints.reduce(0) { $0 + $1.program.violation(in: configuration) }
    }

    /// Moves one parameter to a place where no more is violated than now: anywhere at first, then ever nearer.
    private func step(
        from current: inout Configuration, _ violation: inout Double, using generator: inout SeededGenerator
    ) {
        let parameter = searched[generator.integer(below: searched.count)]
        guard let value = current[parameter.name] else { return }
        let place = parameter.domain.isCategorical ? nil : parameter.domain.unit(value)
        var (low, high) = (0.0, 1.0)
        for _ in 0..<(place == nil ? 1 : Self.shrinkages) {
            let next = generator.uniform(low, high)
            let drawn = place == nil ? parameter.domain.value(atQuantile: next) : parameter.domain.value(atUnit: next)
            let changed = neighbours.changing(current, [parameter.name: drawn], using: &generator)
            let now = self.violation(of: changed)
            if now <= violation {
                (current, violation) = (changed, now)
                return
            }
            if next < place ?? 0 { low = next } else { high = next }
        }
    }
}
