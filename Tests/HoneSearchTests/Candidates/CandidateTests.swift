import HoneCore
import HoneNumerics
import HoneSearch
import Testing

struct CandidateTests {
    @Test func enumerationListsEveryConfigurationOnce() throws {
        let space = try SearchSpace(
            [
                Parameter("a", .int(low: 1, high: 3, scale: .linear, step: nil)),
                Parameter("b", .categorical([true, false])),
                Parameter("c", .ordinal([1, 2, 4], scale: .log), if: [.init(parent: "b", values: [true])]),
            ], constraints: [try Constraint(parsing: "a + c < 7")])
        let all = try #require(space.enumerated(limit: 100))
        // b true: 3 x 3 less (3, 4); b false: 3.
        #expect(all.count == 11)
        #expect(Set(all.map(\.key)).count == 11)
        #expect(all.allSatisfy(space.contains))
        #expect(space.enumerated(limit: 17) == nil)
        #expect(try SampleSpace.branin().enumerated(limit: .max) == nil)
    }

    @Test func neighboursBelongToTheSpaceAndChangeEveryParameter() throws {
        let space = try SampleSpace.mixed()
        var generator = SeededGenerator(seed: 3)
        let center = try #require(space.sample(using: &generator))
        let around = Neighbours(space).around(center, using: &generator)
        #expect(around.allSatisfy(space.contains))
        for parameter in space.searched where center[parameter.name] != nil {
            #expect(around.contains { $0[parameter.name] != center[parameter.name] }, "\(parameter.name)")
        }
    }

    @Test func drawsAreUniformInTheQuantiles() throws {
        let space = try SearchSpace([
            Parameter("rate", .float(low: 1e-4, high: 1, scale: .log, step: nil)),
            Parameter("kind", .categorical(["a", "b", "c", "d"])),
        ])
        var generator = SeededGenerator(seed: 1)
        let drawn = try RandomDraws(space).draw(4000, excluding: TakenConfigurations(), using: &generator)
        #expect(drawn.count == 4000)
        #expect(abs(Double(drawn.filter { $0.configuration.number("rate") < 0.01 }.count) / 4000 - 0.5) < 0.03)
        #expect(abs(Double(drawn.filter { $0.configuration["kind"] == "c" }.count) / 4000 - 0.25) < 0.03)
    }

    @Test func anImpossibleConstraintEndsTheSearchInsteadOfHanging() throws {
        let space = try SearchSpace(
            [Parameter("x", .float(low: 0, high: 1, scale: .linear, step: nil))],
            constraints: [try Constraint(parsing: "x > 2")])
        var generator = SeededGenerator(seed: 1)
        let drawn = try RandomDraws(space).draw(3, excluding: TakenConfigurations(), using: &generator)
        #expect(drawn.isEmpty)
    }

    @Test func theLastFreeConfigurationOfALargeSpaceIsFound() throws {
        let space = try SearchSpace([Parameter("n", .int(low: 1, high: 60_000, scale: .linear, step: nil))])
        var taken = TakenConfigurations()
        for n in 1...60_000 where n != 31_415 { taken.insert(Configuration(["n": .int(n)]).key) }
        var generator = SeededGenerator(seed: 1)
        let drawn = try RandomDraws(space).draw(2, excluding: taken, using: &generator)
        #expect(drawn.map(\.configuration) == [["n": 31_415]])
    }

    @Test func poolsHoldNoTakenConfigurationAndNoneTwice() throws {
        let space = try SampleSpace.mixed()
        var generator = SeededGenerator(seed: 6)
        let best = try RandomDraws(space).draw(4, excluding: TakenConfigurations(), using: &generator)
        var taken = TakenConfigurations()
        for candidate in best { taken.insert(candidate.key) }
        let pool = try CandidatePool(
            space, .space, size: .init(random: 300), excluding: taken,
            near: best.map(\.configuration), using: &generator)
        #expect(pool.count > 300)
        #expect(Set(pool.candidates.map(\.key)).count == pool.count)
        #expect(pool.candidates.allSatisfy { !taken.contains($0.key) })
        #expect(pool.features.count == pool.count)
    }

    @Test func rowsOfDrawsAreTheDrawsThemselves() throws {
        let space = try SearchSpace([
            Parameter("rate", .float(low: 1e-4, high: 1, scale: .log, step: nil)),
            Parameter("epochs", .fixed(20)),
            Parameter("kind", .categorical(["a", "b", "c", "d"])),
            Parameter("width", .int(low: 16, high: 1024, scale: .log, step: nil)),
            Parameter("size", .ordinal(["small", "medium", "large"], scale: nil)),
        ])
        var generator = SeededGenerator(seed: 4)
        var other = generator
        let rows = try CandidateRows(
            space, .space, size: .init(random: 50, centers: 0), excluding: TakenConfigurations(), near: [],
            using: &generator)
        let drawn = try RandomDraws(space).draw(50, excluding: TakenConfigurations(), using: &other)
        #expect((0..<rows.count).map { rows.candidate(at: $0) } == drawn)
        #expect(rows.features == FeatureEncoder(space).encode(drawn.map(\.configuration)))
        #expect(generator == other)
    }

    @Test func rowsOfASpaceWithConditionsAreAPool() throws {
        let space = try SampleSpace.mixed()
        var generator = SeededGenerator(seed: 6)
        var other = generator
        let best = [try #require(space.sample(using: &generator))]
        _ = space.sample(using: &other)
        let rows = try CandidateRows(
            space, .space, size: .init(random: 50), excluding: TakenConfigurations(), near: best, using: &generator)
        let pool = try CandidatePool(
            space, .space, size: .init(random: 50), excluding: TakenConfigurations(), near: best, using: &other)
        #expect((0..<rows.count).map { rows.candidate(at: $0) } == pool.candidates)
        #expect(rows.features == pool.features)
    }
}
