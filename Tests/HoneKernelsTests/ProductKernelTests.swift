import CKernels
import Testing

/// Matrix products against sums in double precision, for sizes around the kernels' own.
struct ProductKernelTests {
    /// What stands in memory that a kernel must not write to.
    private static let untouched: Float = 777

    private struct Size: CustomStringConvertible {
        var rows: Int
        var outputs: Int
        var inputs: Int
        var description: String { "\(rows) x \(inputs) -> \(outputs)" }
    }

    private static let sizes = [
        Size(rows: 1, outputs: 32, inputs: 16), Size(rows: 3, outputs: 33, inputs: 7),
        Size(rows: 12, outputs: 64, inputs: 48), Size(rows: 13, outputs: 31, inputs: 400),
        Size(rows: 25, outputs: 97, inputs: 801), Size(rows: 50, outputs: 16, inputs: 33),
        Size(rows: 7, outputs: 130, inputs: 64),
    ]

    private static func packed(_ set: hone_instructions, _ w: [Float], _ size: Size) -> [Float] {
        var panels = [Float](
            repeating: .nan, count: Int(hone_panel_floats(Int64(size.outputs), Int64(size.inputs))))
        for first in stride(from: 0, to: size.outputs, by: 64) {
            let count = min(64, size.outputs - first)
            w.withUnsafeBufferPointer { w in
                hone_pack_panels(
                    set, Int64(count), Int64(size.inputs), w.baseAddress.map { $0 + first * size.inputs },
                    Int64(size.inputs), Int64(first), &panels)
            }
        }
        return panels
    }

