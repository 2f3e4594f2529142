import Foundation
import HoneCore
import HoneNumerics

/// One call of `JointOptimizer` once everything is scored: observations and beliefs, and the choices made so far.
struct JointSearch {
    private let study: StudyDescription
    private let source: CandidateSource
    private let settings: JointOptimizer.Settings
    private let observations: Observations
    private let model: JointModel
    private let report: SuggestionReport
    private(set) var prior: FrozenPrior
    /// The observed configurations as points.
    private let observed: Points
    /// What is known after the trials; nil before the first, and where the values defeat every hypothesis.
    private var posterior: JointPosterior?
    /// The lowest expectation at a point that was tried or is on its way.
    private var incumbent: Double?
    /// Before any value: points on their way, with what the prior expects of them.
    private var imagined: (points: Points, values: [Double])?

    /// Observations that are modelled; the cost of one hypothesis grows with their cube.
    private static let mostObservations = 150
    /// Trials before anything is repeated, and the expected variance of a trial, in units of the task's, that warrants it.
    private static let fewestForRepeats = 5
    private static let repeatedNoise = 0.02
    private static let repeatedBest = 3

    init(
        _ study: StudyDescription, origin: String, prior: FrozenPrior, observations: Observations,
        source: CandidateSource, settings: JointOptimizer.Settings
    ) async throws {
        self.study = study
        self.source = source
        self.settings = settings
        var prior = prior
        let kept = ObservationSubset.indices(of: observations.values, atMost: Self.mostObservations)
        let observations = observations.selecting(kept)
        self.observations = observations
        observed = try await prior.points(of: observations.configurations)
        let pending = try await prior.points(of: observations.pending)
        let encoder = FeatureEncoder(study.space)
        let relevances = RelevanceScales.scales(
            observed.features, columns: encoder.columns, parameters: encoder.parameters.count,
            targets: observations.values)
        let own = Self.ownLogScale(observations.values)
        model = JointModel(
            columns: encoder.columns,
            hypotheses: settings.hypotheses.all(
                encoder, sources: prior.sources, scales: (prior.past?.logLengthScales ?? []) + relevances,
                doubt: Self.doubt(prior, settings)),
            unit: UnitBelief(known: prior.scale.logScale.map { ($0.mean, $0.deviation) }, own: own),
            observed: observed, targets: observations.values)
        report = SuggestionReport(study, origin: origin, scale: prior.scale, values: observations.values)
        self.prior = prior
        posterior = model.posterior()
        believe(pending)
    }

    /// How probable it is that the past says nothing of the study: more, the less past programs are like it. The model's own
    /// tests count only near what it was tested on.
    private static func doubt(_ prior: FrozenPrior, _ settings: JointOptimizer.Settings) -> Double {
        let sources = prior.sources
        let isFar = prior.scale.distance > PriorScale.farthest
        guard let past = prior.past else { return isFar ? settings.farDoubt : settings.nearDoubt }
        let strangeness = min(1, 2 * max(0, 1 - past.likeness))
        let own = settings.nearDoubt + (settings.mostDoubt - settings.nearDoubt) * strangeness
        return sources.count > 1 && !isFar ? min(own, settings.farDoubt) : min(own, settings.mostDoubt)
    }

    /// Logarithm of the unit that the values themselves suggest: the median's distance from the best, which a few diverged
    /// trials do not move. Nil where there are too few, or all are equal.
    private static func ownLogScale(_ values: [Double]) -> Double? {
        let sorted = values.sorted()
        guard sorted.count > 1, let best = sorted.first, let worst = sorted.last else { return nil }
        let middle = sorted[sorted.count / 2]
        let spread = sorted.count > 2 && middle > best ? middle - best : (worst - best) / 2
        return spread > 0 && spread.isFinite ? log(spread) : nil
    }

    // MARK: Beliefs

    /// Takes points for tried, with the values that are expected of them.
    private mutating func believe(_ points: Points) {
        if points.count > 0 {
            if let posterior, observations.count > 0 {
                self.posterior = posterior.believing(points)
            } else {
                imagine(points)
            }
        }
        incumbent = posterior.flatMap { $0.expectationsAtPoints.min() }
    }

    /// Before any value the prior's own expectations stand for values, or several at a time would all be alike.
    private mutating func imagine(_ points: Points) {
        guard let expected = model.priorPrediction(points)?.expectations else { return }
        if let known = imagined {
            var all = known.points
            all.append(points)
            imagined = (all, known.values + expected)
        } else {
            imagined = (points, expected)
        }
        guard let imagined else { return }
        posterior =
            JointModel(
                columns: model.columns, hypotheses: model.hypotheses, unit: model.unit, observed: imagined.points,
                targets: imagined.values
            ).posterior()
    }

    /// What is expected of some points; nil where neither past nor trials say anything.
    func prediction(_ points: Points) -> JointPrediction? {
        posterior?.predict(points) ?? (observations.count == 0 ? model.priorPrediction(points) : nil)
    }

