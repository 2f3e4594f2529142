import HoneKernels

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
        case .q50: decodeQ5(source, blocks, output, hasMinimum: false)
        case .q51: decodeQ5(source, blocks, output, hasMinimum: true)
        case .q80: decodeQ8(source, blocks, output)
        case .q2K: decodeQ2K(source, blocks, output)
        case .q3K: decodeQ3K(source, blocks, output)
        case .q4K: decodeQ4K(source, blocks, output)
        case .q5K: decodeQ5K(source, blocks, output)
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

    /// Q5_0 and Q5_1: as Q4_0 and Q4_1 with a fifth bit each, bit j of the four bytes before the nibbles for element j;
    /// value = d (q - 16), or d q + m.
    @inline(__always)
    private static func decodeQ5(
        _ source: UnsafeRawPointer, _ blocks: Int, _ output: UnsafeMutablePointer<Float>, hasMinimum: Bool
    ) {
        let header = hasMinimum ? 4 : 2
        for block in 0..<blocks {
            let start = source + block * (header + 4 + 16)
            let values = output + block * 32
            let scale = HalfPrecision.float(half: bits(start, 0))
            let minimum = hasMinimum ? HalfPrecision.float(half: bits(start, 2)) : 0
            let fifth = UInt32(littleEndian: start.loadUnaligned(fromByteOffset: header, as: UInt32.self))
            let packed = (start + header + 4).assumingMemoryBound(to: UInt8.self)
            for j in 0..<16 {
                let low = Int32(packed[j] & 15) | Int32((fifth >> UInt32(j)) & 1) << 4
                let high = Int32(packed[j] >> 4) | Int32((fifth >> UInt32(j + 16)) & 1) << 4
                if hasMinimum {
                    values[j] = Float(low) * scale + minimum
                    values[j + 16] = Float(high) * scale + minimum
                } else {
                    values[j] = Float(low &- 16) * scale
                    values[j + 16] = Float(high &- 16) * scale
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

    @inline(__always)
    static func bits(_ source: UnsafeRawPointer, _ offset: Int) -> UInt16 {
        UInt16(littleEndian: source.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }
}
