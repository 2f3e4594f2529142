import Foundation
import HoneNumerics

/// Measures the runtime on the work that Hone does, with the same inputs as `Benchmarks/runtime.py` gives to PyTorch.
///
/// Inputs and trainable parameters are arbitrary but fixed; only their sizes matter for time.
package struct RuntimeBenchmark {
    package enum Work: String, Sendable, CaseIterable {
        /// 512 tokens through all layers, logits at the last position.
        case forward
        /// 1,000 rows of 6 inputs on a 70-token header, first 10 layers, header included.
        case scoring
        /// Three packed sequences (70-token header, 80 rows of 6) a step, rank 16, value rows and head, first 10 layers.
        case training
        /// Two packed sequences of 1,024 inputs a step, rank 16, all linear layers, all layers.
        case trainingAllLayers = "training-all-layers"
    }

    /// One timed repetition.
    package struct Measurement: Sendable, Codable {
        package var work: String
        package var seconds: Double
        package var tokens: Int
        package var tokensPerSecond: Double { Double(tokens) / seconds }
        /// Floating-point operations in linear layers, times 1e-9; 0 where they are not counted.
        package var gigaflop: Double
        /// Loss of a training step, or a sum over outputs: shows that something was computed.
        package var check: Double
        /// Largest resident size of the process so far, in bytes.
        package var peakBytes: Int
    }

    static let headerTokens = 70
    static let rowInputs = 6
    static let candidates = 1000
    /// Rows that one pass scores, as the surrogate does.
    static let rowsPerPass = 96
    private static let surrogateLayers = 10
    private static let colon = 42

    private let file: GGUFFile
    private let threads: ComputeThreads

    package init(model: URL, threads: Int) throws(ModelFileError) {
        file = try GGUFFile(url: model)
        self.threads = ComputeThreads(threads)
    }

    /// Something that can be timed again and again.
    package func prepare(_ work: Work) throws -> () throws -> Measurement {
        switch work {
        case .forward: try prepareForward()
        case .scoring: try prepareScoring()
        case .training:
            try prepareTraining(
                .training, layers: Self.surrogateLayers,
                examples: (0..<3).map { example($0, rows: 80) })
        case .trainingAllLayers:
            try prepareTraining(
                .trainingAllLayers, layers: nil, examples: (0..<2).map { example($0, rows: 159) })
        }
    }

    /// One repetition for every line that `next` gives, each answered with a JSON object: lets a script alternate
    /// between this process and another.
    package func serve(_ work: Work, next: () -> String?, answer: (String) -> Void) throws {
        let run = try prepare(work)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        while next() != nil { answer(String(decoding: try encoder.encode(run()), as: UTF8.self)) }
    }

    private static var peakBytes: Int {
        var usage = rusage()
        #if os(Linux)
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return usage.ru_maxrss << 10
        #else
            getrusage(RUSAGE_SELF, &usage)
            return usage.ru_maxrss
        #endif
    }

    private func timed(
        _ work: Work, tokens: Int, _ body: () throws -> (gigaflop: Double, check: Double)
    ) rethrows -> Measurement {
        let start = DispatchTime.now().uptimeNanoseconds
        let result = try body()
        let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
        return Measurement(
            work: work.rawValue, seconds: seconds, tokens: tokens, gigaflop: result.gigaflop,
            check: result.check, peakBytes: Self.peakBytes)
    }

    private func prepareForward() throws -> () throws -> Measurement {
        let pass = InferencePass(Transformer(try TransformerWeights(file), threads: threads))
        let tokens = Self.tokens(512, seed: 1)
        return {
            try timed(.forward, tokens: tokens.count) {
                let before = pass.gigaflop
                let hidden = try pass.hiddenStates(header: tokens, selection: [tokens.count - 1])
                let logits = pass.transformer.logits(hidden)
                return (pass.gigaflop - before, Double(logits.max() ?? 0))
            }
        }
    }

    private func prepareScoring() throws -> () throws -> Measurement {
        let weights = try TransformerWeights(file, layers: Self.surrogateLayers)
        let layout = TrainableLayout(shape: weights.shape, lora: LoRAConfiguration(), valueRows: 100, bins: 20)
        let parameters = TrainableParameters(
            initial: layout, valueRows: try Self.valueRows(weights), seed: 1)
        let model = AdaptedModel(parameters, weights: weights, threads: threads)
        let pass = InferencePass(model.transformer)
        let header = Self.tokens(Self.headerTokens, seed: 2)
        let rows = Self.rows(Self.candidates, seed: 3)
        return {
            try timed(.scoring, tokens: header.count + rows.count * Self.rowInputs) {
                let before = pass.gigaflop
                let cache = KeyValueCache(shape: model.transformer.shape, capacity: header.count)
                _ = try pass.hiddenStates(header: header, selection: [], cache: cache, extending: true)
                var sum = 0.0
                for first in stride(from: 0, to: rows.count, by: Self.rowsPerPass) {
                    let part = Array(rows[first..<min(first + Self.rowsPerPass, rows.count)])
                    let hidden = try pass.hiddenStates(
                        header: [], rows: part, valueRows: model.valueRows, cache: cache)
                    _ = model.logits(hidden)
                    sum += Double(hidden.reduce(0, +))
                }
                return (pass.gigaflop - before, sum)
            }
        }
    }

    private func prepareTraining(
        _ work: Work, layers: Int?, examples: [TrainingExample]
    ) throws -> () throws -> Measurement {
        let weights = try TransformerWeights(file, layers: layers)
        let configuration = TrainingConfiguration(
            lora: LoRAConfiguration(rank: 16, alpha: 32),
            schedule: LearningRateSchedule(peak: 1e-4, warmupSteps: 1, totalSteps: 1_000_000))
        let trainer = LoRATrainer(
            Transformer(weights, threads: threads), configuration: configuration,
            initialValueRows: try Self.valueRows(weights))
        return {
            try timed(work, tokens: examples.reduce(0) { $0 + $1.tokens }) {
                (0, try trainer.step(examples).loss)
            }
        }
    }

    private func example(_ index: Int, rows count: Int) -> TrainingExample {
        var generator = SeededGenerator(seed: UInt64(100 + index))
        let labels = (0..<count).flatMap { _ -> [Float] in
            let bin = generator.integer(below: 20)
            return (0..<20).map { $0 == bin ? 1 : 0 }
        }
        return TrainingExample(
            header: Self.tokens(Self.headerTokens, seed: UInt64(10 + index)),
            rows: Self.rows(count, seed: UInt64(20 + index)), labels: labels)
    }

    private static func valueRows(_ weights: TransformerWeights) throws -> [Float] {
        try TrainableParameters.interpolatedValueRows(count: 100, between: Array(1000..<1010), of: weights)
    }

    private static func tokens(_ count: Int, seed: UInt64) -> [InputRow] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in .token(generator.integer(below: 49_000)) }
    }

    private static func rows(_ count: Int, seed: UInt64) -> [[InputRow]] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            (1..<rowInputs).map { _ in .value(generator.integer(below: 100)) } + [.token(colon)]
        }
    }
}
