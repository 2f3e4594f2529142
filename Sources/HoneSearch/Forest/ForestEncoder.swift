import HoneCore

/// Configurations as the rows of a table that trees are grown on: places on the parameters' scales, numbers of choices, and NaN
/// where a parameter is inactive.
package struct ForestEncoder: Sendable {
    /// What the values of a column mean.
    package enum Column: Sendable, Hashable {
        /// Their order means something.
        case ordered
        /// Only whether they are equal does.
        case choices
    }

    package let columns: [Column]
    private let parameters: [Parameter]

    package init(_ space: SearchSpace) {
        parameters = space.searched
        columns = parameters.map { $0.domain.isCategorical ? .choices : .ordered }
    }

    package func row(_ configuration: Configuration) -> [Double] {
        parameters.map { parameter in
            guard let value = configuration[parameter.name] else { return .nan }
            if parameter.domain.isCategorical { return parameter.domain.index(of: value).map(Double.init) ?? .nan }
            return parameter.domain.place(of: value) ?? .nan
        }
    }
}
