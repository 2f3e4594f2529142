import Foundation
import HoneCore
import HoneNumerics

/// One call of `GaussianProcessOptimizer`: the fitted processes, and the choices made with them so far.
struct GaussianProcessSearch {
    let study: StudyDescription
    private let source: CandidateSource
    private let settings: GaussianProcessOptimizer.Settings
    let observations: SearchObservations
    let encoder: FeatureEncoder
    /// One for each objective, or for what several are put together to.
    var objectives: [MetricSurrogate]
    var bounds: [BoundSurrogate]
    var goal: SearchGoal
    /// Whether trials are so noisy that trying again may tell more than trying another.
    let isNoisy: Bool
    /// The climb by gradients; nil where candidates are confined to a list, where ranges cannot be moved by themselves, and beyond
    /// `mostForClimbs` observations.
    private let climb: SmoothClimb?
    /// Where values are noisy: what stands in the place of the improvement on the best mean.
    var noisy: NoisyImprovement?
    /// Where seconds count: what trials are expected to take.
    let cost: CostSurrogate?

    /// Observations up to which functions are sampled: that costs their cube.
    static let mostForSamples = 200
    /// How many of the best are considered for another trial.
    static let repeatedBest = 3
    /// Observations from which climbing costs more than it brings: each step of it costs their square.
    private static let mostForClimbs = 1000

    /// - Returns: nil if the processes cannot be fitted.
    init?(
        _ study: StudyDescription, _ source: CandidateSource, _ settings: GaussianProcessOptimizer.Settings,
        _ observations: SearchObservations, using generator: inout SeededGenerator
    ) {
        let encoder = FeatureEncoder(study.space)
        let observations = Self.bounded(observations)
        let points = Self.points(encoder.encode(observations.configurations))
        let isPlain = study.objectives.count <= 2
        let columns =
            isPlain
            ? study.objectives.indices.map { index in observations.values.map { $0[index] } }
            : [Scalarization.values(observations.values, using: &generator)]
        // Several objectives are put together by their values: those are not bent.
        let isWarped = study.objectives.count == 1
        var objectives: [MetricSurrogate] = []
        for values in columns {
            guard let surrogate = MetricSurrogate(encoder, points: points, values: values, isWarped: isWarped)
            else { return nil }
            objectives.append(surrogate)
        }
        bounds = []
        for index in study.metricConstraints.indices {
            let excesses = observations.excesses.map { $0[index] }
            guard let bound = BoundSurrogate(encoder, points: points, excesses: excesses) else { return nil }
            bounds.append(bound)
        }
        let feasible = observations.values.indices.filter(observations.isFeasible)
        let first = objectives[0]
        if feasible.isEmpty {
            goal = .feasibility
        } else if objectives.count == 2 {
            goal = .hypervolume(Self.hypervolume(objectives, at: feasible))
        } else {
            let means = first.process.meansAtPoints
            guard let best = feasible.map({ means[$0] }).min() else { return nil }
            goal = .improvement(best: best)
        }
        if case .space = source, objectives.count == 1 {
            isNoisy = first.isNoisy
        } else {
            isNoisy = false
        }
        if case .space = source, observations.count <= Self.mostForClimbs {
            let smooth = SmoothClimb(study.space, encoder)
            climb = smooth.isPossible ? smooth : nil
        } else {
            climb = nil
        }
        cost = settings.costs.flatMap { CostSurrogate(encoder, points: points, seconds: observations.seconds, $0) }
        self.study = study
        self.source = source
        self.settings = settings
        self.observations = observations
        self.encoder = encoder
        self.objectives = objectives
        believe(observations.pending)
    }

    /// As many observations as can be modelled, by the first objective.
    private static func bounded(_ observations: SearchObservations) -> SearchObservations {
        guard observations.count > MetricSurrogate.mostObservations else { return observations }
        return observations.selecting(
            ObservationSubset.indices(
                of: observations.values.map { $0[0] }, atMost: MetricSurrogate.mostObservations))
    }

