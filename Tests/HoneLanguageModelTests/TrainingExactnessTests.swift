import Foundation
import HoneLanguageModel
import Testing

/// Known answers of PyTorch and PEFT in float64 (Fixtures/make_training_fixture.py) on the real weights.
struct TrainingFixture: Decodable {
    struct Gradient: Decodable {
        var name: String
        var norm: Double
        /// Products with vectors of random signs.
        var products: [Double]
    }
    struct Step: Decodable {
        var loss: Double
        var norm: Double
    }
    struct Run: Decodable {
        var loss: Double
        var gradients: [Gradient]
        var steps: [Step]
    }
    var packed: Run
    var text: Run

    static func load() throws -> TrainingFixture {
        let url = Bundle.module.url(forResource: "Fixtures", withExtension: nil)?
            .appendingPathComponent("training.json")
        return try JSONDecoder().decode(TrainingFixture.self, from: Data(contentsOf: #require(url)))
    }
}

@Suite(.enabled(if: BaseModelFile.isPresent, "needs the weights: make setup"))
struct TrainingExactnessTests {
    /// A trainer with the script's parameters, and its tensors in the script's order.
    private func trainer(layers: Int?, valueRows: Int, bins: Int) throws -> (LoRATrainer, [TrainableLayout.Tensor]) {
        let transformer = Transformer(try BaseModelFile.weights(layers: layers))
        let configuration = TrainingConfiguration(
            lora: LoRAConfiguration(rank: 4, alpha: 8), valueRows: valueRows, bins: bins,
            schedule: LearningRateSchedule(peak: 1e-3, warmupSteps: 4, totalSteps: 10))
        let trainer = LoRATrainer(transformer, configuration: configuration)
        let layout = trainer.layout
        let parameters = trainer.state.parameters
        func fill(_ tensor: TrainableLayout.Tensor, salt: Int, scale: Double) {
            for (index, value) in TransformerFixture.wave(tensor.count, salt).enumerated() {
                parameters[tensor.offset + index] = Float(value * scale)
            }
        }
        var tensors: [TrainableLayout.Tensor] = []
        for (index, module) in layout.loraTensors().enumerated() {
            fill(module.a, salt: 2 * index + 1, scale: 0.08)
            fill(module.b, salt: 2 * index + 2, scale: 0.04)
            tensors += [module.a, module.b]
        }
        for (tensor, (salt, scale)) in zip(layout.ownTensors, [(5001, 0.2), (5002, 0.1), (5003, 0.1)]) {
            fill(tensor, salt: salt, scale: scale)
            tensors.append(tensor)
        }
        return (trainer, tensors)
    }

    /// Every gradient within 1e-3 of its length, and ten steps with the same losses to four digits.
    private func compare(
        _ trainer: LoRATrainer, _ tensors: [TrainableLayout.Tensor], _ examples: [TrainingExample],
        with fixture: TrainingFixture.Run
    ) throws {
        let (loss, values) = try trainer.gradient(of: [examples[0], examples[1]])
        #expect(abs(loss / fixture.loss - 1) < 2e-5)
        #expect(tensors.count == fixture.gradients.count)
        var worst = 0.0
        for (index, (tensor, answer)) in zip(tensors, fixture.gradients).enumerated() {
            let gradient = (0..<tensor.count).map { Double(values[tensor.offset + $0]) }
            let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
            #expect(abs(norm / answer.norm - 1) < 1e-3, "\(tensor.name), \(answer.name): \(norm), \(answer.norm)")
            // Random signs: the mean square of the products' differences is the squared length of the difference.
            var sum = 0.0
            for (k, product) in answer.products.enumerated() {
                let signs = TransformerFixture.wave(tensor.count, 20_000 + answer.products.count * index + k)
                let ours = zip(signs, gradient).reduce(0.0) { $0 + ($1.0 >= 0 ? $1.1 : -$1.1) }
                sum += (ours - product) * (ours - product)
            }
            let distance = (sum / Double(answer.products.count)).squareRoot() / answer.norm
            #expect(distance < 1e-3, "\(tensor.name): \(distance) of its length away")
            worst = max(worst, distance)
        }
        #expect(worst > 0, "the fixture was made by another implementation")
        for (index, answer) in fixture.steps.enumerated() {
            let report = try trainer.step([examples[index % 3], examples[(index + 1) % 3]])
            #expect(abs(report.loss / answer.loss - 1) < 5e-5, "step \(index): \(report.loss), \(answer.loss)")
            #expect(abs(report.gradientNorm / answer.norm - 1) < 1e-3, "step \(index)")
        }
    }

    @Test func theSurrogatesGradientsAndTenStepsAgreeWithPyTorchAndPEFT() throws {
        let (trainer, tensors) = try trainer(
            layers: TransformerFixture.layers, valueRows: TransformerFixture.valueRows, bins: TransformerFixture.bins)
        let examples = (0..<3).map {
            TrainingExample(
                header: TransformerFixture.header($0), rows: TransformerFixture.rows($0),
                labels: TransformerFixture.labels($0))
        }
        try compare(trainer, tensors, examples, with: try TrainingFixture.load().packed)
    }

    @Test func aTextAdaptersGradientsAndTenStepsAgreeWithPyTorchAndPEFT() throws {
        let (trainer, tensors) = try trainer(layers: nil, valueRows: 0, bins: 0)
        let examples = (0..<3).map {
            TrainingExample(
                text: TransformerFixture.integers(24 + 8 * $0, 9100 + $0, 49152), promptCount: 5 + $0)
        }
        // All in one pass: what the sequences are packed into must not show.
        trainer.plan = ComputationPlan(tokens: 1000, recomputes: true)
        try compare(trainer, tensors, examples, with: try TrainingFixture.load().text)
    }
}
