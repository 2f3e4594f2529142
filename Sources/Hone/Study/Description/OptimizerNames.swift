import HoneCore

/// The optimisers a study can name.
public enum OptimizerNames {
    public static let standard = "auto"
    /// Those that work.
    public static let available = ["auto", "lm", "lm-only", "gp", "random"]
    /// Names that are taken for later work; a study that asks for one is told so.
    static let planned = [
        "grid", "sobol", "tpe", "cmaes", "nsga2", "portfolio", "transfer-gp", "chat", "llambo", "centaur",
    ]

    static func check(_ name: String?, place: String) throws(DescriptionError) {
        guard let name, !available.contains(name) else { return }
        if planned.contains(name) {
            throw DescriptionError(
                place, "the optimiser \(name) is not built yet; use one of \(available.joined(separator: ", "))")
        }
        throw DescriptionError(
            place, "\(name) is not an optimiser" + NearestName.hint(for: name, among: available))
    }
}
