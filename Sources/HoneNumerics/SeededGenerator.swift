import Foundation

/// The random numbers of everything in Hone: xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number
/// generators", 2021), its state filled from the seed by SplitMix64.
///
/// The draws below are written out rather than taken from the standard library because a seed must give the same
/// numbers with every version of Swift. A generator is a value: a copy continues independently from the same state,
/// and its state can be stored with `Codable` and continued later.
package struct SeededGenerator: RandomNumberGenerator, Sendable, Hashable, Codable {
    private var s0: UInt64
    private var s1: UInt64
    private var s2: UInt64
    private var s3: UInt64

    package init(seed: UInt64) {
        var mixer = seed
        s0 = Self.splitMix(&mixer)
        s1 = Self.splitMix(&mixer)
        s2 = Self.splitMix(&mixer)
        s3 = Self.splitMix(&mixer)
    }

    package mutating func next() -> UInt64 {
        let result = Self.rotateLeft(s1 &* 5, 7) &* 9
        let t = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= t
        s3 = Self.rotateLeft(s3, 45)
        return result
    }

    /// A generator of its own for a named purpose, determined by this one's state and the label. This one is not
    /// advanced, so adding a purpose does not move the numbers of the others.
    package func fork(_ label: String) -> SeededGenerator {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325  // FNV-1a, 64 bits
        for byte in label.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        var mixer = hash
        var seed: UInt64 = 0
        for word in [s0, s1, s2, s3] {
            mixer ^= word
            seed ^= Self.splitMix(&mixer)
        }
        return SeededGenerator(seed: seed)
    }

    /// A generator for the index-th of many like purposes (a candidate, a restart).
    package func fork(_ label: String, _ index: Int) -> SeededGenerator { fork("\(label)#\(index)") }

    /// Uniform in [0, 1), 53 random bits.
    package mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Uniform in [low, high).
    package mutating func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * uniform() }

    /// Standard normal (Box and Muller's transform; the second of the pair is dropped so that one call is one step).
    package mutating func normal() -> Double {
        let radius = (-2 * log(1 - uniform())).squareRoot()
        return radius * cos(2 * .pi * uniform())
    }

    /// Uniform among 0 ..< bound, without bias (Lemire, "Fast random integer generation in an interval", 2019).
    package mutating func integer(below bound: Int) -> Int {
        precondition(bound > 0, "a draw needs at least one choice")
        let bound = UInt64(bound)
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            let threshold = (0 &- bound) % bound
            while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
        }
        return Int(product.high)
    }

    /// An index drawn with probability proportional to its weight. Weights are non-negative and not all zero.
    package mutating func index(weights: [Double]) -> Int {
        var remaining = uniform() * weights.reduce(0, +)
        for (index, weight) in weights.enumerated() {
            remaining -= weight
            if remaining < 0 { return index }
        }
        return weights.lastIndex { $0 > 0 } ?? 0
    }

    /// Puts the elements into random order (Fisher and Yates).
    package mutating func shuffle<T>(_ elements: inout [T]) {
        guard elements.count > 1 else { return }
        for last in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(last, integer(below: last + 1))
        }
    }

    /// The elements in random order.
    package mutating func shuffled<T>(_ elements: [T]) -> [T] {
        var result = elements
        shuffle(&result)
        return result
    }

    /// Up to `count` different indices among 0 ..< bound, in random order.
    package mutating func sample(_ count: Int, from bound: Int) -> [Int] {
        let count = min(count, bound)
        guard count > 0 else { return [] }
        if count * 8 < bound {  // Few among many: draw again on a repeat instead of laying out all indices.
            var seen = Set<Int>()
            var result: [Int] = []
            while result.count < count {
                let candidate = integer(below: bound)
                if seen.insert(candidate).inserted { result.append(candidate) }
            }
            return result
        }
        var all = Array(0..<bound)
        for position in 0..<count { all.swapAt(position, position + integer(below: bound - position)) }
        return Array(all[..<count])
    }

    /// Up to `count` elements at different indices, in random order.
    package mutating func sample<T>(_ count: Int, of elements: [T]) -> [T] {
        sample(count, from: elements.count).map { elements[$0] }
    }

    private static func rotateLeft(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }

    private static func splitMix(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
