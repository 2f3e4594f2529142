import CKernels
import Foundation

/// Rotary position embedding (Su et al., arXiv 2104.09864) in Hugging Face's arrangement: component i of a head is
/// rotated together with component i + half. Tables are `[positions, half]`.
///
/// Frequencies and angles are single-precision numbers, as in transformers, where models learnt with them: at position
/// 2,047 exact angles would move logits by more than all other roundings together.
struct RotaryEmbedding: Sendable {
    private let half: Int
    private let cosines: FloatBuffer
    private let sines: FloatBuffer

    init(headDimension: Int, positions: Int, base: Double, scaling: RotaryScaling = .none) {
        half = headDimension / 2
        cosines = FloatBuffer(count: positions * half)
        sines = FloatBuffer(count: positions * half)
        let frequencies = scaling.frequencies(headDimension: headDimension, base: base).map(Float.init)
        let amplitude = scaling.amplitude
        for position in 0..<positions {
            for i in 0..<half {
                let angle = Double(Float(position) * frequencies[i])
                cosines.pointer[position * half + i] = Float(amplitude * cos(angle))
                sines.pointer[position * half + i] = Float(amplitude * sin(angle))
            }
        }
    }

    /// Rotates `heads` neighbouring heads of every row in place by the row's position, backwards if asked (the
    /// gradient of a rotation is the opposite rotation). `x` is `[rows, ...]` with `stride` floats between rows.
    func rotate(
        _ x: UnsafeMutablePointer<Float>, stride: Int, rows: Int, heads: Int, positions: UnsafeBufferPointer<Int32>,
        backward: Bool = false
    ) {
        hone_rotate(
            InstructionSet.best.code, Int64(rows), Int64(heads), Int64(half), x, Int64(stride), positions.baseAddress,
            cosines.pointer, sines.pointer, backward ? -1 : 1)
    }
}
