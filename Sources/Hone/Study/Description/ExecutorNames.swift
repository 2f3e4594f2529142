import HoneCore

/// Where trials can run.
public enum ExecutorNames {
    /// The names that there are executors for.
    public static let available = ["local"]

    /// Refuses a name that no executor has, naming the nearest one.
    public static func check(_ name: String, place: String) throws(DescriptionError) {
        guard !available.contains(name) else { return }
        throw DescriptionError(place, "\(name) is not an executor" + NearestName.hint(for: name, among: available))
    }
}
