import Foundation
import HoneCore
import HoneNumerics

/// One call of `GaussianProcessOptimizer`: the fitted process, and the choices made with it so far.
struct GaussianProcessSearch {
    private let study: StudyDescription
    private let source: CandidateSource
    private let settings: GaussianProcessOptimizer.Settings
    private let observations: Observations
    private let encoder: FeatureEncoder
    private let scaling: TargetScaling
    private var process: GaussianProcess
    /// The lowest mean at a point that was tried or is believed, in scaled units: the lowest value may be luck.
    private var best: Double
    /// Whether trials are so noisy that trying again may tell more than trying another.
    private let isNoisy: Bool

    /// Observations that are modelled: the cost of a fit grows with their cube.
    private static let mostObservations = 250
    /// Trials before anything is repeated, and the variance of a trial, in parts of that of all, that warrants it.
    private static let fewestForRepeats = 10
    private static let repeatedNoise = 0.1
    private static let repeatedBest = 3

    /// The prior variance of the unknown mean, in units of the targets' variance.
    private static let meanVariance = 1.0

    /// - Returns: nil if the process cannot be fitted.
    init?(
        _ study: StudyDescription, _ source: CandidateSource, _ settings: GaussianProcessOptimizer.Settings,
        _ observations: Observations
    ) {
        let encoder = FeatureEncoder(study.space)
        let observations = observations.selecting(
            ObservationSubset.indices(of: observations.values, atMost: Self.mostObservations))
        let scaling = TargetScaling(observations.values)
        let targets = observations.values.map(scaling.scaled)
        let model = GaussianProcess.Model(encoder, linearVariances: [Self.meanVariance])
        let points = Self.points(encoder.encode(observations.configurations))
        guard let process = GaussianProcess.fit(model, points: points, targets: targets),
            let best = process.predict(points).means.min()
        else { return nil }
        if case .space = source {
            isNoisy = observations.count >= Self.fewestForRepeats && process.noise >= Self.repeatedNoise
        } else {
            isNoisy = false
        }
        self.study = study
        self.source = source
        self.settings = settings
        self.observations = observations
        self.encoder = encoder
        self.scaling = scaling
        self.process = process
        self.best = best
        believe(observations.pending)
    }

    /// What single trials of some configurations will give, minimised, noise included.
    func outcomes(of configurations: [Configuration]) -> LocatedForecast {
        let posterior = process.predict(Self.points(encoder.encode(configurations)))
        return LocatedForecast(
            means: posterior.means.map(scaling.unscaled),
            deviations: posterior.variances.map { ($0 + process.noise).squareRoot() * scaling.scale },
            tails: .process)
    }

    /// Takes configurations as observed with the values that are predicted for them.
    mutating func believe(_ configurations: [Configuration]) {
        for configuration in configurations {
            let point = Self.points(encoder.encode([configuration]))
            let mean = process.predict(point).means[0]
            process = process.observing(point, target: mean)
            best = min(best, mean)
        }
    }

    /// The candidates with the highest expected improvement, each chosen as if those before it had come out as predicted.
    mutating func choose(
        _ count: Int, excluding taken: TakenConfigurations, using generator: inout SeededGenerator
    ) throws(SamplingError) -> [Suggestion] {
        let pool = try CandidatePool(
            study.space, source, size: settings.pool, excluding: taken, near: observations.bestFirst,
            using: &generator)
        let points = Self.points(pool.features)
        var taken = taken
        var suggestions: [Suggestion] = []
        while suggestions.count < count {
            let scores = logImprovements(points)
            let order = scores.indices.filter { !taken.contains(pool.candidates[$0].key) }
                .sorted { (-scores[$0], $0) < (-scores[$1], $1) }
            let starts = order.prefix(settings.refinedCandidates).map { (pool.candidates[$0], scores[$0]) }
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
        let refinement = LocalRefinement(study.space)
        guard case .space = source, refinement.isUseful else { return starts }
        return refinement.refine(starts, excluding: taken) {
            logImprovements(Self.points(encoder.encode($0.map(\.configuration))))
        }
    }

    private func logImprovements(_ points: Points) -> [Double] {
        let posterior = process.predict(points)
        return posterior.means.indices.map {
            let variance = posterior.variances[$0]
            let improvement = ExpectedImprovement.logarithm(
                mean: posterior.means[$0], deviation: variance.squareRoot(), best: best)
            guard isNoisy else { return improvement }
            // What is known already beside the noise counts less (Huang et al. 2006, equation 12).
            return improvement + log1p(-(process.noise / (variance + process.noise)).squareRoot())
        }
    }

    /// What was tried and looks best, where it may be worth another trial.
    private func repeats(besides chosen: [Configuration]) -> [(candidate: Candidate, score: Double)] {
        guard isNoisy else { return [] }
        let means = process.predict(Self.points(encoder.encode(observations.configurations))).means
        let order = means.indices.sorted { (means[$0], $0) < (means[$1], $1) }
        var seen = Set((observations.pending + chosen).map(\.key))
        var found: [Configuration] = []
        for index in order where found.count < Self.repeatedBest {
            let configuration = observations.configurations[index]
            if study.space.contains(configuration), seen.insert(configuration.key).inserted {
                found.append(configuration)
            }
        }
        let scores = logImprovements(Self.points(encoder.encode(found)))
        return zip(found, scores).map { (Candidate($0), $1) }
    }

    private func suggestion(_ configuration: Configuration, candidates: Int) -> Suggestion {
        let posterior = process.predict(Self.points(encoder.encode([configuration])))
        let mean = posterior.means[0]
        let improvement = ExpectedImprovement.value(
            mean: mean, deviation: posterior.variances[0].squareRoot(), best: best)
        let prediction = scaling.prediction(
            mean: mean, deviation: (posterior.variances[0] + process.noise).squareRoot(), for: study.objective,
            tails: .process)
        let gain = improvement * scaling.scale
        let values = observations.values.map(study.objective.minimized)
        return Suggestion(
            configuration,
            SuggestionRecord(
                origin: "gp", prediction: MetricBounds(study.objective, values: values).clamped(prediction),
                acquisition: gain,
                rationale: "expected improvement \(gain.formatted(significantDigits: 3))",
                cost: SuggestionCost(candidates: candidates)))
    }

    private static func points(_ features: FeatureMatrix) -> Points {
        Points(features, terms: [Array(repeating: 1, count: features.count)])
    }
}
