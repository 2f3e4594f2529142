import HoneCore
import HoneNumerics

/// A search space as evolution sees it: a gene for each parameter, those that others depend on first.
///
/// A gene is the value's place on the parameter's scale in 0...1 for numbers and ordered lists, its index for choices without an
/// order, and NaN where the parameter is not active. An order of things has a gene for each of them, by which they are sorted
/// (`Permutation.keys`).
struct Genome: Sendable {
    let space: SearchSpace
    /// The parameters, parents before children.
    let parameters: [Parameter]
    /// Whether a gene is an index, and not a place on a scale.
    let isChoice: [Bool]
    /// How many values a gene has; nil for continuous ranges.
    let counts: [Int?]
    /// The genes of each parameter.
    let loci: [Range<Int>]
    /// The genes of each order of things.
    let orders: [Range<Int>]

    init(_ space: SearchSpace) {
        self.space = space
        parameters = space.order.map { space.parameters[$0] }
        var isChoice: [Bool] = []
        var counts: [Int?] = []
        var loci: [Range<Int>] = []
        for parameter in parameters {
            let width = parameter.domain.items?.count ?? 1
            loci.append(isChoice.count..<(isChoice.count + width))
            for _ in 0..<width {
                isChoice.append(parameter.domain.isCategorical)
                counts.append(parameter.domain.items == nil ? parameter.domain.count : nil)
            }
        }
        (self.isChoice, self.counts, self.loci) = (isChoice, counts, loci)
        orders = zip(parameters, loci).filter { $0.0.domain.items != nil }.map(\.1)
    }

    /// The genes of a configuration of the space.
    func genes(of configuration: Configuration) -> [Double] {
        var genes: [Double] = []
        genes.reserveCapacity(isChoice.count)
        for (parameter, locus) in zip(parameters, loci) {
            let value = configuration[parameter.name]
            if parameter.domain.items != nil {
                let order = value.flatMap(parameter.domain.order)
                genes += order.map(Permutation.keys) ?? locus.map { _ in .nan }
            } else if parameter.domain.isCategorical {
                genes.append(value.flatMap(parameter.domain.index(of:)).map(Double.init) ?? .nan)
            } else {
                genes.append(value.flatMap(parameter.domain.unit) ?? .nan)
            }
        }
        return genes
    }

    /// The configuration that the genes stand for. Genes of inactive parameters are dropped; active parameters without a gene
    /// are drawn at random.
    ///
    /// - Parameter genes: those of `loci`; places beyond 0...1 count as the nearer end.
    func configuration(_ genes: [Double], using generator: inout SeededGenerator) -> Configuration {
        var configuration = Configuration()
        configuration.values.reserveCapacity(parameters.count)
        for (parameter, locus) in zip(parameters, loci) {
            guard parameter.conditions.isEmpty || parameter.conditions.allSatisfy({ $0.holds(in: configuration) })
            else { continue }
            configuration.values[parameter.name] = value(genes[locus], of: parameter, using: &generator)
        }
        return configuration
    }

    private func value(
        _ genes: ArraySlice<Double>, of parameter: Parameter, using generator: inout SeededGenerator
    ) -> ParameterValue {
        let domain = parameter.domain
        if case .fixed(let value) = domain { return value }
        guard let gene = genes.first, !genes.contains(where: \.isNaN) else {
            return domain.value(atQuantile: generator.uniform())
        }
        if domain.items != nil { return domain.value(inOrder: Permutation.order(byKeys: Array(genes))) }
        guard domain.isCategorical, let count = domain.count else { return domain.value(atUnit: gene) }
        return domain.value(atIndex: min(max(Int(gene), 0), count - 1))
    }
}
