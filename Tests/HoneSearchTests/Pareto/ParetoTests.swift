import HoneNumerics
import Testing

struct ParetoTests {
    private static func vectors(_ count: Int, _ dimension: Int, levels: Int? = nil, seed: UInt64 = 1) -> [[Double]] {
        var generator = SeededGenerator(seed: seed).fork("\(dimension)", count)
        return (0..<count).map { _ in
            (0..<dimension).map { _ in levels.map { Double(generator.integer(below: $0)) } ?? generator.uniform() }
        }
    }

    @Test(
        "A vector's rank is one more than the highest among those that dominate it",
        arguments: [1, 2, 3, 5], [Int?.none, 3])
    func ranksFollowFromDominance(dimension: Int, levels: Int?) {
        let vectors = Self.vectors(60, dimension, levels: levels)
        let ranks = NonDominatedSorting.ranks(of: vectors)
        for (index, vector) in vectors.enumerated() {
            let above = vectors.indices.filter { Dominance.dominates(vectors[$0], vector) }.map { ranks[$0] }
            #expect(ranks[index] == (above.max().map { $0 + 1 } ?? 0))
        }
    }

    @Test func ranksDoNotDependOnTheOrder() {
        let vectors = Self.vectors(50, 3, levels: 4)
        let ranks = NonDominatedSorting.ranks(of: vectors)
        #expect(NonDominatedSorting.ranks(of: vectors.reversed()) == ranks.reversed())
    }

    @Test func constrainedRanksFollowFromConstrainedDominance() {
        let vectors = Self.vectors(40, 2, levels: 5)
        let violations = vectors.indices.map { Double(max(0, $0 % 7 - 3)) }
        let ranks = NonDominatedSorting.ranks(of: vectors, violations: violations)
        for a in vectors.indices {
            for b in vectors.indices
            where Dominance.dominates(vectors[a], violating: violations[a], vectors[b], violating: violations[b]) {
                #expect(ranks[a] < ranks[b])
            }
        }
        let feasible = violations.indices.filter { violations[$0] == 0 }.map { ranks[$0] }
        let infeasible = violations.indices.filter { violations[$0] > 0 }.map { ranks[$0] }
        #expect((feasible.max() ?? 0) < (infeasible.min() ?? 0))
    }

    @Test func aValueThatIsNoNumberIsTheWorst() {
        #expect(NonDominatedSorting.ranks(of: [[.nan, 0], [1, 0], [.infinity, 0]]) == [1, 0, 1])
        #expect(Hypervolume.of([[.nan, 0], [1, 1]], reference: [2, 2]) == 1)
    }

    @Test func anUnknownViolationIsTheWorst() {
        #expect(NonDominatedSorting.ranks(of: [[0], [1], [2]], violations: [.nan, 5, -1]) == [2, 1, 0])
    }

    @Test func theEndsOfAFrontAreInfinitelyLonely() {
        let distances = CrowdingDistance.distances(of: [[0, 4], [1, 1], [4, 0], [0.5, 2]])
        #expect(distances[0] == .infinity && distances[2] == .infinity)
        #expect(abs(distances[1] - (3.5 / 4 + 2.0 / 4)) < 1e-12)
    }

    @Test func infiniteValuesLeaveNoDistanceThatIsNoNumber() {
        let distances = CrowdingDistance.distances(of: [[0, .infinity], [1, 3], [2, 1], [.infinity, -.infinity]])
        #expect(distances.allSatisfy { !$0.isNaN })
    }

    @Test("Hypervolume is what a count of grid cells says", arguments: [1, 2, 3, 4, 5])
    func hypervolumeIsThatOfACount(dimension: Int) {
        // On whole numbers the dominated region consists of unit cells.
        let vectors = Self.vectors(9, dimension, levels: 4)
        let side = 4
        var cells = 0
        let total = (0..<dimension).reduce(1) { product, _ in product * side }
        for cell in 0..<total {
            var rest = cell
            let corner = (0..<dimension).map { _ in
                defer { rest /= side }
                return Double(rest % side)
            }
            if vectors.contains(where: { zip($0, corner).allSatisfy { $0 <= $1 } }) { cells += 1 }
        }
        let volume = Hypervolume.of(vectors, reference: Array(repeating: Double(side), count: dimension))
        #expect(abs(volume - Double(cells)) < 1e-9)
    }

    @Test("A contribution is what is missing without the vector", arguments: [2, 3, 4], [Int?.none, 3])
    func contributionsAreDifferences(dimension: Int, levels: Int?) {
        let vectors = Self.vectors(12, dimension, levels: levels)
        let reference = Array(repeating: levels.map(Double.init) ?? 0.9, count: dimension)
        let volume = Hypervolume.of(vectors, reference: reference)
        let contributions = Hypervolume.contributions(of: vectors, reference: reference)
        for index in vectors.indices {
            var others = vectors
            others.remove(at: index)
            #expect(abs(contributions[index] - (volume - Hypervolume.of(others, reference: reference))) < 1e-9)
        }
    }

    @Test func nothingDominatesNothing() {
        #expect(Hypervolume.of([], reference: [1, 1]) == 0)
        #expect(Hypervolume.of([[2, 0]], reference: [1, 1]) == 0)
        #expect(Hypervolume.contributions(of: [], reference: [1, 1]).isEmpty)
        #expect(NonDominatedSorting.ranks(of: []).isEmpty)
        #expect(Hypervolume.of([[-.infinity, 0]], reference: [1, 1]) == .infinity)
    }
}
