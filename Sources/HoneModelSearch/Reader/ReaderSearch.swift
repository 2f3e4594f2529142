import HoneCore
import HoneNumerics
import HoneReader
import HoneSearch

/// One call of `ReaderOptimizer`: what was observed, what is believed of pending trials, and the choices made so far.
struct ReaderSearch {
    private let study: StudyDescription
    private let origin: String
    private let source: CandidateSource
    private let parameters: [Parameter]
    private let scorer: ReaderScorer
    private let surfaces: ProgramSurfaces?
    private let coding: SurfaceCoding
    private var trials: [ReaderTrial] = []
    private var results: [Double] = []
    private var context: ReaderContext
    /// Where the first choices are, so that they spread out.
    private var points: [[Double]] = []
    private(set) var candidateCount = 0

    /// Random candidates, the best known ones whose neighbours join them, and the ones that are climbed from.
    private static let random = 1000
    private static let centers = 3
    private static let refined = 5
    /// Trials that the network looks at: the best ones and the latest.
    private static let mostTrials = 120
    private static let bestTrials = 60
    /// Root mean square distance over the parameters below which an early choice counts as the same again.
    private static let reach = 0.25
    private static let spreadWeight = 0.3

    init(
        _ study: StudyDescription, origin: String, model: ReaderModel, source: CandidateSource,
        past: [(configurations: [Configuration], values: [Double])]
    ) throws {
        self.study = study
        self.origin = origin
        self.source = source
        parameters = study.space.searched
        scorer = try model.scorer(try model.study(study))
        surfaces = model.shape.readsSurfaces ? ProgramSurfaces(study.space, past: past) : nil
        coding = SurfaceCoding(parameters)
        context = try scorer.context([], results: [])
    }

    private func coded(_ configurations: [Configuration]) -> [ReaderTrial] {
        configurations.map { ReaderTrial($0, of: parameters) }
    }

    private func estimates(_ trials: [ReaderTrial]) -> [SurfaceEstimate] { surfaces?.estimates(trials) ?? [] }

    /// Takes over what the study has seen, pending trials with what is predicted for them.
    mutating func observe(_ observations: Observations) throws {
        trials = coded(observations.configurations)
        results = observations.values
        try read()
        let pending = coded(observations.pending)
        guard !pending.isEmpty else { return }
        try believe(pending)
    }

    /// Takes trials as observed with what is predicted for them.
    private mutating func believe(_ more: [ReaderTrial]) throws {
        points += more.map(coding.point)
        guard let values = try scorer.score(more, in: context, surfaces: estimates(more)).expectedValues else { return }
        trials += more
        results += values
        try read()
    }

    private mutating func read() throws {
        points = trials.map(coding.point)
        var kept = Array(trials.indices)
        if kept.count > Self.mostTrials {
            let best = kept.sorted { (results[$0], $0) < (results[$1], $1) }.prefix(Self.bestTrials)
            let latest = kept.reversed().filter { !best.contains($0) }.prefix(Self.mostTrials - Self.bestTrials)
            kept = (best + latest).sorted()
        }
        let shown = kept.map { trials[$0] }
        context = try scorer.context(shown, results: kept.map { results[$0] }, surfaces: estimates(shown))
    }

    mutating func choose(
        _ count: Int, observations: Observations, excluding taken: TakenConfigurations,
        using generator: inout SeededGenerator
    ) throws -> [Suggestion] {
        let pool = try CandidatePool(
            study.space, source, size: .init(random: Self.random, centers: Self.centers), excluding: taken,
            near: observations.bestFirst + [study.space.statedDefault].compactMap(\.self), using: &generator)
        var open = pool.candidates
        candidateCount = open.count
        var taken = taken
        var suggestions: [Suggestion] = []
        while suggestions.count < count, !open.isEmpty {
            let scored = try judge(open)
            guard
                var best = scored.indices.max(by: { (scored[$0].merit, -$0) < (scored[$1].merit, -$1) }).map({
                    scored[$0]
                })
            else { break }
            if case .space = source { best = try climb(scored, from: best, excluding: taken) }
            suggestions.append(suggestion(best))
            taken.insert(best.candidate.key)
            open.removeAll { $0.key == best.candidate.key }
            let chosen = ReaderTrial(best.candidate.configuration, of: parameters)
            if suggestions.count < count { try believe([chosen]) }
        }
        return suggestions
    }

