import HoneCore

/// Where trials can run.
public enum ExecutorNames {
    public static let available = ["local"]

    public static func check(_ name: String, place: String) throws(DescriptionError) {
        guard !available.contains(name) else { return }
        throw DescriptionError(place, "\(name) is not an executor" + NearestName.hint(for: name, among: available))
    }
}
