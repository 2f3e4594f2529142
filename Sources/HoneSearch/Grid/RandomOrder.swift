import HoneNumerics

/// A random order of the numbers 0 ..< `count` that takes no memory, however many there are.
///
/// A Feistel network of four rounds permutes the numbers of as many bits as `count` needs; what falls outside is permuted again
/// until it falls inside ("cycle walking": Black and Rogaway, "Ciphers with arbitrary finite domains", 2002).
package struct RandomOrder: Sendable {
    package let count: Int
    private let halfBits: UInt64
    private let keys: [UInt64]

    /// - Parameter count: at least 1.
    package init(count: Int, using generator: inout SeededGenerator) {
        self.count = max(count, 1)
        let bits = UInt64(Int.bitWidth - (self.count - 1).leadingZeroBitCount)
        halfBits = max((bits + 1) / 2, 1)
        keys = (0..<4).map { _ in generator.next() }
    }

    /// The number at a place in 0 ..< `count`.
    package subscript(place: Int) -> Int {
        var number = permuted(UInt64(place))
        while number >= UInt64(count) { number = permuted(number) }
        return Int(number)
    }

    private func permuted(_ number: UInt64) -> UInt64 {
        let mask = (UInt64(1) << halfBits) - 1
        var (left, right) = (number >> halfBits, number & mask)
        for key in keys { (left, right) = (right, left ^ (Self.mixed(right ^ key) & mask)) }
        return left << halfBits | right
    }

    /// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
    private static func mixed(_ word: UInt64) -> UInt64 {
        var z = word &+ 0x9e37_79b9_7f4a_7c15
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