    // MARK: - Merit

    /// A candidate with what speaks for it.
    private struct Judged {
        var candidate: Candidate
        /// Higher is better.
        var merit: Double
        var improvement: Double?
        var prediction: Prediction?
        var share: Double
    }

    private func judge(_ candidates: [Candidate]) throws -> [Judged] {
        let coded = coded(candidates.map(\.configuration))
        let scores = try scorer.score(coded, in: context, surfaces: estimates(coded))
        let shares = scores.expectedQuantiles
        guard let threshold = try incumbent(), let improvements = scores.expectedImprovements(over: threshold) else {
            return candidates.indices.map { index in
                Judged(
                    candidate: candidates[index], merit: -shares[index] - crowding(coding.point(coded[index])),
                    share: shares[index])
            }
        }
        return candidates.indices.map { index in
            Judged(
                candidate: candidates[index], merit: improvements[index], improvement: improvements[index],
                prediction: prediction(scores, index), share: shares[index])
        }
    }

    /// The best expectation among the trials that were seen: a lucky noisy value is none. Nil while nothing can be measured.
    private func incumbent() throws -> Double? {
        guard context.scale != nil, let best = results.min() else { return nil }
        let expected = try scorer.score(trials, in: context, surfaces: estimates(trials)).expectedValues?.min()
        return max(best, expected ?? best)
    }

    /// How much a point says the same again as those that were chosen, 0 for one that is far from all.
    private func crowding(_ point: [Double]) -> Double {
        let width = Double(max(1, parameters.count))
        let nearest = points.map { other in
            zip(point, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / width
        }.min()
        guard let nearest else { return 0 }
        return Self.spreadWeight * max(0, 1 - nearest.squareRoot() / Self.reach)
    }

    private func climb(_ scored: [Judged], from best: Judged, excluding taken: TakenConfigurations) throws -> Judged {
        let refinement = LocalRefinement(study.space)
        guard refinement.isUseful else { return best }
        let starts = scored.indices.sorted { (-scored[$0].merit, $0) < (-scored[$1].merit, $1) }.prefix(Self.refined)
            .map { (candidate: scored[$0].candidate, score: scored[$0].merit) }
        var failure: (any Error)?
        let climbed = refinement.refine(Array(starts), excluding: taken) { candidates in
            do {
                return try judge(candidates).map(\.merit)
            } catch {
                failure = error
                return candidates.map { _ in -.infinity }
            }
        }
        if let failure { throw failure }
        guard let top = climbed.max(by: { $0.score < $1.score }), top.score > best.merit else { return best }
        return try judge([top.candidate]).first ?? best
    }

    // MARK: - What is told

    private func prediction(_ scores: ReaderScores, _ index: Int) -> Prediction? {
        guard let scale = scores.scale else { return nil }
        let density = scores.score(index)
        let tail = (1 - Prediction.coverage) / 2
        let (low, high) = (density.quantileValue(tail, scale), density.quantileValue(1 - tail, scale))
        let objective = study.objective
        let ends = [objective.minimized(low), objective.minimized(high)]
        // A central interval of a normal density of the same coverage is 2 * 1.2816 deviations wide.
        let deviation = (high - low).magnitude / (2 * NormalDistribution.quantile(1 - tail))
        return Prediction(
            mean: objective.minimized(density.meanValue(scale)), standardDeviation: deviation, low: ends.min() ?? low,
            high: ends.max() ?? high)
    }

    private func suggestion(_ chosen: Judged) -> Suggestion {
        var rationale =
            "the reader expects \((100 * chosen.share).formatted(significantDigits: 2)) % of configurations to be better"
        if let improvement = chosen.improvement {
            rationale += ", expected improvement \(improvement.formatted(significantDigits: 3))"
        }
        if surfaces != nil { rationale += "; past tasks of this program were seen" }
        return Suggestion(
            chosen.candidate.configuration,
            SuggestionRecord(
                origin: origin, prediction: chosen.prediction, acquisition: chosen.improvement, rationale: rationale))
    }
}
