import Dispatch
import Foundation
import HoneCore
import HoneLanguageModel

/// Asks a fine-tuned model where configurations stand among all of a task: header only, no history, so that a score holds
/// for a whole study and longer. Scores are kept in memory and on disk.
///
/// One forward pass at a time; it runs on a queue of its own, never on the threads that serve async code.
public final class LanguageModelScorer: Sendable {
    /// SHA-256 of the adapter's weights: names the scores on disk.
    public let adapterHash: String
    /// Bins of a density.
    package let bins: Int
    private let queue: DispatchQueue
    private let state: State

    /// What a call cost; zero where every score was in the cache.
    public struct Cost: Sendable, Hashable {
        public var tokens = 0
        /// Floating-point operations in linear layers, in 10^9.
        public var gigaflops = 0.0
        /// Rows that went through the model.
        public var rows = 0

        package init() {}
    }

    /// - Parameter cacheFolder: where scores are kept; nil for memory only.
    package init(_ model: AdaptedModel, tokenizer: Tokenizer, adapterHash: String, cacheFolder: URL?) {
        self.adapterHash = adapterHash
        bins = model.bins
        queue = DispatchQueue(label: "hone.scorer", qos: .userInitiated)
        state = State(
            model, tokenizer: RowTokenizer(tokenizer), adapterHash: adapterHash, cacheFolder: cacheFolder)
    }

    /// Densities of rows under a header, in their order.
    ///
    /// - Parameters:
    ///   - rows: `TrialEncoding.row` of each configuration.
    ///   - progress: told how many of the rows not yet known are done, and of how many.
    /// - Throws: `TransformerError` if the header is longer than the model's context; `CancellationError`.
    package func densities(
        of rows: [[RowSymbol]], under header: HeaderText, progress: (@Sendable (Int, Int) -> Void)? = nil
    ) async throws -> (densities: [QuantileDensity], cost: Cost) {
        let text = header.text()
        var cost = Cost()
        let missing = try await perform { state in state.unknown(rows, header: text, encoding: header.encoding) }
        var done = 0
        while done < missing.count {
            try Task.checkCancellation()
            let chunk = Array(missing[done..<min(done + Self.chunk, missing.count)])
            let spent = try await perform { state in try state.score(chunk, header: text) }
            cost.tokens += spent.tokens
            cost.gigaflops += spent.gigaflops
            cost.rows += chunk.count
            done += chunk.count
            progress?(done, missing.count)
        }
        let densities = try await perform { state in state.known(rows, header: text, encoding: header.encoding) }
        return (densities, cost)
    }

    /// Rows a pass: enough for efficient matrix products, few enough to answer a cancellation within a second.
    private static let chunk = 96

    private func perform<Result: Sendable>(_ work: @escaping @Sendable (State) throws -> Result) async throws -> Result
    {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { [state] in
                continuation.resume(with: Swift.Result { try work(state) })
            }
        }
    }
}

extension LanguageModelScorer {
    /// Everything mutable; touched on the scorer's queue alone, which is why it may cross threads.
    private final class State: @unchecked Sendable {
        private let model: AdaptedModel
        private let pass: InferencePass
        private let tokenizer: RowTokenizer
        private let adapterHash: String
        private let cacheFolder: URL?
        /// The headers in use, the latest last.
        private var sessions: [(header: String, session: Session)] = []
        /// Headers kept in memory: a benchmark interleaves studies; each holds some megabytes.
        private static let mostSessions = 64

        private struct Session {
            var cache: ScoreCache
            /// The header's keys and values, once it has been needed.
            var prefix: KeyValueCache?
        }

        init(_ model: AdaptedModel, tokenizer: RowTokenizer, adapterHash: String, cacheFolder: URL?) {
            self.model = model
            pass = InferencePass(model.transformer)
            self.tokenizer = tokenizer
            self.adapterHash = adapterHash
            self.cacheFolder = cacheFolder
        }

        /// The rows without a score, each once, in order of appearance.
        func unknown(_ rows: [[RowSymbol]], header: String, encoding: TrialEncoding) -> [[RowSymbol]] {
            open(header, symbols: encoding.parameters.count)
            let cache = sessions[sessions.count - 1].session.cache
            var seen: Set<[RowSymbol]> = []
            return rows.filter { cache[$0] == nil && seen.insert($0).inserted }
        }

        private func open(_ header: String, symbols: Int) {
            if let index = sessions.firstIndex(where: { $0.header == header }) {
                sessions.append(sessions.remove(at: index))
                return
            }
            let cache =
                cacheFolder.map {
                    ScoreCache(
                        folder: $0, adapterHash: adapterHash, header: header, symbols: symbols, bins: model.bins)
                } ?? ScoreCache()
            sessions.append((header, Session(cache: cache, prefix: nil)))
            if sessions.count > Self.mostSessions { sessions.removeFirst() }
        }

        func score(_ rows: [[RowSymbol]], header: String) throws -> Cost {
            let before = (pass.tokens, pass.gigaflop)
            guard let index = sessions.lastIndex(where: { $0.header == header }) else { return Cost() }
            let prefix: KeyValueCache
            if let existing = sessions[index].session.prefix {
                prefix = existing
            } else {
                prefix = KeyValueCache(shape: model.transformer.shape)
                _ = try pass.hiddenStates(
                    header: tokenizer.header(header), selection: [], valueRows: model.valueRows, cache: prefix,
                    extending: true)
                sessions[index].session.prefix = prefix
            }
            let hidden = try pass.hiddenStates(
                header: [], rows: rows.map(tokenizer.row), valueRows: model.valueRows, cache: prefix)
            let densities = model.densities(hidden)
            sessions[index].session.cache.insert(zip(rows, densities).map { (row: $0, density: $1) })
            var cost = Cost()
            cost.tokens = pass.tokens - before.0
            cost.gigaflops = pass.gigaflop - before.1
            return cost
        }

        func known(_ rows: [[RowSymbol]], header: String, encoding: TrialEncoding) -> [QuantileDensity] {
            open(header, symbols: encoding.parameters.count)
            let cache = sessions[sessions.count - 1].session.cache
            // Every row was scored before; a uniform density is what the model would say if it knew nothing.
            return rows.map { cache[$0] ?? QuantileDensity(weights: [1]) }
        }
    }
}
