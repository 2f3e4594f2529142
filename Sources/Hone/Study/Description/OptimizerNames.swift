import HoneCore

/// The optimisers a study can name.
public enum OptimizerNames {
    /// The optimiser of a study that names none.
    public static let standard = "auto"
    /// The network that reads names and sees the study's own trials.
    public static let reader = "reader"
    /// Those that work.
    public static let available = [
        "auto", "lm", "reader", "transfer", "gp", "gp-per-second", "tpe", "cmaes", "forest", "nsga2", "nsga3", "bohb",
        "dehb", "sobol", "grid", "random", "lm-only",
    ]

    /// Those that look for the Pareto front of several objectives.
    public static let forSeveralObjectives = ["auto", "gp", "tpe", "nsga2", "nsga3", "sobol", "grid", "random"]

    static func check(_ name: String?, takes objectives: [Objective], place: String) throws(DescriptionError) {
        guard objectives.count > 1, let name, !forSeveralObjectives.contains(name) else { return }
        throw DescriptionError(
            place,
            "\(name) optimises one objective, and there are \(objectives.count) (\(objectives.map(\.metric).joined(separator: ", "))); keep one, or use \(forSeveralObjectives.joined(separator: ", "))"
        )
    }

    static func check(_ name: String?, place: String) throws(DescriptionError) {
        guard let name, !available.contains(name) else { return }
        throw DescriptionError(
            place, "\(name) is not an optimiser" + NearestName.hint(for: name, among: available))
    }
}
