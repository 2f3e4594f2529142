import CKernels
import HoneNumerics

/// Inputs and comparisons for the tests of the C kernels, which run once for every instruction set of this processor.
enum KernelBench {
    static let sets: [hone_instructions] = [
        hone_scalar, hone_neon, hone_neon_dot, hone_avx2, hone_avx512, hone_avx512_vnni,
    ].filter { hone_has_instructions($0) != 0 }

    static func numbers(_ count: Int, _ seed: UInt64) -> [Float] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in Float(generator.normal()) }
    }

    /// C = alpha * A B (+ C) in double precision, and beside it the sums of the terms' sizes, which bound the error of
    /// single precision.
    static func product(
        _ m: Int, _ n: Int, _ k: Int, alpha: Float = 1, _ a: (Int, Int) -> Float, _ b: (Int, Int) -> Float,
        adding c: ((Int, Int) -> Float)? = nil
    ) -> (values: [Double], sizes: [Double]) {
        var values = [Double](repeating: 0, count: m * n)
        var sizes = values
        for i in 0..<m {
            for j in 0..<n {
                for p in 0..<k {
                    let term = Double(alpha) * Double(a(i, p)) * Double(b(p, j))
                    values[i * n + j] += term
                    sizes[i * n + j] += abs(term)
                }
                if let c {
                    values[i * n + j] += Double(c(i, j))
                    sizes[i * n + j] += abs(Double(c(i, j)))
                }
            }
        }
        return (values, sizes)
    }

    /// The largest error as a multiple of the size of what was added up.
    static func error(_ ours: (Int) -> Float, _ truth: (values: [Double], sizes: [Double])) -> Double {
        var worst = 0.0
        for index in truth.values.indices {
            let difference = abs(Double(ours(index)) - truth.values[index])
            worst = difference.isNaN ? .infinity : max(worst, difference / max(truth.sizes[index], 1e-30))
        }
        return worst
    }

    static func largestDifference(_ a: [Float], _ b: [Double]) -> Double {
        zip(a, b).reduce(a.count == b.count ? 0 : .infinity) {
            let difference = abs(Double($1.0) - $1.1)
            return difference.isNaN ? .infinity : max($0, difference)
        }
    }
}
