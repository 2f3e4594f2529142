import HoneCore
import HoneNumerics

/// A search space as evolution sees it: a gene for each parameter, those that others depend on first.
///
/// A gene is the value's place on the parameter's scale in 0...1 for numbers and ordered lists, its index for choices without an
/// order, and NaN where the parameter is not active.
struct Genome: Sendable {
    let space: SearchSpace
    /// The parameters, parents before children.
    let parameters: [Parameter]
    /// Whether the gene is an index, and not a place on a scale.
    let isChoice: [Bool]
    /// How many values a gene has; nil for continuous ranges.
    let counts: [Int?]

    init(_ space: SearchSpace) {
        self.space = space
        parameters = space.order.map { space.parameters[$0] }
        isChoice = parameters.map(\.domain.isCategorical)
        counts = parameters.map(\.domain.count)
    }

    /// The genes of a configuration of the space.
    func genes(of configuration: Configuration) -> [Double] {
        parameters.indices.map { locus in
            let parameter = parameters[locus]
            guard let value = configuration[parameter.name] else { return .nan }
            if isChoice[locus] { return parameter.domain.index(of: value).map(Double.init) ?? .nan }
            return parameter.domain.unit(value) ?? .nan
        }
    }

    /// The configuration that the genes stand for. Genes of inactive parameters are dropped; active parameters without a gene
    /// are drawn at random.
    ///
    /// - Parameter genes: one a parameter; places beyond 0...1 count as the nearer end.
    func configuration(_ genes: [Double], using generator: inout SeededGenerator) -> Configuration {
        var configuration = Configuration()
        configuration.values.reserveCapacity(parameters.count)
        for (locus, parameter) in parameters.enumerated() {
            guard parameter.conditions.isEmpty || parameter.conditions.allSatisfy({ $0.holds(in: configuration) })
            else { continue }
            configuration.values[parameter.name] = value(genes[locus], at: locus, using: &generator)
        }
        return configuration
    }

    private func value(_ gene: Double, at locus: Int, using generator: inout SeededGenerator) -> ParameterValue {
        let domain = parameters[locus].domain
        if case .fixed(let value) = domain { return value }
        guard !gene.isNaN else { return domain.value(atQuantile: generator.uniform()) }
        guard isChoice[locus], let count = counts[locus] else { return domain.value(atUnit: gene) }
        return domain.value(atIndex: min(max(Int(gene), 0), count - 1))
    }
}
