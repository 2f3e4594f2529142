/// Which pairs of neighbouring tokens merge, how early, and into what: an open-addressing table of integers, for it is
/// asked a few times for every new word.
struct MergeTable: Sendable {
    /// The rank in the upper half (lower goes first), the resulting token in the lower; `none` if a pair never merges.
    /// As a number it sorts by rank.
    typealias Merge = UInt64
    static let none = Merge.max

    /// Pair, merge, pair, merge, ...; a free place holds `none` as its merge. At most two thirds full.
    private var slots: [UInt64]
    private let mask: Int
    private let seed = ByteHash.seed()

    /// - Parameter capacity: most pairs that will be inserted.
    init(capacity: Int) {
        var size = 16
        while size * 2 < capacity * 3 { size *= 2 }
        slots = [UInt64](repeating: Self.none, count: 2 * size)
        mask = size - 1
    }

    /// Of equal pairs the last counts, as in Hugging Face's tokenizers.
    mutating func insert(_ left: Int32, _ right: Int32, rank: Int, into token: Int32) {
        let pair = Self.pair(left, right)
        let index = slot(of: pair)
        slots[index] = pair
        slots[index + 1] = UInt64(truncatingIfNeeded: rank) << 32 | UInt64(UInt32(bitPattern: token))
    }

    @inline(__always)
    func merge(_ left: Int32, _ right: Int32) -> Merge { slots[slot(of: Self.pair(left, right)) + 1] }

    @inline(__always)
    static func token(of merge: Merge) -> Int32 { Int32(truncatingIfNeeded: merge) }

    @inline(__always)
    private static func pair(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }

    @inline(__always)
    private func slot(of pair: UInt64) -> Int {
        var index = Int(truncatingIfNeeded: ByteHash.of(pair ^ seed)) & mask
        return slots.withUnsafeBufferPointer { slots in
            while slots[2 * index + 1] != Self.none, slots[2 * index] != pair { index = (index + 1) & mask }
            return 2 * index
        }
    }
}
