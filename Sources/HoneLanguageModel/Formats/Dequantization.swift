/// Turns stored weights into `Float`. Block layouts after ggml's block structures (`block_q4_0` and so on); scales are
/// binary16. A source may lie at any address: all loads are unaligned.
enum Dequantization {
    /// Decodes `blocks` consecutive blocks into `blocks * type.elementsPerBlock` numbers.
    ///
    /// Unchecked: the caller answers for `blocks * type.bytesPerBlock` readable bytes and room for the output.
    static func decode(
        _ type: GGUFTensorType, _ source: UnsafeRawPointer, blocks: Int, into output: UnsafeMutablePointer<Float>
    ) {
        switch type {
        case .f32: decodeF32(source, blocks, output)
        case .f16: decodeHalves(source, blocks, output) { HalfPrecision.float(half: $0) }
        case .bf16: decodeHalves(source, blocks, output) { HalfPrecision.float(brain: $0) }
        case .q40: decodeQ4(source, blocks, output, hasMinimum: false)
        case .q41: decodeQ4(source, blocks, output, hasMinimum: true)
        case .q80: decodeQ8(source, blocks, output)
        case .q6K: decodeQ6K(source, blocks, output)
        }
    }

    private static func decodeF32(_ source: UnsafeRawPointer, _ count: Int, _ output: UnsafeMutablePointer<Float>) {
        for i in 0..<count {
            let bits = UInt32(littleEndian: source.loadUnaligned(fromByteOffset: 4 * i, as: UInt32.self))
            output[i] = Float(bitPattern: bits)
        }
    }

    @inline(__always)
    private static func decodeHalves(
        _ source: UnsafeRawPointer, _ count: Int, _ output: UnsafeMutablePointer<Float>, _ convert: (UInt16) -> Float
    ) {
        for i in 0..<count { output[i] = convert(bits(source, 2 * i)) }
    }

    /// Q4_0: scale d, 32 nibbles q; value = d (q - 8). Q4_1: scale d, minimum m; value = d q + m.
    /// Byte j holds element j in its lower and element j + 16 in its upper nibble.
    @inline(__always)
    private static func decodeQ4(
        _ source: UnsafeRawPointer, _ blocks: Int, _ output: UnsafeMutablePointer<Float>, hasMinimum: Bool
    ) {
        let header = hasMinimum ? 4 : 2
        for block in 0..<blocks {
            let start = source + block * (header + 16)
            let values = output + block * 32
            let scale = HalfPrecision.float(half: bits(start, 0))
            let minimum = hasMinimum ? HalfPrecision.float(half: bits(start, 2)) : 0
            let packed = (start + header).assumingMemoryBound(to: UInt8.self)
            for j in 0..<16 {
                let low = Int32(packed[j] & 15)
                let high = Int32(packed[j] >> 4)
                if hasMinimum {
                    values[j] = Float(low) * scale + minimum
                    values[j + 16] = Float(high) * scale + minimum
                } else {
                    values[j] = Float(low &- 8) * scale
                    values[j + 16] = Float(high &- 8) * scale
                }
            }
        }
    }

    /// Q8_0: scale d, 32 signed bytes q; value = d q.
    private static func decodeQ8(_ source: UnsafeRawPointer, _ blocks: Int, _ output: UnsafeMutablePointer<Float>) {
        for block in 0..<blocks {
            let start = source + block * 34
            let values = output + block * 32
            let scale = HalfPrecision.float(half: bits(start, 0))
            let packed = (start + 2).assumingMemoryBound(to: Int8.self)
            for j in 0..<32 { values[j] = Float(packed[j]) * scale }
        }
    }

    /// Q6_K: 256 elements as lower nibbles (128 bytes), upper bit pairs (64), 16 signed scales s and a scale d;
    /// value = d s (q - 32). Each half of 128 elements is four runs of 32 that share the same 32 bytes of bit pairs.
    private static func decodeQ6K(_ source: UnsafeRawPointer, _ blocks: Int, _ output: UnsafeMutablePointer<Float>) {
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

    @inline(__always)
    private static func bits(_ source: UnsafeRawPointer, _ offset: Int) -> UInt16 {
        UInt16(littleEndian: source.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }
}
