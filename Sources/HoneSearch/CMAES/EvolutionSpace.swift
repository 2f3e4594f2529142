import HoneCore

/// A search space in the terms of an evolution strategy: axes from 0 to 1 for what has an order, choices for what has none.
///
/// Values of an axis in steps have places on it; every configuration leaves the axes and choices of inactive parameters open.
struct EvolutionSpace: Sendable {
    let space: SearchSpace
    /// Parameters with an order, and those without.
    let axes: [Parameter]
    let categories: [Parameter]
    /// The places of an axis's values in rising order; nil for a continuous one, and for one with so many that it might be.
    let places: [[Double]?]
    private let axisNumbers: [String: Int]
    private let categoryNumbers: [String: Int]
    /// Whether a configuration says less than the point that it was made from.
    let isLossy: Bool

    /// Axes with more values count as continuous.
    private static let mostPlaces = 2000

    init(_ space: SearchSpace) {
        self.space = space
        axes = space.searched.filter { !$0.domain.isCategorical }
        categories = space.searched.filter(\.domain.isCategorical)
        places = axes.map { axis in
            guard let count = axis.domain.count, count <= Self.mostPlaces else { return nil }
            return (0..<count).compactMap { axis.domain.unit(axis.domain.value(atIndex: $0)) }
        }
        axisNumbers = Dictionary(uniqueKeysWithValues: axes.enumerated().map { ($1.name, $0) })
        categoryNumbers = Dictionary(uniqueKeysWithValues: categories.enumerated().map { ($1.name, $0) })
        isLossy = places.contains { $0 != nil } || axes.contains { !$0.conditions.isEmpty }
    }

    var dimension: Int { axes.count + categories.count }

    /// The configuration of an encoded point.
    func configuration(_ point: [Double], _ choices: [Int]) -> Configuration {
        space.configuration { parameter in
            if let axis = axisNumbers[parameter.name] { return parameter.domain.value(atUnit: point[axis]) }
            if let category = categoryNumbers[parameter.name] {
                return parameter.domain.value(atIndex: choices[category])
            }
            return parameter.domain.value(atQuantile: 0)
        }
    }

    /// The coordinates of a configuration, nil where a parameter is inactive.
    func coordinates(_ configuration: Configuration) -> [Double?] {
        axes.map { axis in configuration[axis.name].flatMap(axis.domain.unit) }
    }

    func choices(_ configuration: Configuration) -> [Int?] {
        categories.map { category in configuration[category.name].flatMap(category.domain.index) }
    }

    /// Where a search that starts from a configuration has its mean: what is inactive stands at its default or in the middle.
    func mean(at configuration: Configuration?) -> [Double] {
        axes.map { axis in
            (configuration?[axis.name] ?? axis.defaultValue).flatMap(axis.domain.unit) ?? 0.5
        }
    }
}
