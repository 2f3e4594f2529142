import Foundation
import HoneLanguageModel

/// What a run of the runtime benchmark computes on, as `Benchmarks/runtime_inputs.py` writes it for every side.
///
/// Tokens are vocabulary ids; a row's inputs are ids or, for value row v, -(v + 1).
package struct RuntimeInputs: Sendable, Decodable {
    /// One packed training sequence; a label is a row's bin.
    struct Sequence: Sendable, Decodable {
        var header: [Int]
        var rows: [[Int]]
        var bins: [Int]
    }

    var forward: [Int]
    var long: [Int]
    /// A prefix and the candidates that follow it.
    var prefix: [Int]
    var suffixes: [[Int]]
    /// A prompt and how many tokens are generated behind it.
    var prompt: [Int]
    var answerTokens: Int
    /// The surrogate's header and candidates.
    var header: [Int]
    var rows: [[Int]]
    var training: [Sequence]
    var trainingAllLayers: [Sequence]

    package init(_ url: URL) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: url))
    }

    static func inputRows(_ codes: [Int]) -> [InputRow] {
        codes.map { $0 >= 0 ? .token($0) : .value(-$0 - 1) }
    }
}

extension RuntimeInputs.Sequence {
    /// The sequence with labels over a number of bins.
    func example(bins count: Int) -> TrainingExample {
        TrainingExample(
            header: RuntimeInputs.inputRows(header), rows: rows.map(RuntimeInputs.inputRows),
            labels: bins.flatMap { bin in (0..<count).map { $0 == bin ? 1 : 0 } })
    }
}
