/// A quick hash of short byte strings by folded multiplication (the idea of Wang Yi's wyhash). Every table draws its
/// own seed, so that a file cannot be written to make its entries collide; only look-ups depend on it.
enum ByteHash {
    static func seed() -> UInt64 { UInt64.random(in: .min ... .max) }

    @inline(__always)
    static func of(_ bytes: UnsafePointer<UInt8>, _ count: Int, seed: UInt64) -> UInt64 {
        var hash = seed ^ UInt64(truncatingIfNeeded: count) &* 0x9e37_79b9_7f4a_7c15
        var position = UnsafeRawPointer(bytes)
        var left = count
        while left >= 8 {
            hash = of(hash ^ position.loadUnaligned(as: UInt64.self))
            position += 8
            left -= 8
        }
        if left >= 4 {
            let low = UInt64(position.loadUnaligned(as: UInt32.self))
            let high = UInt64((position + (left - 4)).loadUnaligned(as: UInt32.self))
            return of(hash ^ (low | high << 32))
        }
        if left > 0 {
            let first = UInt64(position.load(as: UInt8.self))
            let middle = UInt64((position + (left >> 1)).load(as: UInt8.self))
            let last = UInt64((position + (left - 1)).load(as: UInt8.self))
            return of(hash ^ (first | middle << 8 | last << 16))
        }
        return of(hash)
    }

    /// Of one number.
    @inline(__always)
    static func of(_ value: UInt64) -> UInt64 {
        let product = (value ^ 0xa076_1d64_78bd_642f).multipliedFullWidth(by: 0xe703_7ed1_a0b4_28db)
        return product.high ^ product.low
    }
}
