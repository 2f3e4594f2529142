import HoneKernels

extension Dequantization {
    /// Weights beyond this, some thousand times the largest of any model, overflow binary16 scales when they are rounded to
    /// eight bits: finite weights would give logits that are not.
    static let largestWeight: Float = 0x1p20

    /// Whether blocks hold finite numbers only, and none beyond `largestWeight`; told by their floating-point parts:
    /// integers times finite scales of 16 bits stay within what can be computed with. Reads two or four bytes of a
    /// quantised block.
    ///
    /// Unchecked: the caller answers for `blocks * type.bytesPerBlock` readable bytes.
    static func isFinite(_ type: GGUFTensorType, _ source: UnsafeRawPointer, blocks: Int) -> Bool {
        switch type {
        case .f32:
            var worst: UInt32 = 0
            for index in 0..<blocks {
                let bits = UInt32(littleEndian: source.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
                worst = max(worst, bits & 0x7fff_ffff)
            }
            return worst <= largestWeight.bitPattern
        case .bf16:
            let bound = UInt16(truncatingIfNeeded: largestWeight.bitPattern >> 16) + 1
            return halvesAreBelow(bound, source, count: blocks, stride: 2, offset: 0)
        default:
            let infinity: UInt16 = 0x7c00
            return type.halfOffsets.allSatisfy {
                halvesAreBelow(infinity, source, count: blocks, stride: type.bytesPerBlock, offset: $0)
            }
        }
    }

    /// Whether 16-bit numbers without their signs have patterns below a bound.
    private static func halvesAreBelow(
        _ bound: UInt16, _ source: UnsafeRawPointer, count: Int, stride: Int, offset: Int
    ) -> Bool {
        var worst: UInt16 = 0
        for index in 0..<count {
            let bits = source.loadUnaligned(fromByteOffset: index * stride + offset, as: UInt16.self)
            worst = max(worst, UInt16(littleEndian: bits) & 0x7fff)
        }
        return worst < bound
    }
}

extension GGUFTensorType {
    /// Where the binary16 numbers of a block stand: scales, and minima for the types that have them.
    fileprivate var halfOffsets: [Int] {
        switch self {
        case .f32, .bf16: []
        case .f16, .q40, .q50, .q80: [0]
        case .q41, .q51, .q4K, .q5K: [0, 2]
        case .q2K: [80, 82]
        case .q3K: [108]
        case .q6K: [208]
        }
    }
}
