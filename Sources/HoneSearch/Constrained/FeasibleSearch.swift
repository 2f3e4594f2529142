import HoneCore
import HoneNumerics

/// Looks for configurations that meet a space's constraints, however small their share of the space, and knows when there
/// is none: branch and prune over boxes of the space, with interval arithmetic on the constraints (Moore, "Interval
/// Analysis", 1966), in random order.
///
/// A box in which a constraint cannot hold is dropped; every other one is tried at a random place and then halved.
struct FeasibleSearch: Sendable {
    enum Finding: Sendable {
        case found(Configuration)
        /// There is no configuration but the excluded ones.
        case nothing
        /// The search was given up.
        case unknown
    }

    let space: SearchSpace
    private let repair: EqualityRepair
    /// Each constraint with the indices of the parameters that it names.
    private let constraints: [(program: ConstraintProgram, parameters: [Int])]
    private let hasConditions: Bool
    /// Boxes that are looked at before the search is given up.
    private let boxLimit: Int

    private static let mostBoxes = 30_000
    /// Constraints' instructions in all boxes together: long constraints get fewer boxes.
    private static let mostInstructions = 50_000_000
    /// Places that are tried in a box in which all constraints hold.
    private static let triesInSolidBox = 8

    init(_ space: SearchSpace) {
        self.space = space
        repair = EqualityRepair(space)
        constraints = space.constraints.map { constraint in
            (constraint.program, constraint.names.compactMap { space.index(of: $0) })
        }
        hasConditions = space.parameters.contains { !$0.conditions.isEmpty }
        let instructions = constraints.map(\.program.instructions.count).reduce(1, +)
        boxLimit = max(200, min(Self.mostBoxes, Self.mostInstructions / max(instructions, 1)))
    }

    /// A configuration that is not among the excluded ones.
    func find(excluding excluded: Excluded, using generator: inout SeededGenerator) -> Finding {
        var stack = [SpaceBox(space)]
        var isCertain = true
        // So many configurations may be taken that the search meets many of them first.
        var boxesLeft = boxLimit + 4 * excluded.count
        while let box = stack.popLast() {
            boxesLeft -= 1
            guard boxesLeft > 0 else { return .unknown }
            guard let open = undecided(in: box) else { continue }
            let isSolid = open.isEmpty
            for _ in 0..<(isSolid && !box.isSingle ? Self.triesInSolidBox : 1) {
                let drawn = box.draw(from: space, using: &generator)
                if let found = meeting(drawn, using: &generator), !excluded.contains(found.key) { return .found(found) }
            }
            if box.isSingle { continue }
            guard let side = sideToDivide(of: box, open) else {
                isCertain = false
                continue
            }
            let (a, b) = box.divided(at: side)
            stack += generator.uniform() < 0.5 ? [a, b] : [b, a]
        }
        return isCertain ? .nothing : .unknown
    }

    /// The configuration itself, or one beside it that meets the equalities, if all constraints hold.
    func meeting(
        _ configuration: Configuration, keeping kept: String? = nil, using generator: inout SeededGenerator
    ) -> Configuration? {
        if space.satisfiesConstraints(configuration) { return configuration }
        guard let repaired = repair.repaired(configuration, keeping: kept, using: &generator),
            space.satisfiesConstraints(repaired)
        else { return nil }
        return repaired
    }

    /// The constraints that may hold and may fail in the box; nil if one surely fails.
    private func undecided(in box: SpaceBox) -> [Int]? {
        let activity = hasConditions ? box.activity(in: space) : []
        var open: [Int] = []
        for (index, constraint) in constraints.enumerated() {
            var applies = Possibility.Truth.holds
            if hasConditions { for parameter in constraint.parameters { applies = applies && activity[parameter] } }
            guard applies.mayHold else { continue }
            let values = constraint.parameters.map { box.possibility(of: $0, in: space) }
            let truth = constraint.program.truth(over: values)
            if !truth.mayHold, !applies.mayFail { return nil }
            if truth.mayFail { open.append(index) }
        }
        return open
    }

    /// The widest side among the parameters that the undecided constraints name or depend on; of any parameter where no
    /// constraint is undecided.
    private func sideToDivide(of box: SpaceBox, _ open: [Int]) -> Int? {
        var candidates = Set<Int>()
        for constraint in open { candidates.formUnion(constraints[constraint].parameters) }
        if hasConditions || open.isEmpty { candidates = Set(space.parameters.indices) }
        let widths = candidates.map { (index: $0, width: box.width(of: $0, in: space)) }
        let widest = widths.filter { $0.width > 0 }.max { ($0.width, -$0.index) < ($1.width, -$1.index) }
        if let widest { return widest.index }
        // What the constraints name is settled; the rest decides only which of the values it is.
        let rest = space.parameters.indices.filter { !candidates.contains($0) && box.width(of: $0, in: space) > 0 }
        return open.isEmpty ? rest.first : nil
    }
}

/// Bounds of a constraint over a whole space.
package enum ConstraintBounds {
    /// Whether the constraint holds somewhere in the space, and whether it fails somewhere, as far as intervals tell: neither
    /// is ever false where such a place exists.
    package static func truth(of constraint: Constraint, over space: SearchSpace) -> (mayHold: Bool, mayFail: Bool) {
        let box = SpaceBox(space)
        let values = constraint.names.map { name in
            space.index(of: name).map { box.possibility(of: $0, in: space) } ?? .anything
        }
        let truth = constraint.program.truth(over: values)
        return (truth.mayHold, truth.mayFail)
    }
}