    /// Before any trial: what past tasks alone expect of some points; nil without any.
    func pastPrediction(_ points: Points) -> JointPrediction? {
        let own = model.hypotheses.filter { $0.family == .pastTasks }
        guard observations.count == 0, !own.isEmpty else { return nil }
        return JointModel(columns: model.columns, hypotheses: own, unit: model.unit, observed: observed, targets: [])
            .priorPrediction(points)
    }

    private var isNoisy: Bool {
        guard case .space = source, let posterior, observations.count >= Self.fewestForRepeats else { return false }
        return posterior.noiseVariance >= Self.repeatedNoise
    }

    // MARK: Choosing

    /// A candidate with its acquisition.
    private struct Choice {
        var candidate: Candidate
        var density: QuantileDensity?
        var score: Double
        var isRepeat = false
    }

    /// The candidates with the highest expected improvement, each chosen as if those before it had come out as expected.
    mutating func choose(_ count: Int, excluding taken: TakenConfigurations) async throws -> [Suggestion] {
        var taken = taken
        var suggestions: [Suggestion] = []
        while suggestions.count < count {
            guard let choice = try await best(excluding: taken) else { break }
            let point = try await prior.points(of: [choice.candidate.configuration])
            guard let prediction = prediction(point) else { break }
            let improvement = incumbent.map { prediction.expectedImprovements(below: $0)[0] }
            suggestions.append(
                report.suggestion(
                    choice.candidate.configuration, prediction: prediction, improvement: improvement,
                    families: posterior.flatMap { observations.count > 0 ? $0.families : nil } ?? model.priorWeights,
                    density: choice.density, isRepeat: choice.isRepeat))
            taken.insert(choice.candidate.key)
            if suggestions.count < count { believe(point) }
        }
        return suggestions
    }

    /// The best candidate; the neighbours of the best few join them until none is better.
    private mutating func best(excluding taken: TakenConfigurations) async throws -> Choice? {
        var choices = scored(from: 0, excluding: taken) + (try await repeats(excluding: taken))
        var scoredCount = prior.candidates.count
        for _ in 0..<settings.refinements {
            let top = Self.best(choices)
            let centers = Self.leaders(choices, settings.refinedCandidates).filter { !$0.isRepeat }
            try await prior.addNeighbours(of: centers.map(\.candidate.configuration))
            guard prior.candidates.count > scoredCount else { break }
            choices += scored(from: scoredCount, excluding: taken)
            scoredCount = prior.candidates.count
            if let top, let new = Self.best(choices), new.score <= top.score { break }
        }
        return Self.best(choices)
    }

    private static func best(_ choices: [Choice]) -> Choice? {
        var best: Choice?
        for choice in choices where best.map({ choice.score > $0.score }) ?? true { best = choice }
        return best
    }

    private static func leaders(_ choices: [Choice], _ count: Int) -> [Choice] {
        choices.indices.sorted { (choices[$1].score, $0) < (choices[$0].score, $1) }.prefix(count).map { choices[$0] }
    }

    /// The rule of the first trials; nil after them.
    private var early: EarlyChoice? {
        let shares = (observations.count > 0 ? posterior?.families : nil)?.shares ?? model.priorWeights.shares
        return EarlyChoice(
            trials: observations.count + observations.pending.count, ownShare: shares[.ownTrials] ?? 0,
            seed: prior.seed)
    }

    private func scored(from first: Int, excluding taken: TakenConfigurations) -> [Choice] {
        let points = prior.points(from: first)
        guard points.count > 0, let scores = acquisitions(points) else { return [] }
        let considered = early?.considered(prior.candidates, from: first, excluding: taken)
        return prior.candidates[first...].enumerated().compactMap { index, scored in
            taken.contains(scored.candidate.key) || considered?.contains(first + index) == false
                ? nil : Choice(candidate: scored.candidate, density: scored.density, score: scores[index])
        }
    }

    /// What was tried and looks best, where values are so noisy that trying again may tell more than trying another.
    private mutating func repeats(excluding taken: TakenConfigurations) async throws -> [Choice] {
        guard isNoisy, let posterior else { return [] }
        let waiting = Set(observations.pending.map(\.key))
        let expected = posterior.expectationsAtPoints
        let order = observations.values.indices.sorted { (expected[$0], $0) < (expected[$1], $1) }
        var found: [Int] = []
        var seen = waiting
        for index in order where found.count < Self.repeatedBest {
            let configuration = observations.configurations[index]
            if study.space.contains(configuration), seen.insert(configuration.key).inserted { found.append(index) }
        }
        guard !found.isEmpty, let scores = acquisitions(observed.selecting(found)) else { return [] }
        return zip(found, scores).map { index, score in
            Choice(
                candidate: Candidate(observations.configurations[index]), density: nil, score: score, isRepeat: true)
        }
    }

    /// Expected improvement; before any value there is nothing to improve on, and the best expectation counts.
    private func acquisitions(_ points: Points) -> [Double]? {
        guard let prediction = prediction(points) else { return nil }
        guard let incumbent else { return prediction.expectations.map { -$0 } }
        // Whether to try again depends on how much the hypotheses differ about the noise, so their improvements are added up then.
        return isNoisy
            ? prediction.expectedImprovements(below: incumbent, discountsNoise: true)
            : prediction.logImprovements(below: incumbent)
    }
}
