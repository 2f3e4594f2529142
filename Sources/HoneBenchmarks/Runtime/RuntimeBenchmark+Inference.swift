import Foundation
import HoneLanguageModel

extension RuntimeBenchmark {
    private func pass(layers: Int? = nil) throws -> InferencePass {
        InferencePass(
            Transformer(
                try TransformerWeights(GGUFFile(url: model), layers: layers, storage: storage.weights), threads: threads
            ))
    }

    func prepareForward(_ work: Work, _ tokens: [Int]) throws -> Repetition {
        let pass = try pass()
        let header = RuntimeInputs.inputRows(tokens)
        return {
            try timed(work, tokens: header.count) {
                let before = pass.gigaflop
                let hidden = try pass.hiddenStates(header: header, selection: [header.count - 1])
                let logits = pass.transformer.logits(hidden)
                return (pass.gigaflop - before, Double(logits.max() ?? 0))
            }
        }
    }

    func prepareSharedPrefix() throws -> Repetition {
        let pass = try pass()
        let prefix = RuntimeInputs.inputRows(inputs.prefix)
        let candidates = inputs.suffixes.map(RuntimeInputs.inputRows)
        let vocabulary = pass.transformer.shape.vocabulary
        return {
            try timed(.sharedPrefix, tokens: prefix.count + candidates.reduce(0) { $0 + $1.count }) {
                let before = pass.gigaflop
                let hidden = try pass.hiddenStates(header: prefix, rows: candidates)
                let logits = pass.transformer.logits(hidden)
                let sum = candidates.indices.reduce(0.0) { sum, row in
                    sum + Double(logits[row * vocabulary..<(row + 1) * vocabulary].max() ?? 0)
                }
                return (pass.gigaflop - before, sum)
            }
        }
    }

    func prepareDecode() throws -> Repetition {
        let pass = try pass()
        let prompt = RuntimeInputs.inputRows(inputs.prompt)
        return {
            let cache = KeyValueCache(
                shape: pass.transformer.shape, capacity: prompt.count + inputs.answerTokens)
            var hidden = try pass.hiddenStates(
                header: prompt, selection: [prompt.count - 1], cache: cache, extending: true)
            return try timed(.decode, tokens: inputs.answerTokens) {
                var sum = 0
                for _ in 0..<inputs.answerTokens {
                    let token = Self.largest(pass.transformer.logits(hidden))
                    sum += token
                    hidden = try pass.hiddenStates(
                        header: [.token(token)], selection: [0], cache: cache, extending: true)
                }
                return (0, Double(sum))
            }
        }
    }

    private static func largest(_ logits: [Float]) -> Int {
        var best = 0
        for index in logits.indices where logits[index] > logits[best] { best = index }
        return best
    }

    func prepareScoring() throws -> Repetition {
        let weights = try TransformerWeights(GGUFFile(url: model), layers: Self.surrogateLayers)
        let layout = TrainableLayout(
            shape: weights.shape, lora: LoRAConfiguration(), valueRows: Self.valueRowCount, bins: Self.bins)
        let parameters = TrainableParameters(initial: layout, valueRows: try Self.valueRows(weights), seed: 1)
        let model = AdaptedModel(parameters, weights: weights, threads: threads)
        let pass = InferencePass(model.transformer)
        let header = RuntimeInputs.inputRows(inputs.header)
        let rows = inputs.rows.map(RuntimeInputs.inputRows)
        return {
            try timed(.scoring, tokens: header.count + rows.reduce(0) { $0 + $1.count }) {
                let before = pass.gigaflop
                let cache = KeyValueCache(shape: model.transformer.shape, capacity: header.count)
                _ = try pass.hiddenStates(header: header, selection: [], cache: cache, extending: true)
                var sum = 0.0
                for first in stride(from: 0, to: rows.count, by: Self.rowsPerPass) {
                    let part = Array(rows[first..<min(first + Self.rowsPerPass, rows.count)])
                    let hidden = try pass.hiddenStates(
                        header: [], rows: part, valueRows: model.valueRows, cache: cache)
                    _ = model.logits(hidden)
                    sum += hidden.reduce(0.0) { $0 + Double(abs($1)) }
                }
                return (pass.gigaflop - before, sum)
            }
        }
    }

    /// Rows that one pass scores, as the surrogate does.
    private static let rowsPerPass = 96

    static func valueRows(_ weights: TransformerWeights) throws -> [Float] {
        try TrainableParameters.interpolatedValueRows(count: valueRowCount, between: anchors, of: weights)
    }

    func prepareLoad() -> Repetition {
        {
            try timed(.load, tokens: 1) {
                let transformer = Transformer(
                    try TransformerWeights(GGUFFile(url: model), storage: storage.weights), threads: threads)
                return (0, Double(transformer.shape.layers))
            }
        }
    }

    func prepareTokenizer(_ work: Work) throws -> Repetition {
        guard let text else { throw TransformerError.empty("The option --text") }
        let tokenizer = try Tokenizer(file: GGUFFile(url: model))
        let content = try String(contentsOf: text, encoding: .utf8)
        let lines = work == .tokenizerLines ? content.components(separatedBy: "\n") : [content]
        return {
            timed(work, tokens: content.utf8.count) {
                (0, Double(lines.reduce(0) { $0 + tokenizer.encode($1).count }))
            }
        }
    }
}
