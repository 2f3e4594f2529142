/// The parameters of a study, in the order the user wrote them, and the constraints between them.
///
/// A value of this type is valid: the initialiser checks everything that `SpaceError` lists.
public struct SearchSpace: Sendable, Hashable {
    /// In the order the user wrote them.
    public let parameters: [Parameter]
    /// What every configuration must meet, mixtures' sums among it.
    public let constraints: [Constraint]
    /// Parameters that add up to a total, as the user wrote them; each part is among `parameters` too.
    public let mixtures: [Mixture]
    /// Indices into `parameters` such that every parent comes before its children.
    package let order: [Int]
    /// Each parameter's index.
    private let indices: [String: Int]

    /// - Parameter mixtures: their parameters may be among `parameters`, where these stand elsewhere than at the end; the others
    ///   follow, and so do the constraints that they mean.
    /// - Throws: `SpaceError` for the first thing that makes no sense.
    public init(
        _ parameters: [Parameter], constraints: [Constraint] = [], mixtures: [Mixture] = []
    ) throws(SpaceError) {
        let (parameters, constraints) = try SearchSpace.expanded(parameters, constraints, mixtures)
        self.mixtures = mixtures
        indices = try SearchSpace.check(parameters)
        order = try SearchSpace.parentsFirst(parameters, indices)
        self.parameters = SearchSpace.canonical(parameters, indices)
        let names = Set(indices.keys)
        var resolved: [Constraint] = []
        for constraint in constraints {
            let constraint = try constraint.resolved(among: names)
            if let unknown = constraint.names.first(where: { !names.contains($0) }) {
                let hint = NearestName.find(unknown, among: names).map { "; did you mean \($0)?" }
                throw SpaceError(
                    .constraint(constraint.source),
                    "\(unknown) is not a parameter\(hint ?? "; a text stands in quotes: '\(unknown)'")")
            }
            resolved.append(constraint)
        }
        self.constraints = resolved
    }

    public static func == (a: SearchSpace, b: SearchSpace) -> Bool {
        a.parameters == b.parameters && a.constraints == b.constraints && a.mixtures == b.mixtures
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(parameters)
        hasher.combine(constraints)
    }

    /// The parameter of this name.
    public subscript(name: String) -> Parameter? { indices[name].map { parameters[$0] } }

    /// The parameter's place among `parameters`.
    package func index(of name: String) -> Int? { indices[name] }

    /// Parameters with more than one value, in the user's order.
    public var searched: [Parameter] { parameters.filter { $0.domain.isSearched } }

    /// How many configurations there are (conditions ignored, so an upper bound), or nil if the space is continuous or the
    /// number does not fit an `Int`.
    public var cardinality: Int? {
        var product = 1
        for parameter in parameters {
            guard let count = parameter.domain.count, count < Int.max else { return nil }
            let (next, overflow) = product.multipliedReportingOverflow(by: max(count, 1))
            guard !overflow else { return nil }
            product = next
        }
        return product
    }

    /// Builds a configuration from parents to children: `choose` is asked only for parameters that are active.
    public func configuration(choosing choose: (Parameter) throws -> ParameterValue) rethrows -> Configuration {
        var configuration = Configuration()
        for index in order {
            let parameter = parameters[index]
            guard parameter.conditions.allSatisfy({ $0.holds(in: configuration) }) else { continue }
            if case .fixed(let value) = parameter.domain {
                configuration[parameter.name] = value
            } else {
                configuration[parameter.name] = try choose(parameter)
            }
        }
        return configuration
    }

    /// The configuration as the space writes it, or the reason why it does not belong to the space.
    ///
    /// Inactive parameters are dropped; a missing active one is an error. Constraints are checked as well; the parts of a
    /// mixture may miss their total by what rounding leaves, which is then added to the largest.
    public func canonical(_ configuration: Configuration) throws(SpaceError) -> Configuration {
        for name in configuration.values.keys.sorted() where self[name] == nil {
            throw SpaceError(
                .parameter(name),
                "it is not a parameter of the study"
                    + NearestName.hint(for: name, among: parameters.map(\.name)))
        }
        var result = Configuration()
        for index in order {
            let parameter = parameters[index]
            guard parameter.conditions.allSatisfy({ $0.holds(in: result) }) else { continue }
            let given = configuration[parameter.name]
            if given == nil, case .fixed(let value) = parameter.domain {
                result[parameter.name] = value
                continue
            }
            guard let given else { throw SpaceError(.parameter(parameter.name), "it has no value") }
            guard let value = parameter.domain.canonical(given) else {
                throw SpaceError(.parameter(parameter.name), "\(given) is not one of its values: \(parameter.domain)")
            }
            result[parameter.name] = value
        }
        for mixture in mixtures { mixture.balance(&result) }
        if let broken = constraints.first(where: { !$0.holds(in: result) }) {
            throw SpaceError(.constraint(broken.source), "it does not hold for \(result)")
        }
        return result
    }

    /// Whether the configuration belongs to the space, written as the space writes it.
    public func contains(_ configuration: Configuration) -> Bool { (try? canonical(configuration)) == configuration }

    /// Whether all constraints hold; one that names an inactive parameter holds.
    public func satisfiesConstraints(_ configuration: Configuration) -> Bool {
        constraints.allSatisfy { $0.holds(in: configuration) }
    }

    /// The configuration of the defaults that the user stated, with the middle of its domain for every active parameter that
    /// has none; nil where no parameter has a default, or where a constraint forbids the result.
    ///
    /// It makes a good first trial. It is the user's own default only where `statedDefault` is the same.
    public var defaultConfiguration: Configuration? {
        guard parameters.contains(where: { $0.defaultValue != nil }) else { return nil }
        let configuration = configuration { $0.defaultValue ?? $0.domain.value(atUnit: 0.5) }
        return satisfiesConstraints(configuration) ? configuration : nil
    }

    /// The configuration that the user stated in full: every active parameter has a default, or one value only. Nil where
    /// anything would have to be made up.
    public var statedDefault: Configuration? {
        guard let configuration = defaultConfiguration else { return nil }
        let isStated = parameters.allSatisfy {
            configuration[$0.name] == nil || $0.defaultValue != nil || !$0.domain.isSearched
        }
        return isStated ? configuration : nil
    }

    /// A random configuration: every parameter uniform on its scale, constraints met by drawing again.
    ///
    /// - Returns: nil if no draw of `attempts` met the constraints.
    public func sample(using generator: inout some RandomNumberGenerator, attempts: Int = 10_000) -> Configuration? {
        for _ in 0..<attempts {
            let drawn = configuration { $0.domain.value(atQuantile: Double.random(in: 0..<1, using: &generator)) }
            if satisfiesConstraints(drawn) { return drawn }
        }
        return nil
    }
}
