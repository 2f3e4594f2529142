import HoneKernels

/// The K types of ggml: blocks of 256 elements in sub-blocks of 16 or 32, whose own small scales are integers times one
/// binary16 scale of the block. The order of the products is the reference package's, so that results agree to the bit.
extension Dequantization {
    /// Q2_K: 16 bytes of scale s and minimum m (lower and upper nibble, one a sub-block of 16), bit pairs (64 bytes),
    /// scales d and e; value = d s q - e m. Each half of 128 elements is four runs of 32 in the same 32 bytes of pairs.
    static func decodeQ2K(_ source: UnsafeRawPointer, _ blocks: Int, _ output: UnsafeMutablePointer<Float>) {
        for block in 0..<blocks {
            let start = source + block * 84
            let values = output + block * 256
            let scales = start.assumingMemoryBound(to: UInt8.self)
            let pairs = (start + 16).assumingMemoryBound(to: UInt8.self)
            let scale = HalfPrecision.float(half: bits(start, 80))
            let minimumScale = HalfPrecision.float(half: bits(start, 82))
            for part in 0..<16 {
                let factor = scale * Float(scales[part] & 15)
                let minimum = minimumScale * Float(scales[part] >> 4)
                let (packed, shift) = pairPlace(pairs, part)
                for j in 0..<16 { values[16 * part + j] = factor * Float((packed[j] >> shift) & 3) - minimum }
            }
        }
    }

    /// Q3_K: a third bit each (32 bytes, bit k of byte j for element 32 k + j; a bit that is not set takes 4 away), bit
    /// pairs as in Q2_K (64), 16 scales s of 6 bits (12), scale d; value = d (s - 32) q.
    static func decodeQ3K(_ source: UnsafeRawPointer, _ blocks: Int, _ output: UnsafeMutablePointer<Float>) {
        for block in 0..<blocks {
            let start = source + block * 110
            let values = output + block * 256
            let thirds = start.assumingMemoryBound(to: UInt8.self)
            let pairs = (start + 32).assumingMemoryBound(to: UInt8.self)
            let scales = (start + 96).assumingMemoryBound(to: UInt8.self)
            let scale = HalfPrecision.float(half: bits(start, 108))
            for part in 0..<16 {
                let low = part < 8 ? scales[part] & 15 : scales[part - 8] >> 4
                let high = (scales[8 + part % 4] >> UInt8(2 * (part / 4))) & 3
                let factor = scale * Float(Int32(low | (high << 4)) &- 32)
                let (packed, shift) = pairPlace(pairs, part)
                let third = thirds + 16 * (part & 1)
                let bit = UInt8(part / 2)
                for j in 0..<16 {
                    let quant = Int32((packed[j] >> shift) & 3) &- ((third[j] >> bit) & 1 == 0 ? 4 : 0)
                    values[16 * part + j] = factor * Float(quant)
                }
            }
        }
    }

    /// The 16 bytes with the bit pairs of a sub-block of Q2_K or Q3_K, and how far they are shifted there.
    @inline(__always)
    private static func pairPlace(
        _ pairs: UnsafePointer<UInt8>, _ part: Int
    ) -> (bytes: UnsafePointer<UInt8>, shift: UInt8) {
        (pairs + 32 * (part / 8) + 16 * (part & 1), UInt8(part / 2 % 4 * 2))
    }

    /// Q4_K: scales d and e, eight scales s and minima m of 6 bits (12 bytes), nibbles (128); value = d s q - e m.
    /// Each 32 bytes of nibbles are two sub-blocks of 32, the lower nibbles first.
    static func decodeQ4K(_ source: UnsafeRawPointer, _ blocks: Int, _ output: UnsafeMutablePointer<Float>) {
        for block in 0..<blocks {
            let start = source + block * 144
            let nibbles = (start + 16).assumingMemoryBound(to: UInt8.self)
            for part in 0..<8 {
                let (factor, minimum) = scaleAndMinimum(start, part)
                let packed = nibbles + 32 * (part / 2)
                let shift = UInt8(4 * (part & 1))
                let values = output + block * 256 + 32 * part
                for j in 0..<32 { values[j] = factor * Float((packed[j] >> shift) & 15) - minimum }
            }
        }
    }

    /// Q5_K: as Q4_K with a fifth bit each, in 32 bytes before the nibbles: bit k of byte j for element 32 k + j.
    static func decodeQ5K(_ source: UnsafeRawPointer, _ blocks: Int, _ output: UnsafeMutablePointer<Float>) {
        for block in 0..<blocks {
            let start = source + block * 176
            let fifths = (start + 16).assumingMemoryBound(to: UInt8.self)
            let nibbles = (start + 48).assumingMemoryBound(to: UInt8.self)
            for part in 0..<8 {
                let (factor, minimum) = scaleAndMinimum(start, part)
                let packed = nibbles + 32 * (part / 2)
                let shift = UInt8(4 * (part & 1))
                let bit = UInt8(part)
                let values = output + block * 256 + 32 * part
                for j in 0..<32 {
                    let quant = (packed[j] >> shift) & 15 | ((fifths[j] >> bit) & 1) << 4
                    values[j] = factor * Float(quant) - minimum
                }
            }
        }
    }

    /// d s and e m of a sub-block of Q4_K or Q5_K. The first four have their six bits in bytes 0 to 3 and 4 to 7; of
    /// the others the lower four bits are nibbles of bytes 8 to 11 and the upper two fill up bytes 0 to 7.
    @inline(__always)
    private static func scaleAndMinimum(_ start: UnsafeRawPointer, _ part: Int) -> (scale: Float, minimum: Float) {
        let packed = (start + 4).assumingMemoryBound(to: UInt8.self)
        let scale: UInt8
        let minimum: UInt8
        if part < 4 {
            scale = packed[part] & 63
            minimum = packed[part + 4] & 63
        } else {
            scale = packed[part + 4] & 15 | (packed[part - 4] >> 2) & 0x30
            minimum = packed[part + 4] >> 4 | (packed[part] >> 2) & 0x30
        }
        return (
            HalfPrecision.float(half: bits(start, 0)) * Float(scale),
            HalfPrecision.float(half: bits(start, 2)) * Float(minimum)
        )
    }

    /// Q6_K: 256 elements as lower nibbles (128 bytes), upper bit pairs (64), 16 signed scales s and a scale d;
    /// value = d s (q - 32). Each half of 128 elements is four runs of 32 that share the same 32 bytes of bit pairs.
    static func decodeQ6K(_ source: UnsafeRawPointer, _ blocks: Int, _ output: UnsafeMutablePointer<Float>) {
        for block in 0..<blocks {
            let start = source + block * 210
            let scale = HalfPrecision.float(half: bits(start, 208))
            for half in 0..<2 {
                let low = (start + 64 * half).assumingMemoryBound(to: UInt8.self)
                let high = (start + 128 + 32 * half).assumingMemoryBound(to: UInt8.self)
                let scales = (start + 192 + 8 * half).assumingMemoryBound(to: Int8.self)
                let values = output + block * 256 + 128 * half
                for run in 0..<4 {
                    for j in 0..<32 {
                        let byte = low[j + 32 * (run & 1)]
                        let nibble = run < 2 ? byte & 15 : byte >> 4
                        let pair = (high[j] >> UInt8(2 * run)) & 3
                        let quant = Int32(nibble | (pair << 4)) &- 32
                        values[32 * run + j] = scale * Float(scales[2 * run + j / 16]) * Float(quant)
                    }
                }
            }
        }
    }
}
