import CKernels
import Foundation

/// Rotary position embedding (Su et al., arXiv 2104.09864) in Hugging Face's arrangement: component i of a head is
/// rotated together with component i + half. Tables are `[positions, half]`.
///
/// Frequencies and angles are single-precision numbers, as in transformers, where models learnt with them: at position
/// 2,047 exact angles would move logits by more than all other roundings together.
package struct RotaryEmbedding: Sendable {
    private let half: Int
    private let cosines: FloatBuffer
    private let sines: FloatBuffer

    /// - Parameters:
    ///   - frequencies: radians a position for each of the pairs of a head.
    ///   - amplitude: factor on all cosines and sines.
    package init(frequencies: [Double], amplitude: Double = 1, positions: Int) {
        half = frequencies.count
        cosines = FloatBuffer(count: positions * half)
        sines = FloatBuffer(count: positions * half)
        let frequencies = frequencies.map(Float.init)
        for position in 0..<positions {
            for i in 0..<half {
                let angle = Double(Float(position) * frequencies[i])
                cosines.pointer[position * half + i] = Float(amplitude * cos(angle))
                sines.pointer[position * half + i] = Float(amplitude * sin(angle))
            }
        }
    }

    /// Rotates the heads that stand side by side in every row of `x`, in place, by the row's position; backwards if asked
    /// (the gradient of a rotation is the opposite rotation).
    package func rotate(_ x: Rows, positions: UnsafeBufferPointer<Int32>, backward: Bool = false) {
        hone_rotate(
            InstructionSet.best.code, Int64(x.count), Int64(x.width / (2 * half)), Int64(half), x.pointer,
            Int64(x.stride), positions.baseAddress, cosines.pointer, sines.pointer, backward ? -1 : 1)
    }
}
