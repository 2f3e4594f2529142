import HoneKernels
import HoneNumerics
import HoneReader
import Testing

struct NetworkTests {
    @Test func logitsLossAndGradientsAreThoseOfPyTorch() throws {
        let fixture = try NetworkFixture.load()
        let weights = try fixture.weights()
        let examples = fixture.readerExamples
        let packed = PackedWeights(weights)

        let logits = ExampleLogits.of(examples, packed, threads: ComputeThreads(1)).flatMap { $0 }
        let expected = fixture.logits.flatMap { $0 }
        #expect(logits.count == expected.count)
        var worst = 0.0
        for (row, values) in expected.enumerated() {
            for (i, value) in values.enumerated() {
                worst = max(worst, abs(Double(logits[row][i]) - value) / max(1, abs(value)))
            }
        }
        #expect(worst < 1e-4)

        let lanes = GradientLanes(
            weights.layout, loss: DensityLoss(bins: fixture.shape.bins, quantileSpread: 1.2, scoreSpread: 0.8),
            threads: ComputeThreads(2))
        let (sums, gradient) = lanes.gradient(
            examples, weights: weights, packed: packed, dropout: 0, noise: SeededGenerator(seed: 1))
        let candidates = examples.reduce(0) { $0 + $1.candidates.count }
        #expect(abs((sums.quantile + sums.score) / Double(candidates) - fixture.loss) < 1e-4 * fixture.loss)
        let places = Dictionary(
            uniqueKeysWithValues: weights.layout.layers.flatMap(\.tensors).map { ($0.name, $0.offset) })
        for tensor in fixture.tensors {
            let offset = try #require(places[tensor.name])
            let size = tensor.gradient.reduce(0) { max($0, abs($1)) }
            var worst = 0.0
            for (i, value) in tensor.gradient.enumerated() {
                worst = max(worst, abs(Double(gradient.pointer[offset + i]) - value))
            }
            #expect(worst < 1e-4 * size, "\(tensor.name): \(worst) of \(size)")
        }
    }
}
