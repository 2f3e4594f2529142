import HoneCore
import HoneNumerics

/// Random draws of a space in which every parameter is always active and nothing forbids a combination, kept as rows of values: a
/// configuration with its key takes ten times as long to make as its coordinates, and of thousands of draws a handful is looked at.
///
/// The draws are those of `RandomDraws` with the same generator.
struct DrawnRows: Sendable {
    /// Those that are drawn, in the order of drawing.
    private let parameters: [Parameter]
    private let fixed: [String: ParameterValue]
    /// `[rows, parameters]`.
    private let values: [ParameterValue]
    private(set) var features: FeatureMatrix

    /// Whether draws of the space are hardly ever equal (a range without steps is among its parameters), and all combinations of values
    /// are configurations.
    static func suit(_ space: SearchSpace) -> Bool {
        space.constraints.isEmpty && space.parameters.allSatisfy(\.conditions.isEmpty)
            && space.searched.contains { $0.domain.count == nil }
    }

    /// - Precondition: `suit(space)`.
    init(_ count: Int, of space: SearchSpace, using generator: inout SeededGenerator) {
        var parameters: [Parameter] = []
        var fixed: [String: ParameterValue] = [:]
        for index in space.order {
            let parameter = space.parameters[index]
            if case .fixed(let value) = parameter.domain {
                fixed[parameter.name] = value
            } else {
                parameters.append(parameter)
            }
        }
        // Of each column the parameter's place among those drawn: without conditions a parameter has one column.
        let encoder = FeatureEncoder(space)
        let places = encoder.columns.compactMap { column in
            parameters.firstIndex { $0.name == encoder.parameters[column.parameter].name }
        }
        var values: [ParameterValue] = []
        values.reserveCapacity(count * parameters.count)
        var features = FeatureMatrix(columns: encoder.columns.count)
        features.reserve(count)
        var row = [Double](repeating: 0, count: places.count)
        for start in stride(from: 0, to: count * parameters.count, by: max(parameters.count, 1)) {
            for parameter in parameters { values.append(parameter.domain.value(atQuantile: generator.uniform())) }
            for (column, place) in places.enumerated() {
                row[column] = encoder.coordinate(of: values[start + place], in: parameters[place].domain)
            }
            features.append(row)
        }
        self.parameters = parameters
        self.fixed = fixed
        self.values = values
        self.features = features
    }

    var count: Int { features.count }

    func configuration(at index: Int) -> Configuration {
        var made = fixed
        for (place, parameter) in parameters.enumerated() {
            made[parameter.name] = values[index * parameters.count + place]
        }
        return Configuration(made)
    }
}
