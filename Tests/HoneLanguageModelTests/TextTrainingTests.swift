import Foundation
import HoneKernels
import HoneLanguageModel
import HoneNumerics
import Testing

/// Low-rank updates for the plain language model: the loss of given next tokens against the vocabulary.
struct TextTrainingTests {
    static let tiny = LoRATrainingTests.tiny

    static func tokens(_ count: Int, salt: Int) -> [Int] {
        TransformerFixture.integers(count, salt, tiny.vocabulary)
    }

    static func trainer(threads: Int = 2) -> LoRATrainer {
        let weights = TransformerWeights(randomOf: tiny, seed: 11, scale: 0.25)
        let trainer = LoRATrainer(
            Transformer(weights, threads: ComputeThreads(threads)),
            configuration: TrainingConfiguration(
                lora: LoRAConfiguration(rank: 3, alpha: 6), valueRows: 0, bins: 0,
                schedule: LearningRateSchedule(peak: 1e-2, warmupSteps: 3, totalSteps: 20), seed: 7))
        let parameters = trainer.state.parameters
        for (index, value) in TransformerFixture.wave(parameters.count, 2).enumerated() where parameters[index] == 0 {
            parameters[index] = Float(value) * 0.3
        }
        return trainer
    }

    @Test func everyTokenBehindThePromptIsATarget() {
        let example = TrainingExample(text: [5, 6, 7, 8], promptCount: 2)
        guard case .tokens(let targets) = example.targets else {
            Issue.record("a text has tokens for targets")
            return
        }
        #expect(targets == [.init(input: 1, token: 7), .init(input: 2, token: 8)])
        #expect(example.tokens == 4)
    }

    @Test func theLossIsTheMeanCrossEntropyOfTheNextTokens() throws {
        let trainer = Self.trainer()
        // More targets than one thread holds logits of.
        let text = Self.tokens(300, salt: 1)
        let loss = try trainer.gradient(of: [TrainingExample(text: text, promptCount: 3)]).loss
        let model = Transformer(trainer.parameters.merged(into: trainer.transformer.weights))
        let hidden = try InferencePass(model).hiddenStates(
            header: text.map(InputRow.token), selection: Array(2..<299))
        let logits = model.logits(hidden).map(Double.init)
        let vocabulary = Self.tiny.vocabulary
        var expected = 0.0
        for row in 0..<297 {
            let scores = logits[row * vocabulary..<(row + 1) * vocabulary]
            let top = scores.max() ?? 0
            expected += top + log(scores.map { exp($0 - top) }.reduce(0, +)) - scores[scores.startIndex + text[row + 3]]
        }
        #expect(abs(loss / (expected / 297) - 1) < 1e-5)
    }

    @Test func gradientsAgreeWithFiniteDifferences() throws {
        let trainer = Self.trainer()
        let rows = [[InputRow.token(1), .token(9), .token(4)], [.token(8), .token(2)]]
        let answers = TrainingExample(
            header: Self.tokens(9, salt: 3).map(InputRow.token), rows: rows,
            targets: .tokens([.init(input: 9, token: 9), .init(input: 10, token: 4), .init(input: 12, token: 2)]))
        let examples = [TrainingExample(text: Self.tokens(170, salt: 2), promptCount: 20), answers]
        let gradient = try trainer.gradient(of: examples).values.copy()
        let parameters = trainer.state.parameters
        var generator = SeededGenerator(seed: 5)
        for tensor in trainer.layout.loraTensors().flatMap({ [$0.a, $0.b] }) {
            let direction = (0..<tensor.count).map { _ in Float(generator.normal()) }
            let slope = (0..<tensor.count).reduce(0.0) {
                $0 + Double(direction[$1]) * Double(gradient[tensor.offset + $1])
            }
            let step: Float = 2e-3 / max(1, Float(tensor.count).squareRoot() / 4)
            let original = (0..<tensor.count).map { parameters[tensor.offset + $0] }
            var losses: [Double] = []
            for sign in [Float(1), -1] {
                for i in 0..<tensor.count { parameters[tensor.offset + i] = original[i] + sign * step * direction[i] }
                losses.append(try trainer.gradient(of: examples).loss)
            }
            for i in 0..<tensor.count { parameters[tensor.offset + i] = original[i] }
            let difference = (losses[0] - losses[1]) / (2 * Double(step))
            #expect(abs(difference - slope) < 2e-3 + 0.02 * abs(slope), "\(tensor.name): \(difference) and \(slope)")
        }
    }

    @Test func trainingLowersTheLoss() throws {
        let trainer = Self.trainer()
        let examples = [
            TrainingExample(text: Self.tokens(40, salt: 6)), TrainingExample(text: Self.tokens(30, salt: 7)),
        ]
        let losses = try (0..<20).map { _ in try trainer.step(examples).loss }
        #expect(losses[19] < losses[0] - 0.5)
    }

    @Test func aTargetThatCannotBeIsAnErrorThatNamesIt() throws {
        let trainer = Self.trainer()
        let text = Self.tokens(5, salt: 1).map(InputRow.token)
        for (targets, word) in [
            ([(5, 1)], "input 5 of 5"), ([(2, 1), (2, 3)], "input 2 of 5"), ([(-1, 1)], "input -1"),
            ([(0, Self.tiny.vocabulary)], "vocabulary"), ([(0, -3)], "token -3"), ([], "is empty"),
        ] {
            let example = TrainingExample(
                header: text, rows: [],
                targets: .tokens(targets.map { .init(input: $0.0, token: $0.1) }))
            let error = #expect(throws: TransformerError.self) { _ = try trainer.gradient(of: [example]) }
            #expect(error?.description.contains(word) == true)
        }
    }
}
