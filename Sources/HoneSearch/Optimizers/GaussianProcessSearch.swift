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
    /// The lowest value seen or believed, in scaled units.
    private var best: Double

    /// The prior variance of the unknown mean, in units of the targets' variance.
    private static let meanVariance = 1.0

    /// - Returns: nil if the process cannot be fitted.
    init?(
        _ study: StudyDescription, _ source: CandidateSource, _ settings: GaussianProcessOptimizer.Settings,
        _ observations: Observations
    ) {
        let encoder = FeatureEncoder(study.space)
        let scaling = TargetScaling(observations.values)
        let targets = observations.values.map(scaling.scaled)
        let model = GaussianProcess.Model(encoder, linearVariances: [Self.meanVariance])
        let points = Self.points(encoder.encode(observations.configurations))
        guard let best = targets.min(), let process = GaussianProcess.fit(model, points: points, targets: targets)
        else { return nil }
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
            let climbed = refined(starts, excluding: taken)
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
            ExpectedImprovement.logarithm(
                mean: posterior.means[$0], deviation: posterior.variances[$0].squareRoot(), best: best)
        }
    }

    private func suggestion(_ configuration: Configuration, candidates: Int) -> Suggestion {
        let posterior = process.predict(Self.points(encoder.encode([configuration])))
        let mean = posterior.means[0]
        let improvement = ExpectedImprovement.value(
            mean: mean, deviation: posterior.variances[0].squareRoot(), best: best)
        let prediction = scaling.prediction(
            mean: mean, deviation: (posterior.variances[0] + process.noise).squareRoot(), for: study.objective)
        let gain = improvement * scaling.scale
        return Suggestion(
            configuration,
            SuggestionRecord(
                origin: "gp", prediction: prediction, acquisition: gain,
                rationale: "expected improvement \(gain.formatted(significantDigits: 3))",
                cost: SuggestionCost(candidates: candidates)))
    }

    private static func points(_ features: FeatureMatrix) -> Points {
        Points(features, terms: [Array(repeating: 1, count: features.count)])
    }
}
