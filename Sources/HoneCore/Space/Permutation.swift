/// Arithmetic with orders of things, as arrays of their indices: `[2, 0, 1]` has the third first.
package enum Permutation {
    /// So many are counted exactly.
    package static let mostCounted = 20

    /// How many orders of `count` things there are; `Int.max` beyond 20 things.
    package static func number(of count: Int) -> Int {
        count > mostCounted ? Int.max : (1...max(count, 1)).reduce(1, *)
    }

    /// The order at a place among all in lexicographic order, 0...1: the first is 0, the last 1. Beyond 18 things a place is not
    /// fine enough for the last ones of them; these follow from its digits.
    package static func order(at place: Double, count: Int) -> [Int] {
        if count <= mostExact {
            return order(number: Int((place * Double(number(of: count) - 1)).rounded()), count: count)
        }
        return order(atQuantile: min(max(place, 0), 1.0.nextDown), count: count)
    }

    /// The order that a uniformly random number in 0..<1 stands for.
    package static func order(atQuantile quantile: Double, count: Int) -> [Int] {
        if count <= mostExact { return order(number: Int(quantile * Double(number(of: count))), count: count) }
        var rest = Array(0..<count)
        var result: [Int] = []
        var share = quantile
        var precision = 1.0
        var mixer = quantile.bitPattern
        while !rest.isEmpty {
            // A number has 53 binary digits; what lies behind them is drawn from all of them.
            if precision < 0x1p-45 {
                share = Double(mixed(&mixer) >> 11) * 0x1p-53
                precision = 1
            }
            let scaled = share * Double(rest.count)
            let index = min(Int(scaled), rest.count - 1)
            share = scaled - Double(index)
            precision /= Double(rest.count)
            result.append(rest.remove(at: index))
        }
        return result
    }

    /// The order of a number in lexicographic order, counted from 0.
    package static func order(number: Int, count: Int) -> [Int] {
        guard count <= mostCounted else {
            return order(atQuantile: min(Double(number) / Double(Int.max), 1.0.nextDown), count: count)
        }
        var rest = Array(0..<count)
        var left = min(max(number, 0), Self.number(of: count) - 1)
        var result: [Int] = []
        for size in stride(from: count, to: 0, by: -1) {
            let block = Self.number(of: size - 1)
            result.append(rest.remove(at: left / block))
            left %= block
        }
        return result
    }

    /// Where an order lies among all in lexicographic order, 0...1.
    package static func place(of order: [Int]) -> Double {
        let count = order.count
        guard count > 1 else { return 0 }
        var rest = Array(0..<count)
        if count <= mostExact {
            var rank = 0
            for item in order {
                let index = rest.firstIndex(of: item) ?? 0
                rank += index * number(of: rest.count - 1)
                rest.remove(at: index)
            }
            return Double(rank) / Double(number(of: count) - 1)
        }
        var place = 0.0
        var width = 1.0
        for item in order {
            let index = rest.firstIndex(of: item) ?? 0
            width /= Double(rest.count)
            place += Double(index) * width
            rest.remove(at: index)
        }
        return min(place, 1)
    }

    /// Ranks are exact in a `Double` up to so many things.
    private static let mostExact = 18

    /// SplitMix64 (Steele, Lea and Flood, 2014).
    private static func mixed(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    // MARK: - Keys

    /// The order of things by a number for each, the earlier of equals first ("random keys": Bean, "Genetic algorithms and
    /// random keys for sequencing and optimization", 1994).
    package static func order(byKeys keys: [Double]) -> [Int] {
        keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    }

    /// A key for each thing, in the middle of its share of 0...1, that gives the order back.
    package static func keys(of order: [Int]) -> [Double] {
        var keys = [Double](repeating: 0, count: order.count)
        for (place, item) in order.enumerated() { keys[item] = (Double(place) + 0.5) / Double(order.count) }
        return keys
    }

    /// Each thing's place in the order.
    package static func places(of order: [Int]) -> [Int] {
        var places = [Int](repeating: 0, count: order.count)
        for (place, item) in order.enumerated() { places[item] = place }
        return places
    }

    // MARK: - Moves

    /// The order with two places exchanged.
    package static func swapped(_ order: [Int], _ a: Int, _ b: Int) -> [Int] {
        var result = order
        result.swapAt(a, b)
        return result
    }

    /// The order with what stands at one place moved to another.
    package static func moved(_ order: [Int], from start: Int, to end: Int) -> [Int] {
        var result = order
        result.insert(result.remove(at: start), at: end)
        return result
    }

    /// Every order that one exchange or one move of a thing makes of it, each once: O(n²) of n things.
    package static func neighbours(of order: [Int]) -> [[Int]] {
        var result: [[Int]] = []
        for a in order.indices {
            for b in order.indices where b > a {
                result.append(swapped(order, a, b))
                // Neighbours exchanged and moved are the same.
                guard b > a + 1 else { continue }
                result.append(moved(order, from: a, to: b))
                result.append(moved(order, from: b, to: a))
            }
        }
        return result
    }
}
