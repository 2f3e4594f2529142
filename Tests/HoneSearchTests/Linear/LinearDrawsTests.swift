import Foundation
import HoneCore
import HoneNumerics
import HoneSearch
import Testing

@Suite("Draws under linear constraints") struct LinearDrawsTests {
    private static func space(_ parameters: [Parameter], _ constraints: String...) throws -> SearchSpace {
        try SearchSpace(parameters, constraints: try constraints.map { try Constraint(parsing: $0) })
    }

    private static func floats(_ names: String..., range: ClosedRange<Double> = 0...1, scale: Scale = .linear)
        -> [Parameter]
    {
        names.map { .float($0, range, scale: scale) }
    }

    /// Small regions in which drawing again and again still finds enough to compare with.
    static let regions: [SearchSpace] = [
        try? space(floats("a", "b"), "a + b <= 0.4"),
        try? space(floats("a", "b"), "abs(a - b) <= 0.03"),
        try? space(floats("a", "b", "c"), "a + 2 * b + c <= 0.9", "c >= b", "a >= c"),
        try? space(floats("a", "b", range: -2...5) + floats("c"), "a < b", "a + b >= 8", "c > 0.2"),
        try? space(floats("a", "b", range: 1e-4...1, scale: .log), "a * b <= 1e-7"),
        try? space(floats("a", "b", "c", "d"), "a + b <= c", "d >= a + c", "d <= 0.6"),
    ].compactMap(\.self)

    @Test("are spread as those that are drawn until they are allowed", arguments: regions.indices)
    func uniformity(index: Int) throws {
        let space = Self.regions[index]
        var generator = SeededGenerator(seed: 11)
        let drawn = try RandomDraws(space).draw(2000, excluding: TakenConfigurations(), using: &generator)
        var plain: [Configuration] = []
        while plain.count < 2000 {
            let tried = space.configuration { $0.domain.value(atQuantile: generator.uniform()) }
            if space.satisfiesConstraints(tried) { plain.append(tried) }
        }
        let names = space.parameters.map(\.name)
        var projections: [(Configuration) -> Double] = names.map { name in
            { space[name]?.domain.unit($0[name] ?? 0) ?? .nan }
        }
        let weights = names.map { _ in generator.normal() }
        projections.append { configuration in zip(weights, projections).reduce(0) { $0 + $1.0 * $1.1(configuration) } }
        for projection in projections {
            let distance = Self.distance(drawn.map { projection($0.configuration) }, plain.map(projection))
            #expect(distance < 1.95 * (2.0 / 2000).squareRoot(), "\(space.constraints.map(\.source)): \(distance)")
        }
    }

    /// The statistic of Kolmogorov and Smirnov of two samples; 1.95 √(2 / n) is passed once in a thousand times.
    private static func distance(_ a: [Double], _ b: [Double]) -> Double {
        let (a, b) = (a.sorted(), b.sorted())
        var (i, j, largest) = (0, 0, 0.0)
        while i < a.count, j < b.count {
            if a[i] <= b[j] { i += 1 } else { j += 1 }
            largest = max(largest, abs(Double(i) / Double(a.count) - Double(j) / Double(b.count)))
        }
        return largest
    }

    @Test("give whole numbers equal shares where only some combinations are allowed")
    func wholeNumbers() throws {
        let names = ["a", "b", "c"]
        let space = try Self.space(names.map { .int($0, 0...600) }, "a + b + c == 6")
        var counts: [String: Int] = [:]
        for seed in 0..<1400 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let drawn = try RandomDraws(space).draw(1, excluding: TakenConfigurations(), using: &generator)
            counts[try #require(drawn.first).key, default: 0] += 1
        }
        // 28 combinations, 50 times each on average; χ² of 27 degrees of freedom passes 55.5 once in a thousand times.
        let chi = counts.values.reduce(0.0) { $0 + pow(Double($1) - 50, 2) / 50 } + Double(28 - counts.count) * 50
        #expect(counts.count == 28)
        #expect(chi < 55.5, "\(chi)")
    }

