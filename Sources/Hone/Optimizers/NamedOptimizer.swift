import HoneCore
import HoneSearch
import Synchronization

/// An optimiser that is made from what this machine has when it is first needed: the language model's weights, an adapter.
///
///     let study = try Study("mlp", minimize: "loss", parameters: parameters, optimizer: .lm(adapter: "mine"))
///
/// Its first suggestion loads the weights, which takes a moment. `auto` is decided once, when the study is created.
public final class NamedOptimizer: Optimizer {
    /// One of `OptimizerNames.available`.
    public let name: String
    private let optimizers: StudyOptimizers
    /// What was made so far, by what it was made for; a class because of this.
    private let made = Mutex<[OptimizerChoice: any Optimizer]>([:])

    /// - Parameter adapter: an adapter's name, or the path of its folder; nil for the one that Hone ships.
    init(_ name: String, adapter: String? = nil) {
        self.name = name
        optimizers = StudyOptimizers(adapter: adapter)
    }

    /// Suggestions by the optimiser that the study was resolved to.
    ///
    /// - Throws: `OptimizerSetupError` if an adapter is needed that is not on this machine, and whatever reading weights and
    ///   adapter throws.
    public func suggest(_ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64)
        async throws -> [Suggestion]
    {
        var study = study
        // One that was not made by `Study`, or for another optimiser.
        if study.optimizer.name != name || (name == OptimizerNames.standard && study.optimizer.resolved == nil) {
            study.optimizer = OptimizerChoice(name: name)
            try resolve(&study)
        }
        let optimizer = try made.withLock { made in
            if let known = made[study.optimizer] { return known }
            let new = try optimizers.optimizer(for: study)
            made[study.optimizer] = new
            return new
        }
        return try await optimizer.suggest(count, for: study, given: history, seed: seed)
    }

    /// Decides what `auto` stands for, and notes the adapter that the suggestions depend on.
    func resolve(_ study: inout StudyDescription) throws { try optimizers.resolve(&study) }
}

extension Optimizer where Self == NamedOptimizer {
    /// The language model where the study lies within what its adapter was tested on, else the Gaussian process.
    public static var auto: NamedOptimizer { NamedOptimizer("auto") }

    /// The same, with an adapter of your own: its name, or the path of its folder.
    public static func auto(adapter: String) -> NamedOptimizer { NamedOptimizer("auto", adapter: adapter) }

    /// The fine-tuned language model as prior, and the study's own trials.
    public static var lm: NamedOptimizer { NamedOptimizer("lm") }

    /// The same, with an adapter of your own: its name, or the path of its folder.
    public static func lm(adapter: String) -> NamedOptimizer { NamedOptimizer("lm", adapter: adapter) }

    /// Surfaces through the trials of past tasks, and the study's own trials; no language model.
    public static var transfer: NamedOptimizer { NamedOptimizer("transfer") }

    /// The tree-structured Parzen estimator.
    public static var tpe: NamedOptimizer { NamedOptimizer("tpe") }

    /// Covariance matrix adaptation.
    public static var cmaes: NamedOptimizer { NamedOptimizer("cmaes") }

    /// A random forest, for spaces with many conditions.
    public static var forest: NamedOptimizer { NamedOptimizer("forest") }

    /// Evolution towards the front of several objectives.
    public static var nsga2: NamedOptimizer { NamedOptimizer("nsga2") }

    /// The same with reference points, for three and more objectives.
    public static var nsga3: NamedOptimizer { NamedOptimizer("nsga3") }

    /// The Parzen estimator on trials that a pruner stopped on the way.
    public static var bohb: NamedOptimizer { NamedOptimizer("bohb") }

    /// Differential evolution on trials that a pruner stopped on the way.
    public static var dehb: NamedOptimizer { NamedOptimizer("dehb") }

    /// The points of a scrambled Sobol sequence.
    public static var sobol: NamedOptimizer { NamedOptimizer("sobol") }

    /// Every combination once, in random order.
    public static var grid: NamedOptimizer { NamedOptimizer("grid") }

    /// The fine-tuned language model alone, which learns nothing from the study's own trials.
    public static var lmOnly: NamedOptimizer { NamedOptimizer("lm-only") }

    /// The same, with an adapter of your own: its name, or the path of its folder.
    public static func lmOnly(adapter: String) -> NamedOptimizer { NamedOptimizer("lm-only", adapter: adapter) }
}

extension Optimizer where Self == GaussianProcessOptimizer {
    /// Bayesian optimisation with a Gaussian process.
    public static var gp: GaussianProcessOptimizer { GaussianProcessOptimizer() }
}

extension Optimizer where Self == RandomOptimizer {
    /// Random configurations, none twice.
    public static var random: RandomOptimizer { RandomOptimizer() }
}

extension OptimizerNames {
    /// The name under which a study knows an optimiser: one of ours by its own, any other by its type.
    static func name(of optimizer: any Optimizer) -> String {
        switch optimizer {
        case let optimizer as NamedOptimizer: optimizer.name
        case is GaussianProcessOptimizer: "gp"
        case is RandomOptimizer: "random"
        default: String(describing: type(of: optimizer))
        }
    }
}
