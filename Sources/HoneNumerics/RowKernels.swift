/// The inner loops of the triangular solvers: sums over rows of a row-major matrix.
///
/// They are written here rather than called from BLAS and LAPACK for two reasons, both measured with OpenBLAS 0.3.21, one thread
/// against two: its results differ in the last bits with the number of threads (`dpotri` from 5 rows on, `dpotrf` from
/// 100), while a suggestion has to come out the same wherever it is repeated; and waking a thread for matrices this small
/// costs more than it saves (`dpotri` takes 4 to 15 times as long from 20 to 100 rows).
enum RowKernels {
    /// `target[k] -= Σ_j factors[j * factorStride] * rows[j * rowStride + k]` for `k` in 0..<length and `j` in 0..<count, always
    /// in the same order. Four rows at a time: one pass over the target for four multiplications.
    @inline(__always)
    static func subtract(
        _ count: Int, factors: UnsafePointer<Double>, factorStride: Int, rows: UnsafePointer<Double>, rowStride: Int,
        length: Int, from target: UnsafeMutablePointer<Double>
    ) {
        var j = 0
        while j + 4 <= count {
            let a = factors[j * factorStride]
            let b = factors[(j + 1) * factorStride]
            let c = factors[(j + 2) * factorStride]
            let d = factors[(j + 3) * factorStride]
            let p = rows + j * rowStride
            let q = p + rowStride
            let r = q + rowStride
            let s = r + rowStride
            for k in 0..<length { target[k] -= (a * p[k] + b * q[k]) + (c * r[k] + d * s[k]) }
            j += 4
        }
        while j < count {
            let a = factors[j * factorStride]
            let p = rows + j * rowStride
            for k in 0..<length { target[k] -= a * p[k] }
            j += 1
        }
    }

    /// The same for four targets at once, to the last bit: each row is fetched once for all of them, in tiles that stay in the
    /// first-level cache. Target t has its own factors.
    ///
    /// - Parameter count: a multiple of 4, so that the fours fall as they do for one target.
    static func subtract(
        _ count: Int, factors: Four<UnsafePointer<Double>>, factorStride: Int, rows: UnsafePointer<Double>,
        rowStride: Int, length: Int, from targets: Four<UnsafeMutablePointer<Double>>
    ) {
        var start = 0
        while start < length {
            let end = min(start + tile, length)
            var j = 0
            while j < count {
                let four = Four { rows + (j + $0) * rowStride }
                let place = j * factorStride
                subtractFour(
                    Factors(factors.a + place, factorStride), Factors(factors.b + place, factorStride),
                    Factors(factors.c + place, factorStride), Factors(factors.d + place, factorStride), four,
                    start..<end, from: targets)
                j += 4
            }
            start = end
        }
    }

    /// Columns at a time: four targets and four rows of them take 16 kB.
    private static let tile = 256

    /// The sum of products of two rows, in eight sums side by side, so that an addition need not wait for the one before it.
    static func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int) -> Double {
        @inline(__always) func load(_ pointer: UnsafePointer<Double>, _ k: Int) -> SIMD4<Double> {
            UnsafeRawPointer(pointer + k).loadUnaligned(as: SIMD4<Double>.self)
        }
        var (first, second) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
        var k = 0
        while k + 8 <= count {
            first += load(a, k) * load(b, k)
            second += load(a, k + 4) * load(b, k + 4)
            k += 8
        }
        var sum = (first + second).sum()
        while k < count {
            sum += a[k] * b[k]
            k += 1
        }
        return sum
    }

    struct Four<Element> {
        let a, b, c, d: Element

        @inline(__always)
        init(_ element: (Int) -> Element) {
            (a, b, c, d) = (element(0), element(1), element(2), element(3))
        }
    }

    /// The factors of four rows for one target.
    private struct Factors {
        let a, b, c, d: Double

        @inline(__always)
        init(_ first: UnsafePointer<Double>, _ stride: Int) {
            (a, b, c, d) = (first[0], first[stride], first[2 * stride], first[3 * stride])
        }
    }

    @inline(__always)
    private static func subtractFour(
        _ f: Factors, _ g: Factors, _ h: Factors, _ i: Factors, _ rows: Four<UnsafePointer<Double>>,
        _ columns: Range<Int>, from targets: Four<UnsafeMutablePointer<Double>>
    ) {
        typealias Lane = SIMD4<Double>
        @inline(__always) func load(_ pointer: UnsafePointer<Double>, _ k: Int) -> Lane {
            UnsafeRawPointer(pointer + k).loadUnaligned(as: Lane.self)
        }
        @inline(__always) func update(
            _ target: UnsafeMutablePointer<Double>, _ k: Int, _ f: Factors, _ p: Lane, _ q: Lane, _ r: Lane, _ s: Lane
        ) {
            let sum = (f.a * p + f.b * q) + (f.c * r + f.d * s)
            UnsafeMutableRawPointer(target + k).storeBytes(of: load(target, k) - sum, as: Lane.self)
        }
        var k = columns.lowerBound
        while k + 4 <= columns.upperBound {
            let (p, q, r, s) = (load(rows.a, k), load(rows.b, k), load(rows.c, k), load(rows.d, k))
            update(targets.a, k, f, p, q, r, s)
            update(targets.b, k, g, p, q, r, s)
            update(targets.c, k, h, p, q, r, s)
            update(targets.d, k, i, p, q, r, s)
            k += 4
        }
        while k < columns.upperBound {
            let (p, q, r, s) = (rows.a[k], rows.b[k], rows.c[k], rows.d[k])
            targets.a[k] -= (f.a * p + f.b * q) + (f.c * r + f.d * s)
            targets.b[k] -= (g.a * p + g.b * q) + (g.c * r + g.d * s)
            targets.c[k] -= (h.a * p + h.b * q) + (h.c * r + h.d * s)
            targets.d[k] -= (i.a * p + i.b * q) + (i.c * r + i.d * s)
            k += 1
        }
    }
}
