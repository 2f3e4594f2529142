import Foundation
import HoneCore
import HoneLanguageModel
import HoneSearch

/// What is known of some rows, and how the others go through the model.
struct ScoreLookup: Sendable {
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
final class ScoringState: @unchecked Sendable {
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

    private var counted = LanguageModelScorer.Counters()

    var counters: LanguageModelScorer.Counters {
        var counters = counted
        counters.scoring = scorer.counters
        return counters
    }

    func look(_ rows: [[RowSymbol]], header: String, encoding: TrialEncoding) throws -> ScoreLookup {
        let scores = sessions[open(header, encoding)].scores
        let missing = rows.filter { scores[$0] == nil }
        counted.scoresKnown += rows.count - missing.count
        var lookup = ScoreLookup(missing: missing, plan: try scorer.plan(missing.map(tokenizer.row)))
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
        _ part: ScoringPlan.Pass, of lookup: ScoreLookup, header: String, encoding: TrialEncoding
    ) throws -> ([QuantileDensity], DensityCost) {
        let before = scorer.spent
        let saved = scorer.counters.candidateInputsSaved
        let hidden = try scorer.hiddenStates(part, of: lookup.plan, after: tokenizer.header(header))
        let densities = model.densities(hidden)
        counted.scoresComputed += densities.count
        let index = open(header, encoding)
        sessions[index].scores.insert(
            zip(lookup.missing, lookup.plan.places).filter { part.rows.contains($0.1) }
                .map { (row: $0.0, density: densities[$0.1 - part.rows.lowerBound]) })
        var cost = DensityCost()
        cost.tokens = scorer.spent.tokens - before.tokens
        cost.tokensSaved = scorer.counters.candidateInputsSaved - saved
        cost.gigaflops = scorer.spent.gigaflop - before.gigaflop
        return (densities, cost)
    }
}
