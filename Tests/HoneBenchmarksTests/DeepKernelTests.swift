import HoneBenchmarks
import HoneNumerics
import HoneSearch
import Testing

@Suite struct DeepKernelTests {
    private static func example() -> (kernel: DeepKernel, points: FeatureMatrix, targets: [Double]) {
        var generator = SeededGenerator(seed: 7)
        let kernel = DeepKernel(inputs: 3, using: &generator)
        var points = FeatureMatrix(columns: 3)
        var targets: [Double] = []
        for _ in 0..<12 {
            points.append((0..<3).map { _ in generator.uniform() })
            targets.append(generator.normal())
        }
        return (kernel, points, targets)
    }

    @Test func theGradientIsTheSlopeOfTheLoss() throws {
        let (kernel, points, targets) = Self.example()
        let loss = try #require(kernel.loss(points, targets: targets))
        let width = 1e-5
        let last = kernel.weights.count
        for index in Array(stride(from: 0, to: last, by: 13)) + [last - 2, last - 1] {
            var (above, below) = (kernel, kernel)
            above.weights[index] += width
            below.weights[index] -= width
            let high = try #require(above.loss(points, targets: targets)).value
            let low = try #require(below.loss(points, targets: targets)).value
            let slope = (high - low) / (2 * width)
            #expect(abs(slope - loss.gradient[index]) < 1e-6 * max(1, abs(slope)), "weight \(index)")
        }
    }

    @Test func pointsThatAreAlikeDoNotBreakIt() throws {
        let (kernel, points, targets) = Self.example()
        let same = points.selecting([0, 0, 0, 1])
        let loss = try #require(kernel.loss(same, targets: Array(targets.prefix(4))))
        #expect(loss.value.isFinite && loss.gradient.allSatisfy(\.isFinite))
    }
}
