import CKernels
import Foundation
import Testing

/// Attention of one query against sums in double precision.
struct AttendKernelTests {
    static let sets = [hone_scalar, hone_neon, hone_neon_dot, hone_avx2, hone_avx512, hone_avx512_vnni]
        .filter { hone_has_instructions($0) != 0 }

    @Test(arguments: [(1, 16), (15, 64), (16, 48), (33, 80), (500, 128)])
    func agreesWithDoublePrecision(count: Int, width: Int) {
        let stride = width + 24
        let keys = KernelBench.numbers(count * stride, UInt64(count))
        let values = KernelBench.numbers(count * stride, UInt64(count + 1))
        let query = KernelBench.numbers(width, UInt64(width)).map { 3 * $0 }
        let scores = (0..<count).map { j in
            0.25 * (0..<width).reduce(0.0) { $0 + Double(query[$1]) * Double(keys[j * stride + $1]) }
        }
        let top = scores.max() ?? 0
        let weights = scores.map { exp($0 - top) }
        let total = weights.reduce(0, +)
        let expected = (0..<width).map { i in
            (0..<count).reduce(0.0) { $0 + weights[$1] * Double(values[$1 * stride + i]) } / total
        }
        for set in Self.sets {
            var scratch = [Float](repeating: .nan, count: Int(hone_attend_scratch(Int64(count))))
            var output = [Float](repeating: .nan, count: width)
            hone_attend(
                set, query, keys, values, Int64(stride), Int64(count), Int64(width), 0.25, &scratch, &output)
            #expect(zip(output, expected).allSatisfy { abs(Double($0) - $1) < 2e-5 })
        }
    }

    @Test func passesOnWhatIsNotANumber() {
        let keys = [Float](repeating: 1, count: 5 * 16)
        var query = [Float](repeating: 1, count: 16)
        query[3] = .nan
        for set in Self.sets {
            var scratch = [Float](repeating: 0, count: 16)
            var output = [Float](repeating: 0, count: 16)
            hone_attend(set, query, keys, keys, 16, 5, 16, 1, &scratch, &output)
            #expect(output.allSatisfy { $0.isNaN })
        }
    }
}
