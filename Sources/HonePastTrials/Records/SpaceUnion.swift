import HoneCore

/// The space that several tasks of one program have together, where their own differ in order, ranges or choices.
///
/// Sources write one program's space in different ways: another order, a narrower range, fewer choices. Parameters of one
/// name and kind are one parameter; its range is from the lowest to the highest, its choices are all that stand in one of
/// them. Each task keeps its own space: a trial outside it would be none of the task.
package enum SpaceUnion {
    /// Whether two spaces are one program's: the same names, each with numbers in both or with choices in both.
    package static func areSame(_ a: SearchSpace, _ b: SearchSpace) -> Bool {
        guard a.parameters.count == b.parameters.count else { return false }
        return a.parameters.allSatisfy { parameter in
            b[parameter.name].map { union(parameter.domain, $0.domain) != nil } ?? false
        }
    }

    /// The joint space of one program, parameters in the order of the first; nil if the spaces are of different programs.
    ///
    /// The default is the first one that a space states. Conditions that all state stay, under all values that one of them
    /// names; a parameter that is unconditional in one space is so in the union. Constraints hold in single tasks only.
    package static func of(_ spaces: [SearchSpace]) -> SearchSpace? {
        guard let first = spaces.first else { return nil }
        var parameters = first.parameters
        for space in spaces.dropFirst() {
            guard space.parameters.count == parameters.count else { return nil }
            for index in parameters.indices {
                guard let other = space[parameters[index].name],
                    let domain = union(parameters[index].domain, other.domain)
                else { return nil }
                parameters[index].domain = domain
                parameters[index].defaultValue = parameters[index].defaultValue ?? other.defaultValue
                parameters[index].meaning = parameters[index].meaning ?? other.meaning
                parameters[index].conditions = union(parameters[index].conditions, other.conditions)
            }
        }
        for index in parameters.indices {
            parameters[index].defaultValue = parameters[index].defaultValue.flatMap(parameters[index].domain.canonical)
        }
        return try? SearchSpace(parameters)
    }

    private static func union(_ a: [Condition], _ b: [Condition]) -> [Condition] {
        a.compactMap { condition in
            guard let other = b.first(where: { $0.parent == condition.parent }) else { return nil }
            return Condition(parent: condition.parent, values: joined(condition.values, other.values))
        }
    }

    /// Nil where one holds numbers of a range and the other choices.
    private static func union(_ a: Domain, _ b: Domain) -> Domain? {
        switch (a, b) {
        case (.int(let low, let high, let scale, let step), .int(let low2, let high2, let scale2, let step2)):
            let isGrid = step == step2 && (step == nil || (low2 - low) % (step ?? 1) == 0)
            return .int(
                low: min(low, low2), high: max(high, high2), scale: union(scale, scale2, low: Double(min(low, low2))),
                step: isGrid ? step : nil)
        case (.float, .float), (.float, .int), (.int, .float):
            guard let (low, high, scale) = range(a), let (low2, high2, scale2) = range(b) else { return nil }
            return .float(
                low: min(low, low2), high: max(high, high2), scale: union(scale, scale2, low: min(low, low2)), step: nil
            )
        case (.float, _), (.int, _), (_, .float), (_, .int):
            return nil
        case (.permutation(let items), .permutation(let others)): return Set(items) == Set(others) ? a : nil
        case (.permutation, _), (_, .permutation): return nil
        case (.fixed(let value), .fixed(let other)) where value == other: return a
        case (.ordinal(let values, let scale), .ordinal(let others, let scale2)):
            let all = joined(values, others)
            let numbers = all.compactMap(\.number)
            // Numbers have an order of their own; of other choices only one list can say it.
            guard numbers.count == all.count else { return Set(values) == Set(others) ? a : .categorical(all) }
            return .ordinal(
                all.sorted { ($0.number ?? 0) < ($1.number ?? 0) }, scale: scale == scale2 ? scale : scale ?? scale2)
        default: return .categorical(joined(a.choices ?? [], b.choices ?? []))
        }
    }

    private static func range(_ domain: Domain) -> (Double, Double, Scale)? {
        switch domain {
        case .float(let low, let high, let scale, _): (low, high, scale)
        case .int(let low, let high, let scale, _): (Double(low), Double(high), scale)
        case .categorical, .ordinal, .fixed, .permutation: nil
        }
    }

    /// Logarithmic if one of them is, and the joint range allows it.
    private static func union(_ a: Scale, _ b: Scale, low: Double) -> Scale {
        (a == .log || b == .log) && low > 0 ? .log : .linear
    }

    private static func joined(_ a: [ParameterValue], _ b: [ParameterValue]) -> [ParameterValue] {
        a
            + b.filter { value in
                !a.contains { $0 == value || ($0.number != nil && $0.number == value.number) }
            }
    }
}
