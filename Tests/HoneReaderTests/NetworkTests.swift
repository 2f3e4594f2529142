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

        let logits = ExampleLogits.of(examples, packed, threads: ComputeThreads(1))
        #expect(logits.count == fixture.logits.count)
        for (ours, theirs) in zip(logits, fixture.logits) {
            for (a, b) in [(ours.quantile, theirs.quantile), (ours.score, theirs.score)] {
                #expect(a.count == b.count)
                let worst = zip(a.joined(), b.joined()).map { abs(Double($0) - $1) / max(1, abs($1)) }.max() ?? 0
                #expect(worst < 1e-4)
            }
        }

        let lanes = GradientLanes(
            weights.layout, loss: DensityLoss(bins: fixture.shape.bins, quantileSpread: 1.2, scoreSpread: 0.8),
            threads: ComputeThreads(2))
        let (sums, gradient) = lanes.gradient(
            examples, weights: weights, packed: packed, dropout: 0, noise: SeededGenerator(seed: 1))
        #expect(abs(sums.loss - fixture.loss) < 1e-4 * fixture.loss)
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
