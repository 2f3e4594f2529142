import HoneNumerics

/// Children by differential evolution, rand/1/bin (Storn and Price, "Differential evolution", 1997), on the genes of a search space.
struct DifferentialEvolution: Sendable, Hashable {
    /// How much of the difference of two parents is added to a third.
    var scale = 0.5
    /// How likely a gene is the mutant's rather than the target's.
    var crossover = 0.5

    /// - Parameters:
    ///   - target: the individual that the child would replace.
    ///   - parents: three others.
    func child(
        for target: [Double], parents: ([Double], [Double], [Double]), in genome: Genome,
        using generator: inout SeededGenerator
    ) -> [Double] {
        var child = target
        let certain = generator.integer(below: max(1, target.count))
        for locus in target.indices where genome.counts[locus] != 1 {
            guard locus == certain || generator.uniform() < crossover || target[locus].isNaN else { continue }
            child[locus] = mutant(
                parents.0[locus], parents.1[locus], parents.2[locus], isChoice: genome.isChoice[locus],
                using: &generator)
        }
        return child
    }

    private func mutant(
        _ base: Double, _ plus: Double, _ minus: Double, isChoice: Bool, using generator: inout SeededGenerator
    ) -> Double {
        if isChoice {
            // Where the two agree they say nothing against the base.
            guard plus != minus, generator.uniform() < scale else { return base.isNaN ? plus : base }
            return plus.isNaN ? base : plus
        }
        guard !base.isNaN, !plus.isNaN, !minus.isNaN else { return [base, plus, minus].first { !$0.isNaN } ?? .nan }
        let moved = base + scale * (plus - minus)
        // Beyond the ends: anywhere, as in DEHB.
        return moved >= 0 && moved <= 1 ? moved : generator.uniform()
    }
}
