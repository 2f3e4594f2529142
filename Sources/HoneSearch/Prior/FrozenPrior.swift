import HoneCore
import HoneNumerics

/// A study's candidates with what is known of each before any trial: the model's density, and the surface of past tasks.
///
/// The bulk depends on the study and its seed alone, so that it is scored once; only the neighbours of good configurations
/// are new as the study goes on.
struct FrozenPrior: Sendable {
    /// A candidate and where the model places it.
    struct Scored: Sendable {
        let candidate: Candidate
        let density: QuantileDensity
    }

    let scale: PriorScale
    /// What the trials of past tasks in the study's space say, where there are any.
    let surface: MeanSurface?
    /// Different ones, in the order in which they were found.
    private(set) var candidates: [Scored] = []
    /// What the model's passes cost so far.
    private(set) var cost = DensityCost()

    private let study: StudyDescription
    private let model: any DensityModel
    private let source: CandidateSource
    private let seed: UInt64
    private let progress: DensityProgress?
    private var seen: Set<String> = []

    /// Scores random candidates, different ones; a finite source with fewer gives all it has.
    ///
    /// - Parameter seed: the study's.
    init(
        _ study: StudyDescription, model: any DensityModel, source: CandidateSource, random count: Int, seed: UInt64,
        progress: DensityProgress? = nil
    ) async throws {
        self.study = study
        self.model = model
        self.source = source
        self.seed = seed
        self.progress = progress
        scale = PriorScale(study, families: model.families, bins: model.bins)
        surface = scale.family.flatMap { MeanSurface($0, for: study.space) }
        var generator = SeededGenerator(seed: seed).fork("prior pool")
        let draws = RandomDraws(study.space, source)
        try await add(try draws.draw(count, excluding: TakenConfigurations(), using: &generator))
    }

    /// The configurations that the prior likes best.
    func best(_ count: Int) -> [Configuration] {
        let means = candidates.map(\.density.mean)
        return means.indices.sorted { (means[$0], $0) < (means[$1], $1) }.prefix(count)
            .map { candidates[$0].candidate.configuration }
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
        for (candidate, density) in zip(new, try await densities(of: new.map(\.configuration))) {
            if let density { candidates.append(Scored(candidate: candidate, density: density)) }
        }
    }

    private mutating func densities(of configurations: [Configuration]) async throws -> [QuantileDensity?] {
        guard !configurations.isEmpty else { return [] }
        let answer = try await model.densities(of: configurations, for: study, progress: progress)
        cost += answer.cost
        return answer.densities
    }
}

// MARK: - As points

extension FrozenPrior {
    /// All candidates; the model's places are the first term, the surface the second where there is one.
    var points: Points {
        points(
            source.features(of: candidates.map(\.candidate), in: study.space),
            scores: candidates.map { PriorScore($0.density, scale: scale) },
            configurations: candidates.map(\.candidate.configuration))
    }

    /// Any configurations in the same way; one that does not fit the space as it is now gets the average of the candidates.
    mutating func points(of configurations: [Configuration]) async throws -> Points {
        let scores = try await densities(of: configurations).map { density in
            density.map { PriorScore($0, scale: scale) } ?? PriorScore(mean: 0, deviation: 1)
        }
        return points(
            FeatureEncoder(study.space).encode(configurations), scores: scores, configurations: configurations)
    }

    private func points(_ features: FeatureMatrix, scores: [PriorScore], configurations: [Configuration]) -> Points {
        Points(
            features, terms: [scores.map(\.mean)] + (surface.map { [$0.values(configurations)] } ?? []),
            uncertainties: scores.map { $0.deviation * $0.deviation })
    }
}
