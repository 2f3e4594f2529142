extension SearchSpace {
    /// Parameters and constraints with those that mixtures stand for, where they are not there yet.
    ///
    /// - Throws: `SpaceError` for a mixture that can be none, and for a part whose name another parameter has.
    static func expanded(
        _ parameters: [Parameter], _ constraints: [Constraint], _ mixtures: [Mixture]
    ) throws(SpaceError) -> ([Parameter], [Constraint]) {
        guard !mixtures.isEmpty else { return (parameters, constraints) }
        var parameters = parameters
        var constraints = constraints
        for (index, mixture) in mixtures.enumerated() {
            try mixture.check()
            guard !mixtures[..<index].contains(where: { $0.name == mixture.name }),
                !parameters.contains(where: { $0.name == mixture.name })
            else { throw SpaceError(.parameter(mixture.name), "it is given twice; rename or drop one of the two") }
            for part in mixture.parameters {
                guard let known = parameters.first(where: { $0.name == part.name }) else {
                    parameters.append(part)
                    continue
                }
                guard known.domain == part.domain, known.conditions == part.conditions else {
                    throw SpaceError(
                        .parameter(part.name), "it is a part of the mixture \(mixture.name) too; rename one of the two")
                }
            }
            let text = mixture.constraintText
            guard !constraints.contains(where: { $0.source == text }) else { continue }
            constraints.append(try Constraint(parsing: text))
        }
        return (parameters, constraints)
    }

    /// The mixture that a parameter is a part of.
    public func mixture(of parameter: String) -> Mixture? {
        mixtures.first { mixture in mixture.parts.contains { mixture.parameterName(of: $0) == parameter } }
    }

    /// The constraints that the user wrote: those that mixtures mean are left out.
    public var statedConstraints: [Constraint] {
        let implied = Set(mixtures.map(\.constraintText))
        return constraints.filter { !implied.contains($0.source) }
    }
}

extension Mixture {
    /// Adds to the parts of a configuration what rounding left to the total.
    func balance(_ configuration: inout Configuration) {
        let names = parts.map(parameterName)
        let values = names.compactMap { configuration[$0]?.number }
        guard values.count == names.count, let balanced = balanced(values) else { return }
        for (name, value) in zip(names, balanced) { configuration[name] = .float(value) }
    }
}
