import HoneCore

/// Configurations as the rows of a table that trees are grown on: places on the parameters' scales, numbers of choices, the
/// place of each thing of an order, and NaN where a parameter is inactive.
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
        columns = parameters.flatMap { parameter -> [Column] in
            if let items = parameter.domain.items { return items.map { _ in .ordered } }
            return [parameter.domain.isCategorical ? .choices : .ordered]
        }
    }

    package func row(_ configuration: Configuration) -> [Double] {
        var row: [Double] = []
        row.reserveCapacity(columns.count)
        for parameter in parameters {
            let value = configuration[parameter.name]
            if let items = parameter.domain.items {
                let order = value.flatMap(parameter.domain.order)
                row += order.map { Permutation.places(of: $0).map(Double.init) } ?? items.map { _ in .nan }
            } else if parameter.domain.isCategorical {
                row.append(value.flatMap(parameter.domain.index(of:)).map(Double.init) ?? .nan)
            } else {
                row.append(value.flatMap { parameter.domain.place(of: $0) } ?? .nan)
            }
        }
        return row
    }
}
