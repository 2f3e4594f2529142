import HoneCore

/// A full factorial of a search space: every combination of some values of each parameter.
///
/// Domains with few values, and orders of up to seven things, give all of them; others give `levels` that divide their scale evenly, both ends among them. The
/// combinations are numbered, the last parameter changing fastest, so that a grid of millions takes no memory.
///
///     let grid = SpaceGrid(space, levels: 5)
///     grid.count                                     // 25 for two ranges
///     grid.configuration(0)                          // both at their low ends
package struct SpaceGrid: Sendable {
    package let space: SearchSpace
    /// Combinations, those included that differ in inactive parameters only or that a constraint forbids; `Int.max` if they are
    /// even more.
    package let count: Int
    /// The values of each parameter of the space.
    private let values: [[ParameterValue]]
    private let places: [String: Int]

    /// - Parameter levels: values of a range with more than `Neighbours.fewValues`; at least 1.
    package init(_ space: SearchSpace, levels: Int) {
        self.space = space
        values = space.parameters.map { Self.values(of: $0.domain, levels: max(levels, 1)) }
        places = Dictionary(uniqueKeysWithValues: space.parameters.enumerated().map { ($1.name, $0) })
        count = values.reduce(1) { product, values in
            let (next, overflow) = product.multipliedReportingOverflow(by: values.count)
            return overflow ? Int.max : next
        }
    }

    /// Orders of things are all listed up to so many: of seven things.
    private static let mostOrders = 5040

    private static func values(of domain: Domain, levels: Int) -> [ParameterValue] {
        if let count = domain.count, count <= Neighbours.fewValues || domain.choices != nil {
            return (0..<count).map(domain.value(atIndex:))
        }
        if domain.items != nil, let count = domain.count, count <= mostOrders {
            return (0..<count).map(domain.value(atIndex:))
        }
        guard levels > 1 else { return [domain.value(atUnit: 0.5)] }
        var values: [ParameterValue] = []
        for level in 0..<levels {
            let value = domain.value(atUnit: Double(level) / Double(levels - 1))
            if value != values.last { values.append(value) }
        }
        return values
    }

    /// The combination of a number in 0 ..< `count`.
    ///
    /// - Returns: nil if a constraint forbids it, or if it is another number's too: of those that differ in inactive parameters
    ///   only, the one with the first values there counts.
    package func configuration(_ number: Int) -> Configuration? {
        var left = number
        var indices = [Int](repeating: 0, count: values.count)
        for place in values.indices.reversed() {
            indices[place] = left % values[place].count
            left /= values[place].count
        }
        var isActive = [Bool](repeating: false, count: values.count)
        let made = space.configuration { parameter in
            guard let place = places[parameter.name] else { return parameter.domain.value(atQuantile: 0) }
            isActive[place] = true
            return values[place][indices[place]]
        }
        guard zip(isActive, indices).allSatisfy({ $0 || $1 == 0 }), space.satisfiesConstraints(made) else { return nil }
        return made
    }
}
