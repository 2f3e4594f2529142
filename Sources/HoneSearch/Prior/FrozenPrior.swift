import HoneCore
import HoneNumerics

/// A study's candidates with what is known of each before any trial: the model's density where there is a model, and the
/// surfaces of past tasks where there are any.
///
/// The bulk depends on the study and its seed alone, so that it is scored once; only the neighbours of good configurations
/// are new as the study goes on.
struct FrozenPrior: Sendable {
    /// A candidate and where the model places it; nil without a model.
    struct Scored: Sendable {
        let candidate: Candidate
        let density: QuantileDensity?
    }

    let scale: PriorScale
    /// What the trials of past tasks like the study say, where there are any.
    let past: PastKnowledge?
    /// Different ones, in the order in which they were found.
    private(set) var candidates: [Scored] = []
    /// What the model's passes cost so far.
    private(set) var cost = DensityCost()
    /// What a point's uncertainty and tail are compared with: those of the random bulk.
    private var reference = PriorReference()

    private let study: StudyDescription
    private let model: (any DensityModel)?
    private let source: CandidateSource
    private let encoder: FeatureEncoder
    let seed: UInt64
    private let progress: DensityProgress?
    private var seen: Set<String> = []

    /// Scores random candidates, different ones; a finite source with fewer gives all it has.
    ///
    /// - Parameters:
    ///   - families: past tasks that tell the objective's unit.
    ///   - seed: the study's.
    init(
        _ study: StudyDescription, model: (any DensityModel)?, past: PastKnowledge? = nil,
        families: [FamilySummary] = [], source: CandidateSource, random count: Int, seed: UInt64,
        progress: DensityProgress? = nil
    ) async throws {
        self.study = study
        self.model = model
        self.past = past
        self.source = source
        self.seed = seed
        self.progress = progress
        encoder = FeatureEncoder(study.space)
        scale = PriorScale(study, families: families, bins: model?.bins ?? 1)
        var generator = SeededGenerator(seed: seed).fork("prior pool")
        let draws = RandomDraws(study.space, source)
        try await add(try draws.draw(count, excluding: TakenConfigurations(), using: &generator))
        reference = PriorReference(
            scores: scores(candidates.map(\.density)),
            variances: past?.values(candidates.map(\.candidate.configuration)).map(\.variance))
    }

    /// Who speaks in the points' terms.
    var sources: [PriorSource] {
        (model == nil ? [] : [PriorSource(.languageModel, terms: 2)]) + (past == nil ? [] : [PriorSource(.pastTasks)])
    }

    /// The configurations that the prior likes best: the model's where there is one, else the past tasks'.
    func best(_ count: Int) -> [Configuration] {
        let configurations = candidates.map(\.candidate.configuration)
        let means: [Double]
        if model != nil {
            means = candidates.map { $0.density?.mean ?? 1 }
        } else if let past {
            means = past.means(past.values(configurations))
        } else {
            return []
        }
        return means.indices.sorted { (means[$0], $0) < (means[$1], $1) }.prefix(count).map { configurations[$0] }
    }

    /// Adds the neighbours of some configurations. Their random part depends on the configuration and the seed alone, so that
    /// a configuration that stays among the best brings the same neighbours again.
    mutating func addNeighbours(of centers: [Configuration]) async throws {
        let near = Neighbours(study.space)
        var found: [Candidate] = []
        for center in centers {
            var generator = SeededGenerator(seed: seed).fork("neighbours of \(center.key)")
            found += near.around(center, using: &generator).map(Candidate.init)
        }
        try await add(found)
    }

    /// Scores those that are candidates and not known yet; one that the model cannot place is none.
    private mutating func add(_ found: [Candidate]) async throws {
        var new: [Candidate] = []
        for candidate in found where source.contains(candidate) && seen.insert(candidate.key).inserted {
            new.append(candidate)
        }
        guard model != nil else {
            candidates += new.map { Scored(candidate: $0, density: nil) }
            return
        }
        for (candidate, density) in zip(new, try await densities(of: new.map(\.configuration))) {
            if let density { candidates.append(Scored(candidate: candidate, density: density)) }
        }
    }

    private mutating func densities(of configurations: [Configuration]) async throws -> [QuantileDensity?] {
        guard let model else { return configurations.map { _ in nil } }
        guard !configurations.isEmpty else { return [] }
        let answer = try await model.densities(of: configurations, for: study, progress: progress)
        cost += answer.cost
        return answer.densities
    }
}

// MARK: - As points

extension FrozenPrior {
    /// The candidates from one on; the model's place and tail are the first terms where there is a model, the past tasks' mean
    /// the last where there are any.
    func points(from first: Int = 0) -> Points {
        let chosen = candidates[first...]
        return points(
            source.features(of: chosen.map(\.candidate), in: study.space), densities: chosen.map(\.density),
            configurations: chosen.map(\.candidate.configuration))
    }

    /// Any configurations in the same way; one that does not fit the space as it is now gets the average of the candidates.
    mutating func points(of configurations: [Configuration]) async throws -> Points {
        points(
            encoder.encode(configurations), densities: try await densities(of: configurations),
            configurations: configurations)
    }

    private func points(
        _ features: FeatureMatrix, densities: [QuantileDensity?], configurations: [Configuration]
    ) -> Points {
        var terms: [[Double]] = []
        var uncertainties: [[Double]] = []
        var deviations: [[Double]] = []
        if model != nil {
            let scores = scores(densities)
            terms.append(scores.map { TargetWarp.drawnIn($0.mean) })
            terms.append(scores.map { reference.standardised(tail: $0.tail) })
            uncertainties.append(scores.map { reference.relative(deviation: $0.deviation) })
        }
        if let past {
            let values = past.values(configurations)
            let means = past.means(values)
            terms.append(means.map(TargetWarp.drawnIn))
            uncertainties.append(values.map { reference.relative(pastVariance: $0.variance) })
            deviations = past.deviations(values, means: means)
        }
        return Points(features, terms: terms, uncertainties: uncertainties, deviations: deviations)
    }

    private func scores(_ densities: [QuantileDensity?]) -> [PriorScore] {
        guard model != nil else { return [] }
        return densities.map { density in
            density.map { PriorScore($0, scale: scale) } ?? PriorScore(mean: 0, deviation: 1, tail: reference.tailMean)
        }
    }
}
