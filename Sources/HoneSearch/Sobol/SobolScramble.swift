import HoneNumerics

/// A random change of a Sobol sequence that keeps what makes it even: every digit becomes itself plus a random combination of the
/// digits before it (Matoušek, "On the L2-discrepancy for anchored boxes", 1998: a linear matrix scramble), and a random digit is
/// added to each (a digital shift).
///
/// Each point by itself is then uniform in the unit cube, and blocks of 2^m points are still nets: Owen's scramble (1995) with
/// far fewer random numbers and the same variance.
package struct SobolScramble: Sendable {
    /// For each dimension and output digit, from the last digit to the first, the input digits that it sums.
    private let masks: [[UInt64]]
    private let shifts: [UInt64]

    /// - Parameter generator: decides all of it; each dimension has its own numbers, however many others there are.
    package init(dimensions: Int, from generator: SeededGenerator) {
        var masks: [[UInt64]] = []
        var shifts: [UInt64] = []
        for dimension in 0..<dimensions {
            var own = generator.fork("scramble", dimension)
            let all = (UInt64(1) << UInt64(SobolSequence.digits)) - 1
            masks.append(
                (0..<UInt64(SobolSequence.digits)).map { bit in
                    (own.next() & all & ~((2 << bit) - 1)) | (1 << bit)
                })
            shifts.append(own.next() & all)
        }
        self.masks = masks
        self.shifts = shifts
    }

    /// The scrambled digits of a point.
    package func apply(to digits: [UInt64]) -> [UInt64] {
        digits.enumerated().map { dimension, digits in
            var result: UInt64 = 0
            for (bit, mask) in masks[dimension].enumerated() where (mask & digits).nonzeroBitCount & 1 == 1 {
                result |= 1 << UInt64(bit)
            }
            return result ^ shifts[dimension]
        }
    }
}
