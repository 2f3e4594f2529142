import Foundation
import HoneKernels
import HoneLanguageModel

/// Computes logits for a program beside Hone that compares them with its own.
package struct LogitsProbe {
    /// What to compute: a text, or rows under a header for an adapter with a head. Negative v is value row -(v + 1).
    package struct Question: Decodable {
        var tokens: [Int]?
        /// Positions of the tokens at which logits are wanted; all if nil.
        var positions: [Int]?
        var header: [Int]?
        var rows: [[Int]]?
    }

    /// Logits, one list for each position or row.
    package struct Answer: Encodable {
        var logits: [[Float]]
    }

    /// Why a question cannot be answered.
    package struct Refusal: Error, CustomStringConvertible {
        package let description: String
    }

    private let transformer: Transformer
    private let scoring: AdaptedModel?

    /// - Parameters:
    ///   - adapter: folder of an adapter, Hone's or PEFT's.
    ///   - layers: blocks of the base model to keep; what the adapter's card says, or all, if nil.
    package init(model: URL, adapter: URL?, layers: Int?, threads: Int) throws(ModelFileError) {
        let base = try LanguageModelFile(url: model)
        let threads = ComputeThreads(threads)
        guard let adapter else {
            transformer = Transformer(try base.weights(layers: layers), threads: threads)
            scoring = nil
            return
        }
        let folder = try AdapterFolder(adapter, shape: try base.shape()) { () throws(ModelFileError) in
            try base.contentHash()
        }
        switch folder {
        case .own(let own):
            let weights = try base.weights(layers: own.card.layers)
            let adapted = AdaptedModel(own.parameters, weights: weights, card: own.card, threads: threads)
            transformer = adapted.transformer
            scoring = own.card.bins > 0 ? adapted : nil
        case .peft(let matrices, _):
            transformer = Transformer(matrices.merged(into: try base.weights(layers: layers)), threads: threads)
            scoring = nil
        }
    }

    /// Answers a line of JSON.
    ///
    /// - Throws: `Refusal`, or `TransformerError` for inputs that the model does not know.
    package func answer(_ line: String) throws -> Answer {
        guard let question = try? JSONDecoder().decode(Question.self, from: Data(line.utf8)) else {
            throw Refusal(
                description:
                    "a line is no question; write {\"tokens\": [1, 2]} or {\"header\": [1], \"rows\": [[-1, 2]]}")
        }
        let pass = InferencePass(transformer)
        if let tokens = question.tokens {
            let positions = question.positions ?? Array(tokens.indices)
            guard positions.allSatisfy(tokens.indices.contains) else {
                throw Refusal(description: "positions \(positions) are not among \(tokens.count) tokens")
            }
            let hidden = try pass.hiddenStates(header: tokens.map(Self.input), selection: positions)
            return Self.split(transformer.logits(hidden), rows: positions.count)
        }
        guard let scoring, let header = question.header, let rows = question.rows else {
            throw Refusal(description: "scores of rows need an adapter with a head, a header and rows")
        }
        let hidden = try pass.hiddenStates(
            header: header.map(Self.input), rows: rows.map { $0.map(Self.input) }, valueRows: scoring.valueRows)
        return Self.split(scoring.logits(hidden), rows: rows.count)
    }

    private static func input(_ code: Int) -> InputRow { code >= 0 ? .token(code) : .value(-(code + 1)) }

    private static func split(_ logits: [Float], rows: Int) -> Answer {
        let width = logits.count / max(1, rows)
        return Answer(logits: (0..<rows).map { Array(logits[$0 * width..<($0 + 1) * width]) })
    }
}
