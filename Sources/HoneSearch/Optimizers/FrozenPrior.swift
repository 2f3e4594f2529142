import HoneCore
import HoneNumerics

/// A study's candidates with the language model's scores, gathered step by step.
struct FrozenPrior: Sendable {
    let scale: PriorScale
    /// What the trials of past tasks in the study's space say, where there are any.
    let surface: MeanSurface?
    private let header: HeaderText
    private let scorer: LanguageModelScorer
    private let source: CandidateSource
    private let space: SearchSpace
    private let progress: (@Sendable (Int, Int) -> Void)?
    private(set) var pool: PriorPool?
    private(set) var densities: [QuantileDensity] = []
    /// What the model's passes cost.
    private(set) var cost = LanguageModelScorer.Cost()

    init(
        _ study: StudyDescription, scorer: LanguageModelScorer, families: [FamilySummary], source: CandidateSource,
        progress: (@Sendable (Int, Int) -> Void)?
    ) {
        header = HeaderText(study)
        scale = PriorScale(study, families: families, bins: scorer.bins)
        surface = scale.family.flatMap { MeanSurface($0, for: study.space) }
        self.scorer = scorer
        self.source = source
        space = study.space
        self.progress = progress
    }

    var count: Int { densities.count }

    mutating func addRandom(_ size: Int, seed: UInt64) async throws {
        pool = try PriorPool(space, source, size: size, seed: seed)
        try await scoreNew()
    }

    /// The neighbours of the candidates that the prior likes best.
    mutating func addNeighboursOfBest(_ count: Int, seed: UInt64) async throws {
        guard let pool else { return }
        let means = densities.map(\.mean)
        let best = means.indices.sorted { (means[$0], $0) < (means[$1], $1) }.prefix(count)
        try await addNeighbours(of: best.map { pool.configurations[$0] }, seed: seed)
    }

    mutating func addNeighbours(of centers: [Configuration], seed: UInt64) async throws {
        pool?.appendNeighbours(of: centers, seed: seed)
        try await scoreNew()
    }

    private mutating func scoreNew() async throws {
        guard let pool, pool.count > densities.count else { return }
        densities += try await densities(of: Array(pool.rows[densities.count...]))
    }

    private mutating func densities(of rows: [[RowSymbol]]) async throws -> [QuantileDensity] {
        let scored = try await scorer.densities(of: rows, under: header, progress: progress)
        cost.tokens += scored.cost.tokens
        cost.gigaflops += scored.cost.gigaflops
        cost.rows += scored.cost.rows
        return scored.densities
    }

    /// Any configurations with their scores; one that does not fit the space as it is now gets the average of the candidates.
    mutating func points(of configurations: [Configuration]) async throws -> JointModel.Points {
        let rows = configurations.map { try? header.encoding.row($0) }
        var known = try await densities(of: rows.compactMap { $0 }).makeIterator()
        let average = PriorScore(mean: 0, deviation: 1)
        let scores = rows.map { row in
            row == nil ? average : known.next().map { PriorScore($0, scale: scale) } ?? average
        }
        return JointModel.Points(
            FeatureEncoder(space).encode(configurations), scores, surface: surface?.values(configurations))
    }

    /// All candidates.
    var points: JointModel.Points {
        guard let pool else { return JointModel.Points(FeatureMatrix(columns: 0), []) }
        return JointModel.Points(
            pool.features(), densities.map { PriorScore($0, scale: scale) },
            surface: surface?.values(pool.configurations))
    }
}
