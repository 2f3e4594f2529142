import HoneCore
import HoneNumerics
import HoneSearch
import Testing

struct SpaceGridTests {
    @Test func rangesAreDividedEvenlyOnTheirScale() throws {
        let space = try SearchSpace([
            Parameter("rate", .float(low: 1e-4, high: 1, scale: .log, step: nil)),
            Parameter("width", .int(low: 0, high: 1000, scale: .linear, step: nil)),
            Parameter("few", .int(low: 1, high: 3, scale: .linear, step: nil)),
        ])
        let grid = SpaceGrid(space, levels: 3)
        #expect(grid.count == 27)
        let all = (0..<27).compactMap(grid.configuration)
        #expect(Set(all.map { $0.number("width") }) == [0, 500, 1000])
        #expect(Set(all.map { $0.number("few") }) == [1, 2, 3])
        let rates = Set(all.map { $0.number("rate") }).sorted()
        #expect(rates.count == 3)
        #expect(abs(rates[1] / 0.01 - 1) < 1e-12)
    }

    @Test func combinationsThatDifferInInactiveParametersOnlyAreOne() throws {
        let space = try SearchSpace([
            Parameter("kind", .categorical(["a", "b"])),
            Parameter(
                "depth", .int(low: 1, high: 4, scale: .linear, step: nil), if: [.init(parent: "kind", values: ["b"])]),
        ])
        let grid = SpaceGrid(space, levels: 5)
        #expect((0..<grid.count).compactMap(grid.configuration).count == 5)
    }

    @Test(arguments: [1, 2, 3, 17, 64, 1000]) func aRandomOrderHasEveryNumberOnce(count: Int) {
        var generator = SeededGenerator(seed: 7)
        let order = RandomOrder(count: count, using: &generator)
        #expect(Set((0..<count).map { order[$0] }) == Set(0..<count))
    }

    @Test func aRandomOrderIsNotInOrder() {
        var generator = SeededGenerator(seed: 7)
        let order = RandomOrder(count: 1 << 40, using: &generator)
        let numbers = (0..<1000).map { order[$0] }
        let mean = Double(numbers.reduce(0, +)) / 1000 / Double(1 << 40)
        #expect(abs(mean - 0.5) < 0.05)
        #expect(zip(numbers, numbers.dropFirst()).filter { $0 < $1 }.count < 600)
    }
}
