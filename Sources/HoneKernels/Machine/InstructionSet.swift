import CKernels

/// The vector instructions that the C kernels use: found out once, replaced only by tests that compare them.
package struct InstructionSet: Sendable, Hashable, CustomStringConvertible {
    package let code: hone_instructions

    /// The largest set that this processor can run.
    package static let best = InstructionSet(code: hone_best_instructions())

    /// All sets that this processor can run, plain C first.
    package static var available: [InstructionSet] {
        [hone_scalar, hone_neon, hone_neon_dot, hone_avx2, hone_avx512, hone_avx512_vnni]
            .filter { hone_has_instructions($0) != 0 }.map { InstructionSet(code: $0) }
    }

    package var description: String {
        switch code {
        case hone_neon: "NEON"
        case hone_neon_dot: "NEON with dot products"
        case hone_avx2: "AVX2"
        case hone_avx512: "AVX-512"
        case hone_avx512_vnni: "AVX-512 VNNI"
        default: "plain C"
        }
    }
}
