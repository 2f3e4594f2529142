import HoneCore
import HoneNumerics
import Synchronization

/// The linear part of a space's constraints: draws from what it leaves without trying again, and brings configurations there.
///
/// A class since it owns a cache, which all that ask about the same space share; what it answers depends on the space alone.
final class LinearConstraints: Sendable {
    let space: SearchSpace
    /// Whether the linear conditions say all that the constraints say.
    let isComplete: Bool
    /// Whether something must be exactly equal to something.
    let hasEqualities: Bool
    private let variables: [LinearVariable]
    private let conditions: [LinearCondition]
    private let repair: EqualityRepair
    private let hasConditions: Bool
    /// By the names of the variables that are not active.
    private let regions = Mutex<[[String]: LinearRegion]>([:])

    private static let shared = Mutex<[SearchSpace: LinearConstraints]>([:])
    private static let mostShared = 16

    /// - Returns: nil where no constraint is linear in ranges.
    static func of(_ space: SearchSpace) -> LinearConstraints? {
        guard !space.constraints.isEmpty else { return nil }
        if let known = shared.withLock({ $0[space] }) { return known.conditions.isEmpty ? nil : known }
        let made = LinearConstraints(space)
        shared.withLock {
            if $0.count >= mostShared { $0 = [:] }
            $0[space] = made
        }
        return made.conditions.isEmpty ? nil : made
    }

    private init(_ space: SearchSpace) {
        self.space = space
        repair = EqualityRepair(space)
        hasConditions = space.parameters.contains { !$0.conditions.isEmpty }
        // What decides which others are active has to be settled before anything is drawn.
        let parents = Set(space.parameters.flatMap { $0.conditions.map(\.parent) })
        let all = space.parameters.filter { !parents.contains($0.name) }.compactMap(LinearVariable.init)
        let known = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
        var conditions: [LinearCondition] = []
        var isComplete = true
        for constraint in space.constraints {
            let found = constraint.linearConditions { name in
                if let variable = known[name] { return variable.isLog ? .logarithmic : .linear }
                guard let parameter = space[name], !parameter.domain.isSearched, parameter.conditions.isEmpty,
                    let number = parameter.domain.value(atIndex: 0).number
                else { return .other }
                return .constant(number)
            }
            conditions += found.conditions
            if !found.isComplete { isComplete = false }
        }
        let named = Set(conditions.flatMap(\.weights.keys))
        variables = all.filter { named.contains($0.name) }
        self.conditions = conditions
        self.isComplete = isComplete
        hasEqualities = conditions.contains(where: \.isEquality)
    }

    // MARK: - Drawing

    /// Draws that continue each other.
    func sampler() -> LinearSampler { LinearSampler(self) }

    /// The region of a configuration's active parameters.
    func region(of configuration: Configuration) -> (key: [String], region: LinearRegion) {
        let inactive = hasConditions ? variables.map(\.name).filter { configuration[$0] == nil } : []
        if let known = regions.withLock({ $0[inactive] }) { return (inactive, known) }
        let gone = Set(inactive)
        let made = LinearRegion(
            variables.filter { !gone.contains($0.name) },
            conditions.filter { !$0.weights.keys.contains(where: gone.contains) })
        regions.withLock { $0[inactive] = made }
        return (inactive, made)
    }

    /// The configuration itself, or one that differs by rounding, if all constraints hold.
    func meeting(_ configuration: Configuration) -> Configuration? {
        if space.satisfiesConstraints(configuration) { return configuration }
        guard hasEqualities else { return nil }
        var generator = SeededGenerator(seed: 0)
        guard let repaired = repair.repaired(configuration, keeping: nil, using: &generator),
            space.satisfiesConstraints(repaired)
        else { return nil }
        return repaired
    }

    // MARK: - Moving

    /// The configuration with its ranges moved to the nearest place that the linear conditions allow; nil where other
    /// constraints forbid that.
    func nearest(to configuration: Configuration) -> Configuration? {
        let region = region(of: configuration).region
        guard !region.isEmpty else { return nil }
        var moved = configuration
        for block in region.blocks {
            var values: [ParameterValue] = []
            for variable in block.variables {
                guard let value = configuration[variable.name] else { return nil }
                values.append(value)
            }
            guard let nearest = block.nearest(to: values) else { return nil }
            for (variable, value) in zip(block.variables, nearest) { moved[variable.name] = value }
        }
        return meeting(moved)
    }
}

/// Draws from a space under its linear constraints, one after the other.
struct LinearSampler {
    private let constraints: LinearConstraints
    private var walks: [[String]: [PolytopeWalk?]] = [:]

    init(_ constraints: LinearConstraints) { self.constraints = constraints }

    /// A configuration: ranges that linear conditions tie are uniform in what these allow, all others in their quantiles. Nil
    /// where it breaks another constraint.
    mutating func draw(using generator: inout SeededGenerator) -> Configuration? {
        var drawn = constraints.space.configuration { $0.domain.value(atQuantile: generator.uniform()) }
        let (key, region) = constraints.region(of: drawn)
        guard !region.isEmpty else { return nil }
        var own = walks[key] ?? region.blocks.map { _ in nil }
        defer { walks[key] = own }
        for (index, block) in region.blocks.enumerated() {
            guard let values = block.draw(continuing: &own[index], using: &generator) else { return nil }
            for (variable, value) in zip(block.variables, values) { drawn[variable.name] = value }
        }
        return constraints.meeting(drawn)
    }
}
