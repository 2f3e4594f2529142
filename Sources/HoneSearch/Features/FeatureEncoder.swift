import HoneCore

/// Turns configurations into coordinates such that squared distances mean what a Gaussian process needs, one component for
/// each searched parameter:
///
/// - numbers: the squared difference of their places on the parameter's scale, 0...1;
/// - categorical values: 0 if equal, 1 if not;
/// - orders of things: the share of pairs that stand the other way round (Kendall's distance, whose exponential is the Mallows
///   kernel: Jiao and Vert, 2018; Deshwal et al., "Bayesian optimization over permutation spaces", 2022), of more than 12
///   things the squared differences of their places (Spearman's distance), as a part of the largest that there is;
/// - a conditional parameter that is active in one configuration and not in the other: 1 for categorical values, 0.75 to 1 for
///   numbers; inactive in both: 0.
///
/// Every component is a squared distance between points of a Euclidean space (an inactive number stands beside the middle of
/// the range, at equal distance 1 from both ends; categories are the corners of a simplex), so that a kernel of the weighted
/// sum is positive definite whatever the conditions. A number at distance exactly 1 from an inactive one everywhere would
/// not be: no point is equally far from three points of a line.
package struct FeatureEncoder: Sendable, Hashable {
    /// What one coordinate is compared by, and which parameter's length scale it is divided by.
    package struct Column: Sendable, Hashable {
        package enum Comparison: Sendable, Hashable {
            /// The squared difference counts.
            case difference
            /// 1 if different, 0 if equal.
            case identity
        }

        package var comparison: Comparison
        /// Index among the searched parameters.
        package var parameter: Int
    }

    package let columns: [Column]
    /// The parameters that have a component, in the space's order.
    package let parameters: [Parameter]

    package init(_ space: SearchSpace) {
        parameters = space.searched
        var columns: [Column] = []
        for (index, parameter) in parameters.enumerated() {
            if parameter.domain.isCategorical {
                columns.append(Column(comparison: .identity, parameter: index))
            } else {
                let width = parameter.domain.items.map { OrderFeatures(count: $0.count).width } ?? 1
                columns += (0..<width).map { _ in Column(comparison: .difference, parameter: index) }
                if !parameter.conditions.isEmpty { columns.append(Column(comparison: .difference, parameter: index)) }
            }
        }
        self.columns = columns
    }

    /// The coordinates of one configuration, one for each column. A value that is missing counts as inactive; a number outside
    /// the domain (a study's space may have been narrowed since the trial) lies where the domain's scale has it or would have
    /// it, at most at its ends.
    ///
    /// - Parameter isOpen: whether numbers may lie beyond the ends of their range, up to its width away.
    package func row(_ configuration: Configuration, isOpen: Bool = false) -> [Double] {
        var row: [Double] = []
        row.reserveCapacity(columns.count)
        for parameter in parameters {
            let value = configuration[parameter.name]
            if parameter.domain.isCategorical {
                row.append(value.map { coordinate(of: $0, in: parameter.domain) } ?? -1)
                continue
            }
            if let items = parameter.domain.items {
                let order = value.flatMap(parameter.domain.order)
                row += OrderFeatures(count: items.count).row(order)
                if !parameter.conditions.isEmpty { row.append(order == nil ? Self.inactiveHeight : 0) }
                continue
            }
            let place = value.flatMap { parameter.domain.place(of: $0, isOpen: isOpen) }
            row.append(place ?? 0.5)
            if !parameter.conditions.isEmpty { row.append(place == nil ? Self.inactiveHeight : 0) }
        }
        return row
    }

    /// The first coordinate of a value of a domain.
    func coordinate(of value: ParameterValue, in domain: Domain) -> Double {
        domain.isCategorical ? domain.index(of: value).map(Double.init) ?? -1 : domain.place(of: value) ?? 0.5
    }

    package func encode(_ configurations: [Configuration]) -> FeatureMatrix {
        var matrix = FeatureMatrix(columns: columns.count)
        matrix.reserve(configurations.count)
        for configuration in configurations { matrix.append(row(configuration)) }
        return matrix
    }

    /// The height over the middle of 0...1 at which both ends are at distance 1.
    private static let inactiveHeight = 0.75.squareRoot()
}
