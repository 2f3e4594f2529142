import HoneNumerics
import Testing

/// scipy 1.17: `wilcoxon(differences, alternative="greater", zero_method="zsplit").pvalue`.
struct SignedRankTestTests {
    @Test(
        arguments: [
            ([1, 2, 3], 0.125),
            ([0.3, -0.1, 0.7, 1.2, -0.4, 0.9], 0.109375),
            ([1, 1, -1, 2, 0, 3], 0.125),
            ([-1, -2, -3, -4], 1),
            ([0, 0, 0], 1),
        ] as [([Double], Double)])
    func probabilitiesAreScipys(differences: [Double], known: Double) {
        #expect(abs(SignedRankTest.probabilityOfMore(differences) - known) < 1e-12)
    }

    @Test func bothSidesAddUpToMoreThanOneByTheObservedValue() {
        var generator = SeededGenerator(seed: 4)
        for count in 2...30 {
            let differences = (0..<count).map { _ in generator.normal() }
            let sum =
                SignedRankTest.probabilityOfMore(differences)
                + SignedRankTest.probabilityOfMore(differences.map { -$0 })
            #expect(sum > 1 - 1e-12 && sum <= 2)
        }
    }

    @Test func theApproximationMeetsTheExactCount() {
        var generator = SeededGenerator(seed: 5)
        var differences = (0..<50).map { _ in generator.normal() + 0.25 }
        let exact = SignedRankTest.probabilityOfMore(differences)
        // A tie among more than 13 makes it approximate: here of the two smallest, which moves next to nothing.
        let order = differences.indices.sorted { abs(differences[$0]) < abs(differences[$1]) }
        let second = abs(differences[order[1]])
        differences[order[0]] = differences[order[0]] < 0 ? -second : second
        #expect(abs(exact - SignedRankTest.probabilityOfMore(differences)) < 0.01)
    }
}