    @Test("sort what has to rise: eight numbers, and whole numbers that differ")
    func chains() throws {
        let names = (1...8).map { "x\($0)" }
        let rising = try Self.space(names.map { .float($0, 0...1) }, names.joined(separator: " <= "))
        var generator = SeededGenerator(seed: 2)
        let drawn = try RandomDraws(rising).draw(1000, excluding: TakenConfigurations(), using: &generator)
        for (index, name) in names.enumerated() {
            // The k-th of eight uniform numbers has the mean k / 9.
            let mean = drawn.reduce(0) { $0 + ($1.configuration[name]?.number ?? .nan) } / 1000
            #expect(abs(mean - Double(index + 1) / 9) < 0.02, "\(name): \(mean)")
        }
        let whole = try Self.space(names.map { .int($0, 1...100_000) }, names.joined(separator: " < "))
        let numbers = try RandomDraws(whole).draw(200, excluding: TakenConfigurations(), using: &generator)
        #expect(numbers.count == 200)
        #expect(numbers.allSatisfy { whole.contains($0.configuration) })
    }

    @Test("count equal whole numbers where they are allowed, each combination once")
    func ties() throws {
        let space = try Self.space(["a", "b", "c"].map { .int($0, 1...1500) }, "a <= b < c", "c <= 3", "b <= 2")
        // Without the bounds by themselves: a chain alone.
        let chain = try Self.space(["a", "b"].map { .int($0, 1...3) } + [.float("z", 0...1)], "a <= b")
        var counts: [String: Int] = [:]
        var generator = SeededGenerator(seed: 8)
        for drawn in try RandomDraws(chain).draw(600, excluding: TakenConfigurations(), using: &generator) {
            let values = drawn.configuration
            counts["\(values["a"] ?? 0),\(values["b"] ?? 0)", default: 0] += 1
        }
        #expect(counts.count == 6)
        #expect(counts.values.allSatisfy { (60...140).contains($0) }, "\(counts)")
        let few = try RandomDraws(space).draw(50, excluding: TakenConfigurations(), using: &generator)
        #expect(Set(few.map(\.key)).count == 4)
    }

    @Test("find a corner of 20 dimensions that is less than a part in 1e10 of the space, in no time")
    func corner() throws {
        let names = (0..<20).map { "x\($0)" }
        let sum = names.joined(separator: " + ")
        let space = try Self.space(names.map { .float($0, 0...1) }, "\(sum) <= 3", "x0 >= x1 + x2", "x3 + x4 >= x5")
        let clock = ContinuousClock()
        var drawn: [Candidate] = []
        let time = try clock.measure {
            var generator = SeededGenerator(seed: 1)
            drawn = try RandomDraws(space).draw(100, excluding: TakenConfigurations(), using: &generator)
        }
        #expect(drawn.count == 100)
        #expect(drawn.allSatisfy { space.contains($0.configuration) })
        #expect(time < .seconds(1), "\(time)")
    }

    @Test("meet equalities, alone and beside bounds, to the last digit")
    func equalities() throws {
        let space = try Self.space(
            Self.floats("a", "b", "c", "d") + [.choice("opt", ["x", "y"])], "a + b + c == 1", "b - c == 0.25",
            "d <= a")
        var generator = SeededGenerator(seed: 6)
        let drawn = try RandomDraws(space).draw(200, excluding: TakenConfigurations(), using: &generator)
        #expect(drawn.count == 200)
        #expect(drawn.allSatisfy { space.contains($0.configuration) })
    }

    @Test("hold where parameters are active, and leave other constraints to chance")
    func conditions() throws {
        let active = [Condition.when("opt", is: "x")]
        let space = try Self.space(
            [
                .choice("opt", ["x", "y"]), .float("a", 0...1), .float("b", 0...1, if: active),
                .float("c", 0...1, if: active), .float("d", 0...1),
            ], "a + b + c <= 0.05", "a + d <= 0.05", "a * d >= 0.0001")
        var generator = SeededGenerator(seed: 3)
        let drawn = try RandomDraws(space).draw(200, excluding: TakenConfigurations(), using: &generator)
        #expect(drawn.count == 200)
        #expect(drawn.allSatisfy { space.contains($0.configuration) })
        let inactive = drawn.filter { $0.configuration["b"] == nil }.count
        #expect((60...140).contains(inactive), "\(inactive)")
    }
}
