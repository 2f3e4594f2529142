import HoneCore

/// A search space in the terms of an evolution strategy: axes from 0 to 1 for what has an order, choices for what has none. An
/// order of things has an axis for each of them, by which they are sorted ("random keys": Bean, 1994).
///
/// Values of an axis in steps have places on it; every configuration leaves the axes and choices of inactive parameters open.
struct EvolutionSpace: Sendable {
    let space: SearchSpace
    /// An axis: a parameter's, or that of one of the things that it puts in an order.
    struct Axis: Sendable {
        let parameter: Parameter
        /// The thing's number; nil for a parameter that is a place on a scale.
        let item: Int?

        /// Where the axis stands at a value.
        func place(_ value: ParameterValue) -> Double? {
            guard let item else { return parameter.domain.unit(value) }
            return parameter.domain.order(of: value).map { Permutation.keys(of: $0)[item] }
        }
    }

    /// Parameters with an order, and those without.
    let axes: [Axis]
    let categories: [Parameter]
    /// The places of an axis's values in rising order; nil for a continuous one, and for one with so many that it might be.
    let places: [[Double]?]
    private let axisNumbers: [String: Int]
    /// The axes of each order of things.
    private let orders: [Range<Int>]
    private let categoryNumbers: [String: Int]
    /// Whether a configuration says less than the point that it was made from.
    let isLossy: Bool

    /// Axes with more values count as continuous.
    private static let mostPlaces = 2000

    init(_ space: SearchSpace) {
        self.space = space
        let axes = space.searched.filter { !$0.domain.isCategorical }.flatMap { parameter in
            parameter.domain.items.map { items in items.indices.map { Axis(parameter: parameter, item: $0) } }
                ?? [Axis(parameter: parameter, item: nil)]
        }
        self.axes = axes
        categories = space.searched.filter(\.domain.isCategorical)
        places = axes.map { axis in
            let domain = axis.parameter.domain
            guard axis.item == nil, let count = domain.count, count <= Self.mostPlaces else { return nil }
            return (0..<count).compactMap { domain.unit(domain.value(atIndex: $0)) }
        }
        axisNumbers = Dictionary(
            axes.enumerated().map { ($1.parameter.name, $0) }, uniquingKeysWith: { first, _ in first })
        orders = axes.indices.filter { axes[$0].item == 0 }.map { first in
            first..<(first + (axes[first].parameter.domain.items?.count ?? 1))
        }
        categoryNumbers = Dictionary(uniqueKeysWithValues: categories.enumerated().map { ($1.name, $0) })
        isLossy = places.contains { $0 != nil } || axes.contains { !$0.parameter.conditions.isEmpty || $0.item != nil }
    }

    var dimension: Int { axes.count + categories.count }

    /// The configuration of an encoded point.
    func configuration(_ point: [Double], _ choices: [Int]) -> Configuration {
        space.configuration { parameter in
            if let axis = axisNumbers[parameter.name] {
                guard let items = parameter.domain.items else { return parameter.domain.value(atUnit: point[axis]) }
                return parameter.domain.value(
                    inOrder: Permutation.order(byKeys: Array(point[axis..<(axis + items.count)])))
            }
            if let category = categoryNumbers[parameter.name] {
                return parameter.domain.value(atIndex: choices[category])
            }
            return parameter.domain.value(atQuantile: 0)
        }
    }

    /// The coordinates of a configuration, nil where a parameter is inactive.
    func coordinates(_ configuration: Configuration) -> [Double?] {
        axes.map { axis in configuration[axis.parameter.name].flatMap(axis.place) }
    }

    /// A point with the keys of each order where a configuration made of it would have them.
    func settled(_ point: [Double]) -> [Double] {
        var result = point
        for axes in orders {
            result.replaceSubrange(axes, with: Permutation.keys(of: Permutation.order(byKeys: Array(point[axes]))))
        }
        return result
    }

    func choices(_ configuration: Configuration) -> [Int?] {
        categories.map { category in configuration[category.name].flatMap(category.domain.index) }
    }

    /// Where a search that starts from a configuration has its mean: what is inactive stands at its default or in the middle.
    func mean(at configuration: Configuration?) -> [Double] {
        axes.map { axis in
            (configuration?[axis.parameter.name] ?? axis.parameter.defaultValue).flatMap(axis.place) ?? 0.5
        }
    }
}
