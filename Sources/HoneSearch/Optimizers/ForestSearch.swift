import Foundation
import HoneCore
import HoneNumerics

/// One call of `ForestOptimizer`: the forest, and the choices made with it so far.
struct ForestSearch {
    private let study: StudyDescription
    private let source: CandidateSource
    private let settings: ForestOptimizer.Settings
    private let encoder: ForestEncoder
    private let scaling: TargetScaling
    private let generator: SeededGenerator
    private let bestFirst: [Configuration]
    private var rows: [[Double]]
    private var targets: [Double]
    private var forest: RegressionForest
    private var best: Double

    /// Observations that trees are grown on.
    private static let mostObservations = 2000

    init(
        _ study: StudyDescription, _ source: CandidateSource, _ settings: ForestOptimizer.Settings,
        _ observations: Observations, _ generator: SeededGenerator
    ) {
        let observations = observations.selecting(
            ObservationSubset.indices(of: observations.values, atMost: Self.mostObservations))
        let scaling = TargetScaling(observations.values)
        let encoder = ForestEncoder(study.space)
        let targets = observations.values.map(scaling.scaled)
        let rows = observations.configurations.map(encoder.row)
        var draws = generator
        forest = RegressionForest(encoder.columns, rows: rows, targets: targets, using: &draws)
        best = targets.min() ?? 0
        bestFirst = observations.bestFirst
        (self.study, self.source, self.settings, self.encoder) = (study, source, settings, encoder)
        (self.scaling, self.generator, self.rows, self.targets) = (scaling, generator, rows, targets)
        believe(observations.pending)
    }

    /// Takes configurations as observed with the values that are predicted for them.
    mutating func believe(_ configurations: [Configuration]) {
        guard !configurations.isEmpty else { return }
        let added = configurations.map(encoder.row)
        let means = added.map { forest.predict($0).mean }
        rows += added
        targets += means
        var draws = generator
        forest = RegressionForest(encoder.columns, rows: rows, targets: targets, using: &draws)
    }

    /// The next suggestion; nil where there are no more.
    func suggestion(excluding taken: TakenConfigurations, using generator: inout SeededGenerator) throws -> Suggestion?
    {
        if generator.uniform() < settings.randomShare {
            let drawn = try RandomDraws(study.space, source).draw(1, excluding: taken, using: &generator)
            return drawn.first.map {
                Suggestion($0.configuration, SuggestionRecord(origin: "forest", rationale: "at random"))
            }
        }
        let pool = try CandidatePool(
            study.space, source, size: settings.pool, excluding: taken, near: bestFirst, using: &generator)
        let scores = logImprovements(pool.candidates)
        let order = scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
        var found = order.prefix(settings.refinedCandidates).map { (candidate: pool.candidates[$0], score: scores[$0]) }
        let refinement = LocalRefinement(study.space)
        if case .space = source, refinement.isUseful {
            found = refinement.refine(found, excluding: taken, score: logImprovements)
        }
        guard var winner = found.first else { return nil }
        for other in found.dropFirst() where other.score > winner.score { winner = other }
        return suggestion(winner.candidate.configuration, candidates: pool.count)
    }

    private func logImprovements(_ candidates: [Candidate]) -> [Double] {
        candidates.map { candidate in
            let (mean, variance) = forest.predict(encoder.row(candidate.configuration))
            return ExpectedImprovement.logarithm(mean: mean, deviation: variance.squareRoot(), best: best)
        }
    }

    private func suggestion(_ configuration: Configuration, candidates: Int) -> Suggestion {
        let (mean, variance) = forest.predict(encoder.row(configuration))
        let deviation = variance.squareRoot()
        let gain = ExpectedImprovement.value(mean: mean, deviation: deviation, best: best) * scaling.scale
        let prediction = scaling.prediction(mean: mean, deviation: deviation, for: study.objective, tails: .process)
        return Suggestion(
            configuration,
            SuggestionRecord(
                origin: "forest", prediction: prediction, acquisition: gain,
                rationale: "expected improvement \(gain.formatted(significantDigits: 3))",
                cost: SuggestionCost(candidates: candidates)))
    }
}