    /// The gain over the front of the predicted means (single values may be luck), up to a tenth of their extent beyond the worst of
    /// all of them: nearer to the front its ends could not grow.
    private static func hypervolume(_ objectives: [MetricSurrogate], at indices: [Int]) -> ExpectedHypervolume {
        let means = objectives.map { objective in
            let all = objective.process.meansAtPoints
            return indices.map { all[$0] }
        }
        let all = means[0].indices.map { [means[0][$0], means[1][$0]] }
        let reference = means.map { values -> Double in
            let (low, high) = (values.min() ?? 0, values.max() ?? 0)
            return high + 0.1 * (high > low ? high - low : 1)
        }
        return ExpectedHypervolume(front: Dominance.front(of: all).map { all[$0] }, reference: reference)
    }

    /// Takes configurations as observed with the values that are predicted for them.
    mutating func believe(_ configurations: [Configuration]) {
        for configuration in configurations {
            let point = Self.points(encoder.encode([configuration]))
            let means = objectives.indices.map { objectives[$0].believe(point) }
            for index in bounds.indices { bounds[index].surrogate.believe(point) }
            if case .improvement(let best) = goal, bounds.isEmpty { goal = .improvement(best: min(best, means[0])) }
        }
    }

    /// The candidates that the goal ranks highest, each chosen as if those before it had come out as predicted.
    mutating func choose(
        _ count: Int, excluding taken: TakenConfigurations, using generator: inout SeededGenerator
    ) throws(SamplingError) -> [Suggestion] {
        // Beyond some thousand observations each candidate costs so much that fewer have to do.
        let isLong = observations.count > Self.mostForClimbs
        var size = settings.pool
        // Where gradients take over, it is enough to find the hills.
        if isLong || climb?.isComplete == true { size.random /= 2 }
        let pool = try CandidateRows(
            study.space, source, size: size, excluding: taken, near: observations.bestFirst, using: &generator)
        let points = Self.points(pool.features)
        var taken = taken
        var suggestions: [Suggestion] = []
        while suggestions.count < count {
            noisy = improvementUnderNoise(settings.samplesUnderNoise, using: &generator)
            let starts = leaders(isLong ? 2 : settings.refinedCandidates, of: points) { index in
                !taken.contains(pool.candidate(at: index).key)
            }.map { (pool.candidate(at: $0.index), $0.score) }
            let climbed = refined(starts, excluding: taken) + repeats(besides: suggestions.map(\.configuration))
            guard var winner = climbed.first else { break }
            for start in climbed.dropFirst() where start.score > winner.score { winner = start }
            suggestions.append(suggestion(winner.candidate.configuration, candidates: pool.count))
            taken.insert(winner.candidate.key)
            if suggestions.count < count { believe([winner.candidate.configuration]) }
        }
        return suggestions
    }

    /// The best candidates after a climb, where candidates are not confined to a list.
    private func refined(_ starts: [(candidate: Candidate, score: Double)], excluding taken: TakenConfigurations)
        -> [(candidate: Candidate, score: Double)]
    {
        guard case .space = source else { return starts }
        let refinement = LocalRefinement(study.space)
        guard refinement.isUseful else { return starts }
        // Where gradients reach everything, steps along single parameters find nothing more.
        let stepped =
            climb?.isComplete == true
            ? []
            : refinement.refine(starts, excluding: taken) {
                scores(Self.points(encoder.encode($0.map(\.configuration))))
            }
        guard let climb else { return stepped }
        let tops = (starts + stepped).compactMap { start in
            climb.top(from: start.candidate.configuration, score: score(at:))
        }.filter { !taken.contains($0.key) }
        guard !tops.isEmpty else { return starts + stepped }
        return starts + stepped
            + zip(tops, scores(Self.points(encoder.encode(tops.map(\.configuration))))).map { ($0, $1) }
    }

    static func points(_ features: FeatureMatrix) -> Points {
        Points(features, terms: [Array(repeating: 1, count: features.count)])
    }
}
