/// Tokens of words that were merged before: headers, configurations and prose repeat the same few thousand words.
struct WordCache {
    private struct Slot {
        /// 0 where free.
        var hash: UInt64 = 0
        var key: UInt32 = 0
        /// The only token, or where the tokens begin.
        var tokens: Int32 = 0
        var keyLength: UInt8 = 0
        var count: UInt8 = 0
    }

    /// Longer words are rare and cost more to keep than to merge again.
    static let longestWord = 64
    /// Some 3 MB at most. When full it starts afresh, which costs a text or two.
    static let capacity = 1 << 15

    private var slots = [Slot](repeating: Slot(), count: 1 << 10)
    private var used = 0
    private var keys: [UInt8] = []
    private var tokens: [Int32] = []
    private let seed = ByteHash.seed()

    @inline(__always)
    func hash(_ word: UnsafePointer<UInt8>, _ count: Int) -> UInt64 { ByteHash.of(word, count, seed: seed) | 1 }

    /// Appends the word's tokens to `output` if they are known.
    @inline(__always)
    func append(
        _ word: UnsafePointer<UInt8>, _ count: Int, hash: UInt64, to output: inout [Int]
    ) -> Bool {
        let mask = slots.count - 1
        var index = Int(truncatingIfNeeded: hash >> 1) & mask
        while true {
            let slot = slots[index]
            if slot.hash == 0 { return false }
            if slot.hash == hash, Int(slot.keyLength) == count, isEqual(Int(slot.key), word, count) {
                if slot.count == 1 {
                    output.append(Int(slot.tokens))
                } else {
                    for offset in 0..<Int(slot.count) { output.append(Int(tokens[Int(slot.tokens) + offset])) }
                }
                return true
            }
            index = (index + 1) & mask
        }
    }

    @inline(__always)
    private func isEqual(_ key: Int, _ word: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        keys.withUnsafeBufferPointer { keys in
            var offset = 0
            while offset < count, keys[key + offset] == word[offset] { offset += 1 }
            return offset == count
        }
    }

    /// Keeps a word of at most `longestWord` bytes that is not known yet.
    mutating func insert(_ word: UnsafePointer<UInt8>, _ count: Int, hash: UInt64, tokens new: [Int32]) {
        if used >= Self.capacity {
            self = WordCache()
        } else if 2 * used >= slots.count {
            grow()
        }
        var slot = Slot()
        slot.hash = hash
        slot.key = UInt32(truncatingIfNeeded: keys.count)
        slot.keyLength = UInt8(truncatingIfNeeded: count)
        slot.count = UInt8(truncatingIfNeeded: new.count)
        if new.count == 1 {
            slot.tokens = new[0]
        } else {
            slot.tokens = Int32(truncatingIfNeeded: tokens.count)
            tokens.append(contentsOf: new)
        }
        keys.append(contentsOf: UnsafeBufferPointer(start: word, count: count))
        put(slot)
        used += 1
    }

    private mutating func put(_ slot: Slot) {
        let mask = slots.count - 1
        var index = Int(truncatingIfNeeded: slot.hash >> 1) & mask
        while slots[index].hash != 0 { index = (index + 1) & mask }
        slots[index] = slot
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(), count: 2 * old.count)
        for slot in old where slot.hash != 0 { put(slot) }
    }
}
