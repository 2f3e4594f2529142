import HoneCore
import Testing

@Suite("Orders of things") struct PermutationTests {
    private static let domain = Domain.permutation(["a", "b", "c", "d"])

    @Test("are counted and numbered in the order of a dictionary")
    func numbers() {
        #expect(Self.domain.count == 24)
        let all = (0..<24).map { Self.domain.value(atIndex: $0).description }
        #expect(all == all.sorted())
        #expect(Set(all).count == 24)
        #expect(all.first == "a,b,c,d" && all.last == "d,c,b,a")
        for (index, text) in all.enumerated() {
            let place = Self.domain.unit(.string(text))
            #expect(place == Double(index) / 23)
            #expect(Self.domain.value(atUnit: place ?? -1) == .string(text))
        }
    }

    @Test("are all equally likely for a uniform number", arguments: [2, 5])
    func quantiles(count: Int) {
        let domain = Domain.permutation((0..<count).map { .int($0) })
        let total = Permutation.number(of: count)
        let drawn = (0..<(10 * total)).map { domain.value(atQuantile: (Double($0) + 0.5) / Double(10 * total)) }
        var counts: [ParameterValue: Int] = [:]
        for value in drawn { counts[value, default: 0] += 1 }
        #expect(counts.count == total)
        #expect(counts.values.allSatisfy { $0 == 10 })
    }

    @Test("of many things are orders too, with every thing anywhere")
    func many() {
        let domain = Domain.permutation((0..<64).map { .int($0) })
        #expect(domain.count == Int.max)
        var first: [Int: Int] = [:]
        var last: [Int: Int] = [:]
        for step in 0..<6400 {
            let value = domain.value(atQuantile: (Double(step) + 0.5) / 6400)
            let order = domain.order(of: value) ?? []
            #expect(Set(order).count == 64)
            first[order.first ?? -1, default: 0] += 1
            last[order.last ?? -1, default: 0] += 1
        }
        #expect(first.count == 64 && first.values.allSatisfy { $0 == 100 })
        // 100 each on average, with a deviation of 10.
        #expect(last.count == 64 && last.values.allSatisfy { (50...150).contains($0) })
        for number in [0, Int.max / 3, Int.max - 1] { #expect(domain.order(of: domain.value(atIndex: number)) != nil) }
        for place in [0, 0.3, 1] { #expect(domain.contains(domain.value(atUnit: place))) }
    }

    @Test("are read with or without blanks, and nothing else is")
    func reading() {
        #expect(Self.domain.canonical("b,a,d,c") == "b,a,d,c")
        #expect(Self.domain.canonical("b, a, d, c") == "b,a,d,c")
        #expect(Self.domain.order(of: "b,a,d,c") == [1, 0, 3, 2])
        for text in ["a,b,c", "a,b,c,d,a", "a,b,c,c", "a,b,c,e", "", "dcba"] {
            #expect(!Self.domain.contains(.string(text)), "\(text)")
        }
        let numbers = Domain.permutation([1, 2, 0.5])
        #expect(numbers.canonical("0.5,2,1") == "0.5,2,1")
    }

    @Test("are said by keys and by places, and back")
    func keys() {
        let order = [2, 0, 3, 1]
        #expect(Permutation.order(byKeys: Permutation.keys(of: order)) == order)
        #expect(Permutation.places(of: order) == [1, 3, 0, 2])
        #expect(Permutation.order(byKeys: [0.9, 0.1, 0.5]) == [1, 2, 0])
    }

    @Test("have as neighbours what one exchange or one move makes of them")
    func neighbours() {
        let found = Permutation.neighbours(of: [0, 1, 2])
        #expect(Set(found) == [[1, 0, 2], [0, 2, 1], [2, 1, 0], [1, 2, 0], [2, 0, 1]])
        #expect(found.count == 5)
        #expect(Permutation.moved([0, 1, 2, 3], from: 3, to: 0) == [3, 0, 1, 2])
    }

    @Test("need two to 64 different things without commas")
    func checks() throws {
        func error(_ items: [ParameterValue]) -> String? {
            do {
                _ = try SearchSpace([Parameter("order", .permutation(items))])
                return nil
            } catch { return error.description }
        }
        #expect(error(["a", "b"]) == nil)
        #expect(error(["a"])?.contains("2 to 64 items") == true)
        #expect(error((0..<65).map { .int($0) })?.contains("2 to 64 items") == true)
        #expect(error(["a", "a"])?.contains("twice") == true)
        #expect(error(["a", "b,c"])?.contains("commas") == true)
        #expect(error(["a", ""])?.contains("commas") == true)
    }

    @Test("are parameters with a default, and come apart again")
    func parameter() throws {
        let space = try SearchSpace([.permutation("order", ["x", "y", "z"], default: ["z", "x", "y"])])
        let configuration = try #require(space.defaultConfiguration)
        #expect(configuration == ["order": "z,x,y"])
        #expect(try configuration.order("order") == ["z", "x", "y"])
        #expect(space.cardinality == 6)
    }
}
