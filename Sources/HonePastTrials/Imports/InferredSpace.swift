import HoneCore

/// Guesses a search space from the values that were tried, for sources that do not say it.
enum InferredSpace {
    /// A range whose ends differ at least by this factor is taken for logarithmic: tuners draw learning rates and the like
    /// over several decades, and linear ranges that begin near their end's hundredth are rare.
    private static let logRatio = 100.0

    /// - Parameters:
    ///   - names: the parameters, in the order they shall have.
    ///   - columns: each parameter's values over all trials; none is empty.
    static func space(names: [String], columns: [String: [ParameterValue]]) throws(SpaceError) -> SearchSpace {
        var parameters: [Parameter] = []
        for name in names { parameters.append(Parameter(name, domain(of: columns[name] ?? []))) }
        return try SearchSpace(parameters)
    }

    private static func domain(of values: [ParameterValue]) -> Domain {
        guard let first = values.first else { return .fixed("") }
        let distinct = Set(values)
        guard distinct.count > 1 else { return .fixed(first) }
        let numbers = values.compactMap(\.number)
        guard numbers.count == values.count, let low = numbers.min(), let high = numbers.max(), low < high else {
            return .categorical(distinct.sorted { "\($0)" < "\($1)" })
        }
        let scale: Scale = low > 0 && high / low >= logRatio ? .log : .linear
        let integers = values.compactMap { value -> Int? in
            if case .int(let integer) = value { return integer }
            return nil
        }
        if integers.count == values.count, let low = integers.min(), let high = integers.max() {
            return .int(low: low, high: high, scale: scale, step: nil)
        }
        return .float(low: low, high: high, scale: scale, step: nil)
    }
}
