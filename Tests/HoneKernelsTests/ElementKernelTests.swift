import CKernels
import Foundation
import HoneNumerics
import Testing

/// e^x, under a name that does not clash with the kernels' modules.
func exponential(_ x: Double) -> Double { Foundation.exp(x) }

/// The element-wise kernels against their formulas in double precision.
struct ElementKernelTests {
    @Test(arguments: KernelBench.sets)
    func theExponentialIsGoodToTwoUnitsInTheLastPlace(set: hone_instructions) {
        // 100,003 points, which no vector's width divides.
        let x = (0..<100_003).map { -87 + 175 * Float($0) / 100_002 }
        var y = x
        hone_exponential(set, Int64(y.count), &y)
        var worst = 0.0
        for (x, y) in zip(x, y) {
            let truth = exponential(Double(x))
            worst = max(worst, abs(Double(y) - truth) / Double(Float(truth).ulp))
        }
        #expect(worst < 2)
        var beyond: [Float] = [-1000, 1000, 0]
        hone_exponential(set, 3, &beyond)
        #expect(beyond[0] > 0 && beyond[0] < 1e-37 && beyond[1] > 1e38 && beyond[1].isFinite && beyond[2] == 1)
    }

    @Test(arguments: KernelBench.sets, [8, 48, 576, 83])
    func normsAndTheirGradients(set: hone_instructions, width: Int) {
        let rows = 5
        let x = KernelBench.numbers(rows * width, 1)
        let weight = KernelBench.numbers(width, 2)
        let dy = KernelBench.numbers(rows * width, 3)
        let before = KernelBench.numbers(rows * width, 4)
        var y = [Float](repeating: 0, count: rows * width)
        var inverse = [Float](repeating: 0, count: rows)
        var dx = before
        hone_rms_norm(set, Int64(rows), Int64(width), 1e-5, x, weight, &y, &inverse)
        hone_rms_norm_backward(set, Int64(rows), Int64(width), dy, x, weight, inverse, &dx)
        for row in 0..<rows {
            let range = row * width..<(row + 1) * width
            let values = range.map { Double(x[$0]) }
            let factor = 1 / (values.reduce(0) { $0 + $1 * $1 } / Double(width) + 1e-5).squareRoot()
            #expect(abs(Double(inverse[row]) / factor - 1) < 1e-6)
            let scaled = zip(range, weight).map { Double(dy[$0]) * Double($1) }
            let mean = zip(scaled, values).reduce(0) { $0 + $1.0 * $1.1 } / Double(width)
            for i in 0..<width {
                #expect(abs(Double(y[row * width + i]) - values[i] * factor * Double(weight[i])) < 2e-6)
                let gradient = factor * (scaled[i] - values[i] * factor * factor * mean)
                #expect(abs(Double(dx[row * width + i]) - Double(before[row * width + i]) - gradient) < 1e-5)
            }
        }
    }

    @Test(arguments: KernelBench.sets, [8, 96, 128, 83])
    func layerNormsAndTheirGradients(set: hone_instructions, width: Int) {
        let rows = 4
        let x = KernelBench.numbers(rows * width, 1)
        let addend = KernelBench.numbers(2 * width, 2)
        let choice: [Int32] = [1, 0, 1, 1]
        let dy = KernelBench.numbers(rows * width, 3)
        let before = KernelBench.numbers(rows * width, 4)
        var y = [Float](repeating: 0, count: rows * width)
        var inverse = [Float](repeating: 0, count: rows)
        var dx = before
        hone_layer_norm(set, Int64(rows), Int64(width), 1e-5, x, addend, choice, &y, &inverse)
        hone_layer_norm_backward(set, Int64(rows), Int64(width), dy, y, inverse, &dx)
        for row in 0..<rows {
            let range = row * width..<(row + 1) * width
            let values = range.enumerated().map {
                Double(x[$0.element]) + Double(addend[Int(choice[row]) * width + $0.offset])
            }
            let mean = values.reduce(0, +) / Double(width)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
            let factor = 1 / (variance + 1e-5).squareRoot()
            let normed = values.map { ($0 - mean) * factor }
            let gradients = range.map { Double(dy[$0]) }
            let average = gradients.reduce(0, +) / Double(width)
            let along = zip(gradients, normed).reduce(0) { $0 + $1.0 * $1.1 } / Double(width)
            #expect(abs(Double(inverse[row]) / factor - 1) < 1e-6)
            for i in 0..<width {
                #expect(abs(Double(y[row * width + i]) - normed[i]) < 2e-6)
                let gradient = factor * (gradients[i] - average - normed[i] * along)
                #expect(abs(Double(dx[row * width + i]) - Double(before[row * width + i]) - gradient) < 1e-5)
            }
        }
    }

