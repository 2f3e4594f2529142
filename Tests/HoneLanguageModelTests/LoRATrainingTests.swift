import Foundation
import HoneKernels
import HoneLanguageModel
import HoneNumerics
import Testing

struct LoRATrainingTests {
    static let tiny = TransformerTests.tiny

    static func configuration(_ targets: [LoRATarget] = LoRATarget.allCases) -> TrainingConfiguration {
        TrainingConfiguration(
            lora: LoRAConfiguration(rank: 3, alpha: 6, targets: targets), valueRows: 10, bins: 5,
            schedule: LearningRateSchedule(peak: 1e-2, warmupSteps: 3, totalSteps: 20), seed: 7)
    }

    static func trainer(_ targets: [LoRATarget] = LoRATarget.allCases, threads: Int = 2) -> LoRATrainer {
        let weights = TransformerWeights(randomOf: tiny, seed: 11, scale: 0.25)
        let trainer = LoRATrainer(
            Transformer(weights, threads: ComputeThreads(threads)), configuration: configuration(targets),
            initialValueRows: TransformerFixture.wave(10 * 48, 1).map { Float($0) })
        // B and head begin at zero, which would hide half of the gradients.
        let parameters = trainer.state.parameters
        for (index, value) in TransformerFixture.wave(parameters.count, 2).enumerated() where parameters[index] == 0 {
            parameters[index] = Float(value) * 0.3
        }
        return trainer
    }

    static func example(_ salt: Int, header: Int = 9, rows: Int = 6) -> TrainingExample {
        var generator = SeededGenerator(seed: UInt64(salt))
        let inputs = (0..<rows).map { row in
            (0..<(1 + row % 4)).map { _ in InputRow.value(generator.integer(below: 10)) } + [.token(3)]
        }
        let labels = (0..<rows).flatMap { _ -> [Float] in
            let raw = (0..<5).map { _ in generator.uniform() }
            let sum = raw.reduce(0, +)
            return raw.map { Float($0 / sum) }
        }
        return TrainingExample(header: TransformerTests.tokens(header, salt), rows: inputs, labels: labels)
    }

    @Test(arguments: [LoRATarget.allCases, [.query, .value], [.down, .up]])
    func gradientsAgreeWithFiniteDifferences(targets: [LoRATarget]) throws {
        let trainer = Self.trainer(targets)
        // The second sequence has more queries than one attention block.
        let examples = [Self.example(1), Self.example(2, header: 131, rows: 40)]
        let gradient = try trainer.gradient(of: examples).values.copy()
        let parameters = trainer.state.parameters
        var generator = SeededGenerator(seed: 5)
        // Single precision: compare directional derivatives along random directions of each kind of tensor.
        let ranges = trainer.layout.loraTensors().flatMap { [$0.a, $0.b] } + trainer.layout.ownTensors
        for tensor in ranges {
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
            #expect(abs(difference - slope) < 1e-3 + 0.02 * abs(slope), "\(tensor.name): \(difference) and \(slope)")
        }
    }

    @Test func trainingLowersTheLossAndTheSameSeedGivesTheSameBits() throws {
        let examples = (0..<3).map { Self.example(20 + $0) }
        let first = Self.trainer()
        let second = Self.trainer()
        var losses: [Double] = []
        for _ in 0..<20 {
            losses.append(try first.step(examples).loss)
            _ = try second.step(examples)
        }
        #expect(losses[19] < losses[0] - 0.1)
        #expect(first.state.parameters.array == second.state.parameters.array)
    }
}