    @Test(arguments: KernelBench.sets)
    func packedWeightsTimesInputs(set: hone_instructions) {
        for (number, size) in Self.sizes.enumerated() {
            let x = KernelBench.numbers(size.rows * size.inputs, UInt64(number))
            let w = KernelBench.numbers(size.outputs * size.inputs, UInt64(100 + number))
            let panels = Self.packed(set, w, size)
            for range in [0..<size.outputs, size.outputs / 3..<size.outputs, 0..<max(1, size.outputs / 2)] {
                for adding in [false, true] {
                    let stride = range.count + 5
                    let before = KernelBench.numbers(size.rows * stride, 3)
                    var y = before
                    for row in 0..<size.rows { for j in range.count..<stride { y[row * stride + j] = Self.untouched } }
                    hone_multiply_panels(
                        set, Int64(size.rows), Int64(range.lowerBound), Int64(range.count), Int64(size.inputs), 0.5, x,
                        Int64(size.inputs), panels, &y, Int64(stride), adding ? 1 : 0)
                    let truth = KernelBench.product(
                        size.rows, range.count, size.inputs, alpha: 0.5, { x[$0 * size.inputs + $1] },
                        { w[(range.lowerBound + $1) * size.inputs + $0] },
                        adding: adding ? { before[$0 * stride + $1] } : nil)
                    let error = KernelBench.error({ y[$0 / range.count * stride + $0 % range.count] }, truth)
                    #expect(error < 2e-6, "\(size), outputs \(range), adding \(adding)")
                    #expect(
                        (0..<size.rows).allSatisfy { row in
                            (range.count..<stride).allSatisfy { y[row * stride + $0] == Self.untouched }
                        })
                }
            }
        }
    }

    @Test(arguments: KernelBench.sets)
    func packedWeightsTimesGradientsOfOutputs(set: hone_instructions) {
        for (number, size) in Self.sizes.enumerated() {
            let w = KernelBench.numbers(size.outputs * size.inputs, UInt64(200 + number))
            let panels = Self.packed(set, w, size)
            for range in [0..<size.outputs, size.outputs / 3..<size.outputs] {
                let stride = range.count + 3
                let dy = KernelBench.numbers(size.rows * stride, UInt64(300 + number))
                for adding in [false, true] {
                    let before = KernelBench.numbers(size.rows * size.inputs, 4)
                    var dx = before
                    hone_multiply_panels_transposed(
                        set, Int64(size.rows), Int64(range.lowerBound), Int64(range.count), Int64(size.inputs), 2, dy,
                        Int64(stride), panels, &dx, Int64(size.inputs), adding ? 1 : 0)
                    let truth = KernelBench.product(
                        size.rows, size.inputs, range.count, alpha: 2, { dy[$0 * stride + $1] },
                        { w[(range.lowerBound + $0) * size.inputs + $1] },
                        adding: adding ? { before[$0 * size.inputs + $1] } : nil)
                    #expect(
                        KernelBench.error({ dx[$0] }, truth) < 2e-6, "\(size), outputs \(range), adding \(adding)")
                }
            }
        }
    }

    @Test(arguments: KernelBench.sets)
    func theGatedProductIsTheGateOfTheProduct(set: hone_instructions) {
        for size in [Size(rows: 53, outputs: 128, inputs: 40), Size(rows: 1, outputs: 64, inputs: 500)] {
            let x = KernelBench.numbers(size.rows * size.inputs, 1)
            let w = KernelBench.numbers(size.outputs * size.inputs, 2).map { $0 * 0.2 }
            let width = size.outputs / 2
            var h = [Float](repeating: 0, count: size.rows * width)
            hone_multiply_panels_gated(
                set, Int64(size.rows), Int64(width), Int64(size.inputs), x, Int64(size.inputs),
                Self.packed(set, w, size), &h, Int64(width))
            let y = KernelBench.product(
                size.rows, size.outputs, size.inputs, { x[$0 * size.inputs + $1] }, { w[$1 * size.inputs + $0] }
            ).values
            let truth = (0..<size.rows * width).map { index -> Double in
                let gate = y[index / width * size.outputs + index % width]
                return gate / (1 + exponential(-gate)) * y[index / width * size.outputs + width + index % width]
            }
            #expect(KernelBench.largestDifference(h, truth) < 3e-5, "\(size)")
        }
    }

    /// All four ways in which operands may be stored, at sizes that take every path.
    @Test(arguments: KernelBench.sets)
    func productsOfPlainMatrices(set: hone_instructions) {
        let sizes = [
            (1, 1, 1), (5, 33, 17), (32, 16, 500), (64, 20, 40), (16, 96, 800), (48, 3, 9), (100, 64, 3), (3, 40, 0),
        ]
        for (m, n, k) in sizes {
            for form in 0..<4 {
                let a = KernelBench.numbers(m * k + 1, 5)
                let b = KernelBench.numbers(k * n + 1, 6)
                let (aRow, aColumn) = form & 1 == 0 ? (k, 1) : (1, m)
                let (bRow, bColumn) = form & 2 == 0 ? (n, 1) : (1, k)
                for adding in [false, true] {
                    let before = KernelBench.numbers(m * (n + 2), 7)
                    var c = before
                    hone_multiply(
                        set, Int64(m), Int64(n), Int64(k), -1.5, a, Int64(aRow), Int64(aColumn), b, Int64(bRow),
                        Int64(bColumn), &c, Int64(n + 2), adding ? 1 : 0)
                    let truth = KernelBench.product(
                        m, n, k, alpha: -1.5, { a[$0 * aRow + $1 * aColumn] }, { b[$0 * bRow + $1 * bColumn] },
                        adding: adding ? { before[$0 * (n + 2) + $1] } : nil)
                    let error = KernelBench.error({ c[$0 / n * (n + 2) + $0 % n] }, truth)
                    #expect(error < 2e-6, "\(m) x \(n) x \(k), form \(form), adding \(adding)")
                    #expect(
                        (0..<m).allSatisfy { i in
                            (n..<n + 2).allSatisfy { c[i * (n + 2) + $0] == before[i * (n + 2) + $0] }
                        })
                }
            }
        }
    }
}
