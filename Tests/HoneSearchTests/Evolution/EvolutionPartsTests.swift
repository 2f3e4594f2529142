import HoneCore
import HoneNumerics
import HoneSearch
import Testing

struct EvolutionPartsTests {
    @Test func blendedGenesStayInTheirRangeAndNearTheirParents() {
        var generator = SeededGenerator(seed: 1)
        let variation = Variation()
        var isBeyond = false
        for _ in 0..<2000 {
            let (a, b) = (generator.uniform(), generator.uniform())
            let child = variation.blended(a, b, draw: generator.uniform())
            #expect(child >= 0 && child <= 1)
            #expect(abs(child - a) <= abs(child - b) + 1e-12)
            if child < min(a, b) || child > max(a, b) { isBeyond = true }
        }
        #expect(isBeyond)
        #expect(variation.blended(0.3, 0.3, draw: 0.9) == 0.3)
    }

    @Test func stepsStayInTheRangeAndAreSmallAtHighIndices() {
        var generator = SeededGenerator(seed: 2)
        for index in [5.0, 100.0] {
            var variation = Variation()
            variation.mutationIndex = index
            let steps = (0..<1000).map { _ -> Double in
                let gene = generator.uniform()
                let moved = variation.stepped(gene, draw: generator.uniform())
                #expect(moved >= 0 && moved <= 1)
                return abs(moved - gene)
            }
            let mean = steps.reduce(0, +) / 1000
            // The mean of 1 - u^(1/(index + 1)) is 1/(index + 2), less what the ends cut off.
            #expect(mean < 1.15 / (index + 2) && mean > 0.4 / (index + 2))
        }
    }

    @Test func referencePointsAreDasAndDennis() {
        #expect(ReferencePoints.points(dimension: 2, divisions: 2) == [[0, 1], [0.5, 0.5], [1, 0]])
        // Deb and Jain 2014, table I: 91 points for three objectives and 12 divisions, 210 for five and 6.
        #expect(ReferencePoints.points(dimension: 3, divisions: 12).count == 91)
        #expect(ReferencePoints.count(dimension: 5, divisions: 6) == 210)
        for point in ReferencePoints.points(dimension: 4, divisions: 5) {
            #expect(abs(point.reduce(0, +) - 1) < 1e-12)
        }
        #expect(ReferencePoints.divisions(dimension: 3, atMost: 100) == 12)
        #expect(ReferencePoints.divisions(dimension: 8, atMost: 3) == 1)
    }

    @Test func aFrontIsBroughtToItsIdealAndItsIntercepts() {
        let places = NormalizedFront.places(of: [[10, 300], [20, 200], [30, 100], [40, 400]])
        #expect(places[0] == [0, 1])
        #expect(places[1] == [0.5, 0.5])
        #expect(places[2] == [1, 0])
        #expect(places[3] == [1.5, 1.5])
    }

    @Test func linearSystemsAreSolvedUnlessTheyAreSingular() {
        let solution = LinearSystem.solve([[0, 2], [3, 1]], [4, 5])
        #expect(solution == [1, 2])
        #expect(LinearSystem.solve([[1, 2], [2, 4]], [1, 2]) == nil)
    }

    @Test func sizesGrowWithTheStudy() {
        let size = GenerationSize()
        #expect(size.after(0) == 16)
        #expect(size.after(600) == 30)
        #expect(size.after(100_000) == 50)
    }
}
