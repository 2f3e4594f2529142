import HoneCore

/// Where trials can run.
public enum ExecutorNames {
    public static let available = ["local"]
    static let planned = ["ray", "slurm"]

    public static func check(_ name: String, place: String) throws(DescriptionError) {
        guard !available.contains(name) else { return }
        guard !planned.contains(name) else {
            throw DescriptionError(place, "the executor \(name) is not built yet; trials run locally (local)")
        }
        throw DescriptionError(place, "\(name) is not an executor" + NearestName.hint(for: name, among: available))
    }
}
