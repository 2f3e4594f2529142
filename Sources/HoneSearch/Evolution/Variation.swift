import Foundation
import HoneNumerics

/// How children are made of their parents' genes.
package struct Variation: Sendable, Hashable {
    /// How often a child has two parents rather than one.
    package var crossoverProbability = 0.9
    /// How often a gene of two parents is blended rather than taken from one of them.
    package var blendProbability = 0.5
    /// The distribution index of blending: high values stay near the parents.
    package var blendIndex = 5.0
    /// The distribution index of mutation: high values make small steps.
    package var mutationIndex = 5.0
    /// Genes of a child that mutate on average.
    package var mutations = 1.0

    package init() {}

    /// A child's genes. A gene that only one parent has is taken from it; one that neither has stays NaN.
    ///
    /// - Parameters:
    ///   - genome: what the genes are.
    ///   - mother: the only parent of some children.
    func child(
        of mother: [Double], and father: [Double], in genome: Genome, using generator: inout SeededGenerator
    ) -> [Double] {
        var child = mother
        if generator.uniform() < crossoverProbability {
            let inOrders = Set(genome.orders.joined())
            for locus in child.indices where !inOrders.contains(locus) {
                child[locus] = crossed(mother[locus], father[locus], genome.isChoice[locus], using: &generator)
            }
            for loci in genome.orders {
                child.replaceSubrange(
                    loci, with: OrderVariation.crossed(Array(mother[loci]), Array(father[loci]), using: &generator))
            }
        }
        return mutated(child, in: genome, using: &generator)
    }

    /// The genes with some of them changed: numbers by a step, choices for any other one.
    func mutated(_ genes: [Double], in genome: Genome, using generator: inout SeededGenerator) -> [Double] {
        var result = genes
        let inOrders = Set(genome.orders.joined())
        let open = genes.indices.filter { !genes[$0].isNaN && genome.counts[$0] != 1 && !inOrders.contains($0) }
        let orders = genome.orders.filter { !genes[$0].contains(where: \.isNaN) }
        guard !open.isEmpty || !orders.isEmpty else { return result }
        let probability = mutations / Double(open.count + orders.count)
        for loci in orders where generator.uniform() < probability {
            result.replaceSubrange(loci, with: OrderVariation.mutated(Array(genes[loci]), using: &generator))
        }
        for locus in open where generator.uniform() < probability {
            result[locus] = mutated(genes[locus], genome.isChoice[locus], genome.counts[locus], using: &generator)
        }
        return result
    }

    private func crossed(_ a: Double, _ b: Double, _ isChoice: Bool, using generator: inout SeededGenerator) -> Double {
        if a.isNaN { return b }
        if b.isNaN || a == b { return a }
        let (first, second) = generator.uniform() < 0.5 ? (a, b) : (b, a)
        guard !isChoice, generator.uniform() < blendProbability else { return first }
        return blended(first, second, draw: generator.uniform())
    }

    /// Simulated binary crossover within 0...1, the child near `near` (Deb and Agrawal, "Simulated binary crossover for
    /// continuous search space", 1995; the bounds as in Deb's code of NSGA-II: no probability is lost beyond them).
    package func blended(_ near: Double, _ far: Double, draw: Double) -> Double {
        let (low, high) = (min(near, far), max(near, far))
        guard high - low > 1e-14 else { return near }
        let isLow = near <= far
        let room = isLow ? low : 1 - high
        let most = 2 - pow(1 + 2 * room / (high - low), -(blendIndex + 1))
        let power = 1 / (blendIndex + 1)
        let spread = draw <= 1 / most ? pow(draw * most, power) : pow(1 / (2 - draw * most), power)
        let half = 0.5 * spread * (high - low)
        let middle = 0.5 * (low + high)
        return min(max(isLow ? middle - half : middle + half, 0), 1)
    }

    /// Polynomial mutation within 0...1 (Deb and Goyal, "A combined genetic adaptive search (GeneAS) for engineering design",
    /// 1996; bounded as in Deb's code of NSGA-II).
    package func stepped(_ gene: Double, draw: Double) -> Double {
        let power = 1 / (mutationIndex + 1)
        let step: Double
        if draw < 0.5 {
            step = pow(2 * draw + (1 - 2 * draw) * pow(1 - gene, mutationIndex + 1), power) - 1
        } else {
            step = 1 - pow(2 * (1 - draw) + 2 * (draw - 0.5) * pow(gene, mutationIndex + 1), power)
        }
        return min(max(gene + step, 0), 1)
    }

    private func mutated(
        _ gene: Double, _ isChoice: Bool, _ count: Int?, using generator: inout SeededGenerator
    ) -> Double {
        if isChoice, let count {
            let other = Double(generator.integer(below: count - 1))
            return other < gene ? other : other + 1
        }
        let moved = stepped(gene, draw: generator.uniform())
        guard let count, count < Self.manyValues else { return moved }
        // A step within the value's own share of the scale would be none.
        let width = 1 / Double(count - 1)
        guard abs(moved - gene) < width / 2 else { return moved }
        let isDown = gene < width / 2 ? false : (gene > 1 - width / 2 ? true : moved < gene)
        return isDown ? gene - width : gene + width
    }

    /// A scale of so many values is as good as continuous.
    private static let manyValues = 1000
}
