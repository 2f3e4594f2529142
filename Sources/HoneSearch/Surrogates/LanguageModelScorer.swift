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
        /// Tokens that did not have to be computed because rows begin alike.
        public var tokensSaved = 0
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
    /// What is known of some rows, and how the others go through the model.
    private struct Lookup: Sendable {
        enum Answer {
            case known(QuantileDensity)
            /// Where among the plan's different rows.
            case place(Int)
        }
        var answers: [Answer] = []
        /// The rows without a score, as given.
        let missing: [[RowSymbol]]
        let plan: ScoringPlan
    }

    /// Everything mutable; touched on the scorer's queue alone, which is why it may cross threads.
    private final class State: @unchecked Sendable {
        private let model: AdaptedModel
        private let scorer: CandidateScorer
        private let tokenizer: RowTokenizer
        private let adapterHash: String
        private let cacheFolder: URL?
        /// The headers in use, the latest last.
        private var sessions: [(header: String, scores: ScoreCache)] = []
        /// Headers and scores kept in memory, whichever is reached first: a benchmark interleaves studies. A score takes
        /// some 200 bytes.
        private static let mostSessions = 64
        private static let mostScores = 400_000

        init(_ model: AdaptedModel, tokenizer: RowTokenizer, adapterHash: String, cacheFolder: URL?) {
            self.model = model
            scorer = CandidateScorer(model.transformer, valueRows: model.valueRows)
            self.tokenizer = tokenizer
            self.adapterHash = adapterHash
            self.cacheFolder = cacheFolder
        }

        private var counted = Counters()

        var counters: Counters {
            var counters = counted
            counters.scoring = scorer.counters
            return counters
        }

        func look(_ rows: [[RowSymbol]], header: String, encoding: TrialEncoding) throws -> Lookup {
            let scores = sessions[open(header, encoding)].scores
            let missing = rows.filter { scores[$0] == nil }
            counted.scoresKnown += rows.count - missing.count
            var lookup = Lookup(missing: missing, plan: try scorer.plan(missing.map(tokenizer.row)))
            var next = 0
            lookup.answers = rows.map { row in
                if let density = scores[row] { return .known(density) }
                defer { next += 1 }
                return .place(lookup.plan.places[next])
            }
            return lookup
        }

        /// Makes a header the latest used; returns where it is.
        private func open(_ header: String, _ encoding: TrialEncoding) -> Int {
            if let index = sessions.firstIndex(where: { $0.header == header }) {
                sessions.append(sessions.remove(at: index))
                return sessions.count - 1
            }
            let scores =
                cacheFolder.map {
                    ScoreCache(
                        folder: $0, adapterHash: adapterHash, header: header, symbols: encoding.parameters.count,
                        bins: model.bins)
                } ?? ScoreCache()
            sessions.append((header, scores))
            while sessions.count > 1,
                sessions.count > Self.mostSessions || sessions.reduce(0, { $0 + $1.scores.count }) > Self.mostScores
            {
                sessions.removeFirst()
                counted.headersDropped += 1
            }
            return sessions.count - 1
        }

        /// Scores of one pass's rows, in the plan's order; kept for the next call.
        func score(
            _ part: ScoringPlan.Pass, of lookup: Lookup, header: String, encoding: TrialEncoding
        ) throws -> ([QuantileDensity], Cost) {
            let before = scorer.spent
            let saved = scorer.counters.candidateInputsSaved
            let hidden = try scorer.hiddenStates(part, of: lookup.plan, after: tokenizer.header(header))
            let densities = model.densities(hidden)
            counted.scoresComputed += densities.count
            let index = open(header, encoding)
            sessions[index].scores.insert(
                zip(lookup.missing, lookup.plan.places).filter { part.rows.contains($0.1) }
                    .map { (row: $0.0, density: densities[$0.1 - part.rows.lowerBound]) })
            var cost = Cost()
            cost.tokens = scorer.spent.tokens - before.tokens
            cost.tokensSaved = scorer.counters.candidateInputsSaved - saved
            cost.gigaflops = scorer.spent.gigaflop - before.gigaflop
            return (densities, cost)
        }
    }
}
