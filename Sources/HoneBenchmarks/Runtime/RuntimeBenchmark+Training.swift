import Foundation
import HoneLanguageModel

extension RuntimeBenchmark {
    func prepareTraining(_ work: Work, layers: Int?, _ sequences: [RuntimeInputs.Sequence]) throws -> Repetition {
        let weights = try TransformerWeights(GGUFFile(url: model), layers: layers)
        let configuration = TrainingConfiguration(
            lora: LoRAConfiguration(rank: 16, alpha: 32), valueRows: Self.valueRowCount, bins: Self.bins,
            schedule: LearningRateSchedule(peak: 1e-4, warmupSteps: 1, totalSteps: 1_000_000))
        let trainer = LoRATrainer(
            Transformer(weights, threads: threads), configuration: configuration,
            initialValueRows: try Self.valueRows(weights))
        let examples = sequences.map { $0.example(bins: Self.bins) }
        return {
            try timed(work, tokens: examples.reduce(0) { $0 + $1.tokens }) {
                (0, try trainer.step(examples).loss)
            }
        }
    }
}