    @Test(arguments: KernelBench.sets, [1, 16, 203])
    func gaussianUnitsAndTheirGradients(set: hone_instructions, count: Int) {
        let x = KernelBench.numbers(count, 1).map { $0 * 3 }
        let dy = KernelBench.numbers(count, 2)
        var y = [Float](repeating: 0, count: count)
        var dx = dy
        hone_gelu(set, Int64(count), x, &y)
        hone_gelu_backward(set, Int64(count), x, &dx)
        var shares = x
        hone_normal_shares(set, Int64(count), &shares)
        for i in 0..<count {
            let value = Double(x[i])
            #expect(abs(Double(shares[i]) - NormalDistribution.cumulative(value)) < 3e-7)
            let share = NormalDistribution.cumulative(value)
            #expect(abs(Double(y[i]) - value * share) < 4e-7 * max(1, abs(value)))
            let slope = share + value * NormalDistribution.density(value)
            #expect(abs(Double(dx[i]) - Double(dy[i]) * slope) < 2e-6)
        }
    }

    @Test(arguments: KernelBench.sets, [16, 64, 37])
    func gatesAndTheirGradients(set: hone_instructions, width: Int) {
        let rows = 3
        let stride = 2 * width + 5
        let gateUp = KernelBench.numbers(rows * stride, 1).map { $0 * 4 }
        let dh = KernelBench.numbers(rows * width, 2)
        var h = [Float](repeating: 0, count: rows * width)
        var again = h
        var gradients = gateUp
        hone_gate(set, Int64(rows), Int64(width), gateUp, Int64(stride), &h)
        hone_gate_backward(set, Int64(rows), Int64(width), dh, &gradients, Int64(stride), &again)
        for row in 0..<rows {
            for i in 0..<width {
                let g = Double(gateUp[row * stride + i])
                let u = Double(gateUp[row * stride + width + i])
                let d = Double(dh[row * width + i])
                let s = 1 / (1 + exponential(-g))
                #expect(abs(Double(h[row * width + i]) - g * s * u) < 1e-5 * (1 + abs(g * u)))
                #expect(abs(Double(again[row * width + i]) - g * s * u) < 1e-5 * (1 + abs(g * u)))
                #expect(abs(Double(gradients[row * stride + i]) - d * u * s * (1 + g * (1 - s))) < 2e-5)
                #expect(abs(Double(gradients[row * stride + width + i]) - d * g * s) < 2e-5)
            }
            #expect((2 * width..<stride).allSatisfy { gradients[row * stride + $0] == gateUp[row * stride + $0] })
        }
    }

    @Test(arguments: KernelBench.sets)
    func rotationsTurnAndTurnBack(set: hone_instructions) {
        let (rows, heads, half, stride) = (4, 3, 12, 80)
        let x = KernelBench.numbers(rows * stride, 1)
        let angles = KernelBench.numbers(10 * half, 2)
        let cosines = angles.map { Float(cos(Double($0))) }
        let sines = angles.map { Float(sin(Double($0))) }
        let positions: [Int32] = [9, 0, 4, 4]
        var y = x
        hone_rotate(set, 4, Int64(heads), Int64(half), &y, Int64(stride), positions, cosines, sines, 1)
        for row in 0..<rows {
            for head in 0..<heads {
                for i in 0..<half {
                    let angle = Double(angles[Int(positions[row]) * half + i])
                    let first = row * stride + head * 2 * half + i
                    let (a, b) = (Double(x[first]), Double(x[first + half]))
                    #expect(abs(Double(y[first]) - (a * cos(angle) - b * sin(angle))) < 1e-6)
                    #expect(abs(Double(y[first + half]) - (b * cos(angle) + a * sin(angle))) < 1e-6)
                }
            }
            #expect((heads * 2 * half..<stride).allSatisfy { y[row * stride + $0] == x[row * stride + $0] })
        }
        hone_rotate(set, 4, Int64(heads), Int64(half), &y, Int64(stride), positions, cosines, sines, -1)
        #expect(KernelBench.largestDifference(y, x.map(Double.init)) < 1e-6)
    }
}
