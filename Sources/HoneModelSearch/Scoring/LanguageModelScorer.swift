import Dispatch
import Foundation
import HoneCore
import HoneLanguageModel
import HoneSearch

/// Asks a fine-tuned model where configurations stand among all of a task: header only, no history, so that a score holds
/// for a whole study and longer. Scores are kept in memory and on disk.
///
/// One forward pass at a time; it runs on a queue of its own, never on the threads that serve async code.
package final class LanguageModelScorer: Sendable {
    /// SHA-256 of the adapter's weights: names the scores on disk.
    package let adapterHash: String
    /// Bins of a density.
    package let bins: Int
    private let queue: DispatchQueue
    private let state: ScoringState

    /// - Parameter cacheFolder: where scores are kept; nil for memory only.
    /// - Throws: `RowTokenizerError` if the vocabulary lacks what rows are written with.
    package init(_ model: AdaptedModel, tokenizer: Tokenizer, adapterHash: String, cacheFolder: URL?)
        throws(RowTokenizerError)
    {
        self.adapterHash = adapterHash
        bins = model.bins
        queue = DispatchQueue(label: "hone.scorer", qos: .userInitiated)
        state = ScoringState(
            model, tokenizer: try RowTokenizer(tokenizer), adapterHash: adapterHash, cacheFolder: cacheFolder)
    }

    /// Densities of rows under a header, in their order.
    ///
    /// - Parameters:
    ///   - rows: `TrialEncoding.row` of each configuration.
    ///   - progress: told how many of the rows not yet known are done, and of how many.
    /// - Throws: `TransformerError` if the header is longer than the model's context; `CancellationError`.
    package func densities(
        of rows: [[RowSymbol]], under header: HeaderText, progress: DensityProgress? = nil
    ) async throws -> (densities: [QuantileDensity], cost: DensityCost) {
        let text = header.text()
        var cost = DensityCost()
        let lookup = try await perform { state in try state.look(rows, header: text, encoding: header.encoding) }
        var scored: [QuantileDensity] = []
        for part in lookup.plan.passes {
            try Task.checkCancellation()
            let (densities, spent) = try await perform { state in
                try state.score(part, of: lookup, header: text, encoding: header.encoding)
            }
            scored += densities
            cost.tokens += spent.tokens
            cost.tokensSaved += spent.tokensSaved
            cost.gigaflops += spent.gigaflops
            cost.rows += part.rows.count
            progress?(cost.rows, lookup.plan.rows.count)
        }
        let densities = lookup.answers.map { answer in
            switch answer {
            case .known(let density): density
            case .place(let place): scored[place]
            }
        }
        return (densities, cost)
    }

    /// What was computed and what was spared since the scorer was made.
    package struct Counters: Sendable, Hashable {
        /// Rows whose score was known, and rows that went through the model.
        package var scoresKnown = 0
        package var scoresComputed = 0
        /// Headers whose scores left the memory.
        package var headersDropped = 0
        /// Inside of the model.
        package var scoring = ScoringCounters()
    }

    package func counters() async throws -> Counters {
        try await perform { state in state.counters }
    }

    private func perform<Result: Sendable>(_ work: @escaping @Sendable (ScoringState) throws -> Result) async throws
        -> Result
    {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { [state] in
                continuation.resume(with: Swift.Result { try work(state) })
            }
        }
    }
}
