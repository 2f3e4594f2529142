import HoneCore

/// Places configurations of a study in the space of past trials: parameters by their names, what the study lacks at the past
/// default, and numbers beyond the past range where the scale has them, so that a changed range does no harm.
struct PastEncoding: Sendable {
    let encoder: FeatureEncoder
    /// The study's parameter for each past one that has another name there.
    private let names: [String: String]
    /// Values of past parameters that the study does not have.
    private let standards: [String: ParameterValue]

    init(_ family: FamilySummary, _ match: ProgramMatch) {
        encoder = FeatureEncoder(family.space)
        names = Dictionary(match.pairs.map { ($0.theirs, $0.ours) }, uniquingKeysWith: { first, _ in first })
        standards = Dictionary(
            family.space.searched.filter { $0.conditions.isEmpty }
                .map { ($0.name, $0.defaultValue ?? $0.domain.value(atUnit: 0.5)) },
            uniquingKeysWith: { first, _ in first })
    }

    func features(_ configurations: [Configuration], of space: SearchSpace) -> FeatureMatrix {
        var matrix = FeatureMatrix(columns: encoder.columns.count)
        matrix.reserve(configurations.count)
        for configuration in configurations {
            var past = Configuration()
            for parameter in encoder.parameters {
                let name = names[parameter.name] ?? parameter.name
                // A parameter that the study has and this configuration does not is inactive, not unknown.
                let value = configuration[name] ?? (space[name] == nil ? standards[parameter.name] : nil)
                if let value { past[parameter.name] = Self.written(value, in: parameter.domain) }
            }
            matrix.append(encoder.row(past, isOpen: true))
        }
        return matrix
    }

    /// Among choices that are numbers the nearest.
    private static func written(_ value: ParameterValue, in domain: Domain) -> ParameterValue {
        guard case .categorical(let choices) = domain, !domain.contains(value), let number = value.number else {
            return value
        }
        let near = choices.filter { $0.number != nil }
            .min { abs(($0.number ?? 0) - number) < abs(($1.number ?? 0) - number) }
        return near ?? value
    }

    /// Length scales of the past for the study's parameters; those that the past does not know get the average.
    func logLengthScales(_ past: [Double], for other: FeatureEncoder) -> [Double] {
        let average = past.reduce(0, +) / Double(max(1, past.count))
        var known: [String: Double] = [:]
        for (parameter, scale) in zip(encoder.parameters, past) {
            known[names[parameter.name] ?? parameter.name] = scale
        }
        return other.parameters.map { known[$0.name] ?? average }
    }
}
