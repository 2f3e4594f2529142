/// Conversions between 16-bit floating point bits and `Float`, by integer arithmetic: Swift's `Float16` is missing on
/// Intel Macs, and without it one code serves all machines.
package enum HalfPrecision {
    /// The value of IEEE 754 binary16 bits, exactly (subnormals, infinities and NaN included).
    @inlinable @inline(__always)
    package static func float(half bits: UInt16) -> Float {
        let sign = UInt32(bits & 0x8000) << 16
        let magnitude = UInt32(bits & 0x7fff)
        if magnitude >= 0x7c00 {  // infinity or NaN: the exponent is all ones in both formats
            return Float(bitPattern: sign | 0x7f80_0000 | ((magnitude & 0x3ff) << 13))
        }
        // Moved to Float's fields the exponent is short by 112; the product repairs it, for subnormals too.
        let scaled = Float(bitPattern: magnitude << 13) * Float(bitPattern: UInt32(127 + 112) << 23)
        return Float(bitPattern: scaled.bitPattern | sign)
    }

    /// The value of bfloat16 bits: the upper half of a `Float`.
    @inlinable @inline(__always)
    package static func float(brain bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }

    /// The nearest binary16, ties to even; beyond 65,504 it is an infinity.
    @inlinable @inline(__always)
    package static func half(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        let sign = UInt16(truncatingIfNeeded: (bits >> 16) & 0x8000)
        let magnitude = bits & 0x7fff_ffff
        if magnitude > 0x7f80_0000 { return sign | 0x7e00 }
        if magnitude >= 0x4780_0000 { return sign | 0x7c00 }  // 65,536 and more
        if magnitude < 0x3880_0000 {  // below 2^-14: a subnormal, counted in steps of 2^-24
            let steps = (Float(bitPattern: magnitude) * 16_777_216).rounded(.toNearestOrEven)
            return sign | UInt16(steps)
        }
        let rebased = magnitude - (UInt32(112) << 23)
        let rounded = rebased + 0xfff + ((rebased >> 13) & 1)
        return sign | UInt16(truncatingIfNeeded: rounded >> 13)
    }
}
