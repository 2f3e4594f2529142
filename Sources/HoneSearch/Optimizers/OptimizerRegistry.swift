import HoneCore

/// The optimisers by the names that users give them.
package struct OptimizerRegistry: Sendable {
    /// Makes an optimiser for a study whose candidates come from `source`.
    package typealias Factory = @Sendable (_ study: StudyDescription, _ source: CandidateSource) throws -> any Optimizer

    private var factories: [String: Factory]

    /// The classical ones, which need nothing but the study; others are registered by those who hold what they need.
    package init() {
        factories = [
            "random": { _, source in RandomOptimizer(source: source) },
            "sobol": { _, source in SobolOptimizer(source: source) },
            "grid": { _, source in GridOptimizer(source: source) },
            "tpe": { _, source in TreeParzenOptimizer(source: source) },
            // Beside the other for measurements; studies cannot name it.
            "tpe-univariate": { _, source in
                var settings = TreeParzenOptimizer.Settings()
                settings.isMultivariate = false
                return TreeParzenOptimizer(source: source, settings: settings)
            },
            "cmaes": { _, source in CovarianceAdaptationOptimizer(source: source) },
            "forest": { _, source in ForestOptimizer(source: source) },
            "gp": { _, source in GaussianProcessOptimizer(source: source) },
            "gp-per-second": { _, source in
                var settings = GaussianProcessOptimizer.Settings()
                settings.costs = CostWeighing()
                return GaussianProcessOptimizer(source: source, settings: settings)
            },
            "nsga2": { _, source in EvolutionaryOptimizer.nsga2(source: source) },
            "nsga3": { _, source in EvolutionaryOptimizer.nsga3(source: source) },
            "bohb": { _, source in
                MultiFidelityOptimizer("bohb", sampler: TreeParzenOptimizer(source: source), source: source)
            },
            "dehb": { _, source in DifferentialEvolutionOptimizer(source: source) },
        ]
    }

    /// Makes `transfer` available.
    ///
    /// - Parameter past: the past tasks that it draws its surfaces through.
    package mutating func register(past: [FamilySummary]) {
        register(Self.transferName) { _, source in
            JointOptimizer(Self.transferName, model: nil, past: past, source: source)
        }
    }

    /// The optimiser that knows past tasks and no language model.
    package static let transferName = "transfer"

    /// Adds an optimiser, or replaces the one of that name.
    package mutating func register(_ name: String, _ factory: @escaping Factory) { factories[name] = factory }

    package var names: [String] { factories.keys.sorted() }

    /// The optimiser of a study, by the name that `auto` was resolved to if it was.
    ///
    /// - Throws: `OptimizerError.unknownName`, and whatever the factory throws.
    package func optimizer(for study: StudyDescription, source: CandidateSource = .space) throws -> any Optimizer {
        let name = study.optimizer.effectiveName
        guard let factory = factories[name] else { throw OptimizerError.unknownName(name, known: names) }
        return try factory(study, source)
    }
}
