import Foundation
import HoneCore
import HoneNumerics

/// One call of `GaussianProcessOptimizer`: the fitted processes, and the choices made with them so far.
struct GaussianProcessSearch {
    private let study: StudyDescription
    private let source: CandidateSource
    private let settings: GaussianProcessOptimizer.Settings
    private let observations: SearchObservations
    private let encoder: FeatureEncoder
    /// One for each objective, or for what several are put together to.
    private var objectives: [MetricSurrogate]
    private var bounds: [BoundSurrogate]
    private var goal: SearchGoal
    /// Whether trials are so noisy that trying again may tell more than trying another.
    private let isNoisy: Bool
    /// The climb by gradients; nil where candidates are confined to a list, where ranges cannot be moved by themselves, and beyond
    /// `mostForClimbs` observations.
    private let climb: SmoothClimb?

    /// How many of the best are considered for another trial.
    private static let repeatedBest = 3
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
        var objectives: [MetricSurrogate] = []
        for values in columns {
            guard let surrogate = MetricSurrogate(encoder, points: points, values: values) else { return nil }
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

    /// What single trials of some configurations will give in the first objective, minimised, noise included.
    func outcomes(of configurations: [Configuration]) -> LocatedForecast {
        let surrogate = objectives[0]
        let posterior = surrogate.process.predict(Self.points(encoder.encode(configurations)))
        return LocatedForecast(
            means: posterior.means.map(surrogate.scaling.unscaled),
            deviations: posterior.variances.map {
                ($0 + surrogate.process.noise).squareRoot() * surrogate.scaling.scale
            },
            tails: .process)
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
            study.space, source, size: size, excluding: taken, near: observations.bestFirst,
            using: &generator)
        let points = Self.points(pool.features)
        var taken = taken
        var suggestions: [Suggestion] = []
        while suggestions.count < count {
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

    // MARK: - Ranking

    /// The points that are ranked highest, the best first, of those that may be chosen.
    private func leaders(_ count: Int, of points: Points, where isOpen: (Int) -> Bool) -> [(index: Int, score: Double)] {
        if case .improvement(let best) = goal, bounds.isEmpty {
            return objectives[0].process.leaders(count, of: points, where: isOpen) {
                improvement(mean: $0, variance: $1, best: best)
            }
        }
        let scores = scores(points)
        return scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }.lazy.filter(isOpen).prefix(count).map {
            (index: $0, score: scores[$0])
        }
    }

    /// The logarithm of what a trial is expected to improve on the best, single trials being noisy or not. It grows with the variance.
    private func improvement(mean: Double, variance: Double, best: Double) -> Double {
        let improvement = ExpectedImprovement.logarithm(mean: mean, deviation: variance.squareRoot(), best: best)
        guard isNoisy else { return improvement }
        // What is known already beside the noise counts less (Huang et al. 2006, equation 12).
        let noise = objectives[0].process.noise
        return improvement + log1p(-(noise / (variance + noise)).squareRoot())
    }

    /// The goal's logarithm at some points, in any unit.
    private func scores(_ points: Points) -> [Double] {
        var scores = goalScores(points)
        for bound in bounds {
            for (index, probability) in bound.logProbability(points).enumerated() { scores[index] += probability }
        }
        return scores
    }

    private func goalScores(_ points: Points) -> [Double] {
        switch goal {
        case .feasibility: return Array(repeating: 0, count: points.count)
        case .improvement(let best):
            let posterior = objectives[0].process.predict(points)
            return posterior.means.indices.map {
                improvement(mean: posterior.means[$0], variance: posterior.variances[$0], best: best)
            }
        case .hypervolume(let gain):
            let posteriors = objectives.map { $0.process.predict(points) }
            return (0..<points.count).map { index in
                gain.logarithm(
                    means: posteriors.map { $0.means[index] },
                    deviations: posteriors.map { $0.variances[index].squareRoot() })
            }
        }
    }

    /// The same at one row of coordinates, with its derivatives by them.
    private func score(at row: [Double]) -> (value: Double, slopes: [Double]) {
        var (value, slopes) = goalScore(at: row)
        for bound in bounds {
            let kept = bound.logProbability(at: row)
            value += kept.value
            for index in slopes.indices { slopes[index] += kept.slopes[index] }
        }
        return (value, slopes)
    }

    private func goalScore(at row: [Double]) -> (value: Double, slopes: [Double]) {
        switch goal {
        case .feasibility: return (0, row.map { _ in 0 })
        case .improvement(let best):
            let process = objectives[0].process
            let here = process.slopes(at: row, terms: [1])
            let deviation = here.variance.squareRoot()
            let gain = ExpectedImprovement.logarithmSlopes(mean: here.mean, deviation: deviation, best: best)
            var value = gain.value
            var byVariance = gain.byDeviation / (2 * deviation)
            if isNoisy {
                let known = (process.noise / (here.variance + process.noise)).squareRoot()
                value += log1p(-known)
                byVariance += 0.5 * known / ((1 - known) * (here.variance + process.noise))
            }
            return (
                value, row.indices.map { gain.byMean * here.meanSlope[$0] + byVariance * here.varianceSlope[$0] }
            )
        case .hypervolume(let gain):
            let here = objectives.map { $0.process.slopes(at: row, terms: [1]) }
            return gain.slopes(here, columns: row.count)
        }
    }

    /// What was tried and looks best, where it may be worth another trial.
    private func repeats(besides chosen: [Configuration]) -> [(candidate: Candidate, score: Double)] {
        // A study that repeats says itself what runs again.
        guard isNoisy, study.repeats == nil else { return [] }
        // What is only believed stands behind what was observed.
        let means = objectives[0].process.meansAtPoints.prefix(observations.count)
        let order = means.indices.filter(observations.isFeasible).sorted { (means[$0], $0) < (means[$1], $1) }
        var seen = Set((observations.pending + chosen).map(\.key))
        var found: [Configuration] = []
        for index in order where found.count < Self.repeatedBest {
            let configuration = observations.configurations[index]
            if study.space.contains(configuration), seen.insert(configuration.key).inserted {
                found.append(configuration)
            }
        }
        let scores = scores(Self.points(encoder.encode(found)))
        return zip(found, scores).map { (Candidate($0), $1) }
    }

    // MARK: - What is said of it

    private func suggestion(_ configuration: Configuration, candidates: Int) -> Suggestion {
        let point = Self.points(encoder.encode([configuration]))
        var record = SuggestionRecord(origin: "gp", cost: SuggestionCost(candidates: candidates))
        var parts: [String] = []
        if case .improvement(let best) = goal, study.objectives.count == 1 {
            let surrogate = objectives[0]
            let posterior = surrogate.process.predict(point)
            let improvement = ExpectedImprovement.value(
                mean: posterior.means[0], deviation: posterior.variances[0].squareRoot(), best: best)
            let gain = improvement * surrogate.scaling.scale
            record.acquisition = gain
            parts.append("expected improvement \(gain.formatted(significantDigits: 3))")
        } else if case .hypervolume = goal {
            parts.append("largest expected gain in hypervolume")
        }
        if study.objectives.count == 1 { record.prediction = prediction(at: point) }
        let kept = bounds.reduce(0.0) { $0 + $1.logProbability(point)[0] }
        if !bounds.isEmpty {
            parts.append("keeps the bounds with probability \(exp(kept).formatted(significantDigits: 2))")
        }
        record.rationale = parts.isEmpty ? nil : parts.joined(separator: ", ")
        return Suggestion(configuration, record)
    }

    private func prediction(at point: Points) -> Prediction {
        let surrogate = objectives[0]
        let posterior = surrogate.process.predict(point)
        let values = observations.values.map { study.objective.minimized($0[0]) }
        return MetricBounds(study.objective, values: values).clamped(
            surrogate.scaling.prediction(
                mean: posterior.means[0],
                deviation: (posterior.variances[0] + surrogate.process.noise).squareRoot(), for: study.objective,
                tails: .process))
    }

    private static func points(_ features: FeatureMatrix) -> Points {
        Points(features, terms: [Array(repeating: 1, count: features.count)])
    }
}
