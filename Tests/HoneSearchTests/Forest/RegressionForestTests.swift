import HoneCore
import HoneNumerics
import HoneSearch
import Testing

struct RegressionForestTests {
    @Test func aStepIsLearntAndDoubtIsLargestWhereNothingWasSeen() {
        var generator = SeededGenerator(seed: 1)
        // Nothing between 0.4 and 0.6, where the step is.
        let places = (0..<60).map { _ in generator.uniform() }.map { $0 < 0.5 ? 0.8 * $0 : 1 - 0.8 * (1 - $0) }
        let forest = RegressionForest(
            [.ordered], rows: places.map { [$0] }, targets: places.map { $0 < 0.5 ? 0.0 : 1.0 }, using: &generator)
        #expect(abs(forest.predict([0.2]).mean) < 0.01)
        #expect(abs(forest.predict([0.8]).mean - 1) < 0.01)
        let between = (0..<20).map { forest.predict([0.41 + 0.009 * Double($0)]).variance }
        #expect((between.max() ?? 0) > 100 * forest.predict([0.2]).variance)
    }

    @Test func aSubsetOfChoicesIsOneQuestion() {
        var generator = SeededGenerator(seed: 2)
        let rows = (0..<120).map { [Double($0 % 6)] }
        let targets = rows.map { [0, 3, 4].contains($0[0]) ? 1.0 : 2.0 }
        let forest = RegressionForest([.choices], rows: rows, targets: targets, using: &generator)
        for choice in 0..<6 {
            #expect(abs(forest.predict([Double(choice)]).mean - ([0, 3, 4].contains(choice) ? 1 : 2)) < 1e-9)
        }
    }

    @Test func aMissingValueIsABranchOfItsOwn() {
        var generator = SeededGenerator(seed: 3)
        // Rows without a value are the best; those with one get better with it.
        let rows = (0..<200).map { index in [index % 2 == 0 ? Double.nan : generator.uniform(), generator.uniform()] }
        let targets = rows.map { $0[0].isNaN ? -1.0 : 1 - $0[0] }
        let forest = RegressionForest([.ordered, .ordered], rows: rows, targets: targets, using: &generator)
        #expect(forest.predict([.nan, 0.5]).mean < -0.9)
        #expect(forest.predict([0.05, 0.5]).mean > 0.7)
        #expect(abs(forest.predict([0.95, 0.5]).mean) < 0.2)
    }

    @Test func theSameSeedGrowsTheSameForest() {
        var generator = SeededGenerator(seed: 4)
        let rows = (0..<40).map { _ in (0..<3).map { _ in generator.uniform() } }
        let targets = rows.map { $0[0] + $0[1] * $0[2] }
        func prediction(_ seed: UInt64) -> Double {
            var generator = SeededGenerator(seed: seed)
            return RegressionForest([.ordered, .ordered, .ordered], rows: rows, targets: targets, using: &generator)
                .predict([0.3, 0.4, 0.5]).mean
        }
        #expect(prediction(1) == prediction(1))
        #expect(prediction(1) != prediction(2))
    }
}
