import HoneCore

/// The optimisers a study can name.
public enum OptimizerNames {
    /// The optimiser of a study that names none.
    public static let standard = "auto"
    /// The network that reads names and sees the study's own trials.
    public static let reader = "reader"
    /// Those that work.
    public static let available = ["auto", "lm", "reader", "transfer", "gp", "random", "lm-only"]

    static func check(_ name: String?, place: String) throws(DescriptionError) {
        guard let name, !available.contains(name) else { return }
        throw DescriptionError(
            place, "\(name) is not an optimiser" + NearestName.hint(for: name, among: available))
    }
}
